package io.isthmus.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Moved;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A list of deviations as CSV (RFC 4180) with a header, a line each. */
public final class DeviationsCsv implements AutoCloseable {
    private static final List<String> OF_ALL =
            List.of("dn", "anchor", "resource", "type", "source", "name", "situation", "since", "detail");
    private static final List<String> DRIFT =
            List.of("attribute", "kind", "applied", "desired", "actual", "by", "at", "run");
    private static final List<String> OTHERS = List.of("candidates", "candidateAnchors");

    private final boolean drift;
    private final SequenceWriter lines;

    /** @param to stays open when this is closed */
    public DeviationsCsv(Deviation.Listing listing, Writer to) throws IOException {
        this.drift = listing == Deviation.Listing.DRIFT;
        List<String> columns = new ArrayList<>(OF_ALL);
        columns.addAll(drift ? DRIFT : OTHERS);
        to.write(String.join(",", columns) + "\r\n");
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
        columns.forEach(schema::addColumn);
        lines = CsvMapper.builder()
                .build()
                .writer(schema.build())
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValues(to);
        lines.init(true);
    }

    /** Writes the line of one. @param since when it was first seen; @param run that saw it last */
    public void write(Deviation deviation, Instant since, String run) throws IOException {
        List<String> cells = new ArrayList<>(List.of(
                deviation.dn().orElse(""),
                deviation.anchor().orElse(""),
                deviation.resource().id(),
                deviation.resource().type(),
                deviation.resource().source(),
                deviation.resource().name(),
                deviation.situation().label(),
                since.toString(),
                deviation.detail()));
        if (drift) {
            difference(deviation, run, cells);
        } else {
            cells.add(joined(
                    deviation.candidates().stream().map(Deviation.Candidate::dn).toList()));
            cells.add(joined(deviation.candidates().stream()
                    .map(Deviation.Candidate::anchor)
                    .toList()));
        }
        lines.write(cells.stream().map(ChangesCsv::harmless).toList());
    }

    private static void difference(Deviation deviation, String run, List<String> cells) {
        Difference of = deviation.difference().orElseThrow();
        cells.addAll(List.of(
                of.attribute(),
                of.kind().name().toLowerCase(Locale.ROOT),
                joined(of.applied()),
                joined(of.desired()),
                joined(of.actual()),
                deviation.moved().flatMap(Moved::by).orElse(""),
                deviation.moved().map(last -> last.at().toString()).orElse(""),
                run));
    }

    private static String joined(List<String> values) {
        return values.stream().collect(Collectors.joining("; "));
    }

    @Override
    public void close() throws IOException {
        lines.flush();
    }
}

package io.isthmus.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.isthmus.plan.Suppression;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Suppressions as CSV (RFC 4180) with a header, a line each. */
public final class SuppressionsCsv implements AutoCloseable {
    private static final List<String> COLUMNS =
            List.of("id", "resource", "attribute", "value", "wanted", "since", "by", "run");

    private final SequenceWriter lines;

    /** @param to stays open when this is closed */
    public SuppressionsCsv(Writer to) throws IOException {
        to.write(String.join(",", COLUMNS) + "\r\n");
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
        COLUMNS.forEach(schema::addColumn);
        lines = CsvMapper.builder()
                .build()
                .writer(schema.build())
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValues(to);
        lines.init(true);
    }

    /** Writes the line of one. */
    public void write(Suppression one, Instant since, String by, Optional<String> run) throws IOException {
        lines.write(List.of(
                Long.toString(one.id()),
                ChangesCsv.harmless(one.resource()),
                ChangesCsv.harmless(one.attribute()),
                ChangesCsv.harmless(one.shown()),
                one.comes() ? "present" : "absent",
                since.toString(),
                ChangesCsv.harmless(by),
                run.orElse("")));
    }

    @Override
    public void close() throws IOException {
        lines.flush();
    }
}

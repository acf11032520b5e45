package io.isthmus.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Unmatched roles as CSV (RFC 4180) with a header, a line each. */
public final class UnmatchedRolesCsv implements AutoCloseable {
    private static final List<String> COLUMNS = List.of(
            "source",
            "value",
            "display",
            "users",
            "firstSeen",
            "lastSeen",
            "nearest",
            "distance",
            "wouldChange",
            "snippet");

    private final SequenceWriter lines;

    /** @param to stays open when this is closed */
    public UnmatchedRolesCsv(Writer to) throws IOException {
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
    public void write(UnmatchedRole role) throws IOException {
        lines.write(List.of(
                ChangesCsv.harmless(role.source()),
                ChangesCsv.harmless(role.value().orElse("")),
                ChangesCsv.harmless(role.display().orElse("")),
                Long.toString(role.users()),
                role.firstSeen().toString(),
                role.lastSeen().toString(),
                ChangesCsv.harmless(
                        role.nearest().map(UnmatchedRole.Nearest::role).orElse("")),
                role.nearest().map(near -> Integer.toString(near.distance())).orElse(""),
                Long.toString(role.wouldChange()),
                role.snippet()));
    }

    @Override
    public void close() throws IOException {
        lines.flush();
    }
}

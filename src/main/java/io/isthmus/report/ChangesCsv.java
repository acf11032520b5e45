package io.isthmus.report;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes as CSV (RFC 4180) with a header: a line for each attribute that a change touches, at least one for each change. */
public final class ChangesCsv implements AutoCloseable {
    private static final List<String> COLUMNS = List.of(
            "id",
            "type",
            "dn",
            "newDn",
            "situation",
            "resource",
            "source",
            "name",
            "attribute",
            "delete",
            "add",
            "outcome",
            "detail",
            "at",
            "strong");

    private final Writer to;
    private final SequenceWriter lines;
    private boolean empty = true;

    /** @param to stays open when this is closed */
    public ChangesCsv(Writer to) throws IOException {
        this.to = to;
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
        COLUMNS.forEach(schema::addColumn);
        ObjectWriter writer = CsvMapper.builder()
                .build()
                .writer(schema.build())
                .without(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        lines = writer.writeValues(to);
        lines.init(false);
    }

    /** Writes the lines of what takes a change back; none for a change that never happened. */
    public void reverse(ChangeLine line) throws IOException {
        if (line.counts()) {
            write(line, true);
        }
    }

    /** Writes the lines of one change. */
    public void write(ChangeLine line) throws IOException {
        write(line, false);
    }

    private void write(ChangeLine line, boolean back) throws IOException {
        empty = false;
        List<ValueChange> parts = Parts.of(line.change());
        if (parts.isEmpty()) {
            lines.write(row(line, back, "", List.of(), List.of()));
        }
        for (ValueChange part : parts) {
            boolean secret = SecretAttributes.holds(part.attribute());
            List<String> delete = back ? part.add() : part.delete();
            List<String> add = back ? part.delete() : part.add();
            lines.write(row(
                    line,
                    back,
                    part.attribute(),
                    secret ? List.of("(not shown)") : delete,
                    secret ? List.of("(not shown)") : add));
        }
    }

    private static Map<String, String> row(
            ChangeLine line, boolean back, String attribute, List<String> delete, List<String> add) {
        Change change = line.change();
        About about = change.about();
        String from = change.dn().toString();
        String to = change instanceof Change.RenameEntry rename ? rename.newDn().toString() : "";
        List<String> cells = new ArrayList<>(List.of(
                Long.toString(line.id()),
                back ? ChangeLine.opposite(change.type()) : change.type(),
                back && !to.isEmpty() ? to : from,
                back && !to.isEmpty() ? from : to,
                about.situation().label(),
                about.resource(),
                about.source(),
                about.name(),
                attribute,
                String.join("; ", delete),
                String.join("; ", add),
                line.outcome(),
                line.detail(),
                line.at().map(Object::toString).orElse(""),
                about.situation() == Situation.ADOPTABLE ? Boolean.toString(about.strong()) : ""));
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            row.put(COLUMNS.get(i), harmless(cells.get(i)));
        }
        return row;
    }

    /** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
    static String harmless(String cell) {
        boolean formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0;
        return formula ? "'" + cell : cell;
    }

    /** Writes the header too if no change was written. */
    @Override
    public void close() throws IOException {
        lines.flush();
        if (empty) {
            to.write(String.join(",", COLUMNS) + "\r\n");
        }
    }
}

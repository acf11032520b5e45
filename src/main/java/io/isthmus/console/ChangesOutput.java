package io.isthmus.console;

import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.Runs;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.ChangesCsv;
import io.isthmus.report.ChangesLdif;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A run's changes as CSV or LDIF, streamed from the store to the wire one by one. */
final class ChangesOutput implements StreamingOutput {
    private static final String CSV = "text/csv";
    private static final String LDIF = "text/ldif";

    private final Runs runs;
    private final String run;
    private final String format;
    private final boolean reverse;

    ChangesOutput(Runs runs, String run, String format, boolean reverse) {
        this.runs = runs;
        this.run = run;
        this.format = format;
        this.reverse = reverse;
    }

    /** The first acceptable format that we have. @throws ApiProblem 406 */
    static String format(List<MediaType> acceptable) {
        for (MediaType accepted : acceptable) {
            for (String format : List.of(MediaType.APPLICATION_JSON, CSV, LDIF)) {
                if (accepted.isCompatible(MediaType.valueOf(format))) {
                    return format;
                }
            }
        }
        throw new ApiProblem(406, "not-acceptable", "changes come as application/json, text/csv or text/ldif");
    }

    @Override
    public void write(OutputStream stream) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try {
            if (format.equals(CSV)) {
                csv(writer);
            } else {
                ldif(writer);
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        writer.flush();
    }

    private void csv(Writer writer) throws IOException {
        try (ChangesCsv csv = new ChangesCsv(writer)) {
            runs.changes(run, row -> unchecked(() -> csv.write(line(row))));
        }
    }

    private void ldif(Writer writer) throws IOException {
        ChangesLdif ldif = new ChangesLdif(writer);
        if (reverse) {
            runs.changesBackwards(run, row -> unchecked(() -> ldif.reverse(line(row))));
        } else {
            runs.changes(run, row -> unchecked(() -> ldif.write(line(row))));
        }
    }

    private static ChangeLine line(ChangeRow row) {
        return new ChangeLine(row.id(), row.change(), row.outcome(), row.detail(), row.at());
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package io.isthmus.console;

import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.RunReports.Part;
import io.isthmus.reconcile.Runs;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.ChangesCsv;
import io.isthmus.report.ChangesLdif;
import io.isthmus.report.LdifServer;
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
    static final String CSV = "text/csv";
    static final String LDIF = "text/ldif";

    private final Runs runs;
    private final RunReports reports;
    private final LdifServer server;
    private final String run;
    private final String format;
    private final boolean reverse;

    ChangesOutput(Runs runs, RunReports reports, LdifServer server, String run, String format, boolean reverse) {
        this.runs = runs;
        this.reports = reports;
        this.server = server;
        this.run = run;
        this.format = format;
        this.reverse = reverse;
    }

    /**
     * The first acceptable format that we have.
     *
     * @param asked {@code json}, {@code csv} or {@code ldif}, for links, which cannot say what they accept; or nothing
     * @throws ApiProblem 406, 400
     */
    static String format(List<MediaType> acceptable, String asked) {
        if (asked != null && !asked.isBlank()) {
            return switch (asked) {
                case "json" -> MediaType.APPLICATION_JSON;
                case "csv" -> CSV;
                case "ldif" -> LDIF;
                default -> throw new ApiProblem(400, "invalid-request", "format has to be json, csv or ldif");
            };
        }
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
            if (reverse) {
                runs.changesBackwards(run, row -> unchecked(() -> csv.reverse(line(row))));
            } else {
                runs.changes(run, row -> unchecked(() -> csv.write(line(row))));
            }
        }
    }

    private void ldif(Writer writer) throws IOException {
        ChangesLdif ldif = new ChangesLdif(writer, server);
        reports.stream(
                run,
                Part.NAMES,
                false,
                row -> unchecked(() -> {
                    ldif.name(line(row));
                    if (!reverse) {
                        ldif.aside(line(row));
                    }
                }));
        if (!reverse) {
            runs.changes(run, row -> unchecked(() -> ldif.write(line(row))));
            return;
        }
        runs.changesBackwards(run, row -> unchecked(() -> ldif.reverse(line(row))));
        reports.stream(run, Part.NAMES, true, row -> unchecked(() -> ldif.home(line(row))));
        if (server.membersLast()) {
            reports.stream(run, Part.MEMBERSHIPS, true, row -> unchecked(() -> ldif.reverseMembers(line(row))));
        }
    }

    static ChangeLine line(ChangeRow row) {
        return new ChangeLine(row.id(), row.change(), row.outcome(), row.told(), row.at());
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

package io.isthmus.console;

import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.Rulings;
import io.isthmus.report.SuppressionsCsv;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Suppressions as CSV, streamed from the store to the wire page by page. */
final class SuppressionsOutput implements StreamingOutput {
    private static final int AT_ONCE = 500;

    private final Reconciliation reconciliation;

    SuppressionsOutput(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** Whether CSV comes before JSON among what is acceptable. @throws ApiProblem 406 when neither is */
    static boolean csv(List<MediaType> acceptable) {
        for (MediaType accepted : acceptable) {
            if (accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (accepted.isCompatible(MediaType.valueOf("text/csv"))) {
                return true;
            }
        }
        throw new ApiProblem(406, "not-acceptable", "suppressions come as application/json or text/csv");
    }

    @Override
    public void write(OutputStream stream) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try (SuppressionsCsv csv = new SuppressionsCsv(writer)) {
            long after = 0;
            List<Rulings.Stored> rows;
            do {
                rows = reconciliation.suppressions(after, AT_ONCE);
                for (Rulings.Stored row : rows) {
                    csv.write(row.suppression(), row.since(), row.by(), row.run());
                    after = row.suppression().id();
                }
            } while (rows.size() == AT_ONCE);
        }
        writer.flush();
    }
}

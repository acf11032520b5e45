package io.isthmus.console;

import io.isthmus.plan.Deviation.Listing;
import io.isthmus.reconcile.Deviations;
import io.isthmus.report.DeviationsCsv;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A list as CSV, streamed from the store to the wire page by page. */
record DeviationsOutput(Deviations deviations, Listing listing) implements StreamingOutput {
    private static final int AT_ONCE = 500;

    @Override
    public void write(OutputStream stream) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try (DeviationsCsv csv = new DeviationsCsv(listing, writer)) {
            List<Deviations.Row> rows = deviations.page(listing, Optional.empty(), AT_ONCE);
            while (!rows.isEmpty()) {
                for (Deviations.Row row : rows) {
                    csv.write(row.deviation(), row.since(), row.run());
                }
                rows = deviations.page(
                        listing, Optional.of(rows.get(rows.size() - 1).place()), AT_ONCE);
            }
        }
        writer.flush();
    }
}

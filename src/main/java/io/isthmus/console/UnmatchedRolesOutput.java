package io.isthmus.console;

import io.isthmus.reconcile.RoleReport;
import io.isthmus.reconcile.UserRoles.Place;
import io.isthmus.report.UnmatchedRole;
import io.isthmus.report.UnmatchedRolesCsv;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Unmatched roles as CSV, streamed from the store to the wire page by page. */
final class UnmatchedRolesOutput implements StreamingOutput {
    private static final int AT_ONCE = 200;

    private final Function<Optional<Place>, RoleReport.Page> pages;

    private UnmatchedRolesOutput(Function<Optional<Place>, RoleReport.Page> pages) {
        this.pages = pages;
    }

    /** The whole report. */
    static UnmatchedRolesOutput all(RoleReport report) {
        return new UnmatchedRolesOutput(after -> report.page(after, AT_ONCE));
    }

    static UnmatchedRolesOutput of(List<UnmatchedRole> rows) {
        return new UnmatchedRolesOutput(after -> new RoleReport.Page(rows, Optional.empty()));
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
        throw new ApiProblem(406, "not-acceptable", "unmatched roles come as application/json or text/csv");
    }

    @Override
    public void write(OutputStream stream) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try (UnmatchedRolesCsv csv = new UnmatchedRolesCsv(writer)) {
            Optional<Place> after = Optional.empty();
            do {
                RoleReport.Page page = pages.apply(after);
                for (UnmatchedRole row : page.items()) {
                    csv.write(row);
                }
                after = page.next();
            } while (after.isPresent());
        }
        writer.flush();
    }
}

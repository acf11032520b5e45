package io.isthmus.console;

import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.RunRow;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Runs as pages for people: rendered here whole, without scripts, a bounded number of changes at a time. */
@ApplicationScoped
public class RunPages {
    private static final int PAGE = 100;
    private static final int TALLIES = 60;
    private static final int TREND = 30;
    private static final int LONGEST_SEARCH = 200;

    private final RunReports reports;
    private final Style style = Style.load();

    RunPages(RunReports reports) {
        this.reports = reports;
    }

    /** The templates, checked when the product is built. */
    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance run(RunView run, String css);

        static native TemplateInstance runs(RunsView runs, String css);
    }

    /** Whether a page is asked for: HTML before JSON among what is acceptable, as browsers have it and scripts do not. */
    static boolean wanted(HttpHeaders headers) {
        for (MediaType accepted : headers.getAcceptableMediaTypes()) {
            if (accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (accepted.isCompatible(MediaType.TEXT_HTML_TYPE)) {
                return true;
            }
        }
        return false;
    }

    Response run(RunRow run, MultivaluedMap<String, String> query) {
        RunReports.Search search = new RunReports.Search(
                given(query, "q")
                        .map(text -> text.length() > LONGEST_SEARCH ? text.substring(0, LONGEST_SEARCH) : text),
                given(query, "type").filter(RunView.TYPES::contains),
                given(query, "outcome").filter(RunView.OUTCOMES::contains),
                false);
        Optional<Long> after = given(query, "after").map(Api::position);
        List<ChangeRow> found = reports.page(run.id(), search, after, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<ChangeRow> page = more ? found.subList(0, PAGE) : found;
        RunView view = RunView.of(run, reports.counts(run.id(), TALLIES), search, page, more);
        return html(Templates.run(view, style.css()));
    }

    Response list(List<RunRow> rows, Optional<String> next) {
        String link = next.map(id -> "?after=" + Shown.encoded(id)).orElse("");
        return html(Templates.runs(RunsView.of(rows, link, reports.trend(TREND)), style.css()));
    }

    private static Optional<String> given(MultivaluedMap<String, String> query, String name) {
        return Optional.ofNullable(query.getFirst(name))
                .map(value -> value.replace("\0", ""))
                .filter(value -> !value.isBlank());
    }

    private Response html(TemplateInstance page) {
        return Response.ok(page.render())
                .type("text/html;charset=UTF-8")
                .header("Content-Security-Policy", style.policy())
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .build();
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.directory.Capabilities;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.History;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.RunRow;
import io.isthmus.reconcile.Runs;
import io.isthmus.report.LdifServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run and its changes in every form but pages. */
@ApplicationScoped
public class ChangesAnswer {
    private final Reconciliation reconciliation;
    private final Runs runs;
    private final RunReports reports;
    private final History history;

    ChangesAnswer(Reconciliation reconciliation, Runs runs, RunReports reports, History history) {
        this.history = history;
        this.reconciliation = reconciliation;
        this.runs = runs;
        this.reports = reports;
    }

    /** The run's shape, with what it has done so far while it is under way. */
    ObjectNode run(RunRow run) {
        ObjectNode json = Shapes.run(run);
        boolean underWay = run.status() == RunRow.Status.PLANNING || run.status() == RunRow.Status.APPLYING;
        if (underWay) {
            reports.progress(run.id())
                    .ifPresent(progress -> json.putObject("progress")
                            .put("phase", progress.phase())
                            .put("done", progress.done())
                            .put("of", progress.of()));
        }
        return json;
    }

    Response changes(String run, String format, boolean reverse, Optional<String> after, int limit) {
        if (!format.equals(MediaType.APPLICATION_JSON)) {
            LdifServer server =
                    format.equals(ChangesOutput.LDIF) ? server(reconciliation.status()) : LdifServer.UNKNOWN;
            return Response.ok(new ChangesOutput(runs, reports, server, run, format, reverse))
                    .type(format + ";charset=UTF-8")
                    .header("X-Content-Type-Options", "nosniff")
                    .build();
        }
        List<ChangeRow> rows = reports.page(run, RunReports.Search.all(reverse), after.map(Api::position), limit);
        Optional<String> next = rows.size() < limit
                ? Optional.empty()
                : Optional.of(Long.toString(rows.get(rows.size() - 1).id()));
        Map<History.At, String> requests = history.requests(
                rows.stream().map(row -> History.At.of(row.change())).toList());
        List<ObjectNode> items = reverse
                ? rows.stream()
                        .filter(row -> ChangesOutput.line(row).counts())
                        .map(row -> Shapes.reversed(row, requests))
                        .toList()
                : rows.stream().map(row -> Shapes.change(row, requests)).toList();
        return Api.json(200, Shapes.page(items, next));
    }

    private static LdifServer server(Reconciliation.Status status) {
        return status.capabilities().map(ChangesAnswer::server).orElse(LdifServer.UNKNOWN);
    }

    /** The probe tells the lock as {@code attribute: value}. */
    static LdifServer server(Capabilities found) {
        Optional<Attribute> lock = Optional.ofNullable(found.details().get("lock"))
                .map(line -> line.split(": ", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Attribute(parts[0], parts[1]));
        return new LdifServer(
                lock,
                yes(found, "memberRequired"),
                yes(found, "refint"),
                yes(found, "permissiveModify"),
                found.flavour().equals("ad"));
    }

    private static boolean yes(Capabilities found, String ability) {
        return found.details().getOrDefault(ability, "").startsWith("yes");
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Sources;
import io.isthmus.access.Tokens;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.DirectoryControl;
import io.isthmus.reconcile.History;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.RunRow;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.Parts;
import io.isthmus.report.UnmatchedRole;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The JSON shapes of the admin API; they are a contract. */
final class Shapes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Shapes() {}

    static ObjectNode run(RunRow run) {
        ObjectNode json = NODES.objectNode()
                .put("id", run.id())
                .put("kind", lower(run.kind()))
                .put("status", lower(run.status()))
                .put("complete", run.complete())
                .put("mapping", run.mapping())
                .put("hash", run.hash().orElse(null))
                .put("journal", run.journal())
                .put("started", run.started().toString())
                .put("finished", text(run.finished()))
                .put("by", run.by().orElse(null))
                .put("expires", text(run.expires()));
        ObjectNode counts = json.putObject("counts");
        run.counts().forEach(counts::put);
        ObjectNode changes = json.putObject("changes");
        for (String column : List.of("planned", "applied", "converged", "refused", "failed", "held")) {
            changes.put(column, run.changes().getOrDefault(column, 0L));
        }
        run.verdict()
                .ifPresentOrElse(
                        verdict -> json.putObject("verdict")
                                .put("held", verdict.held())
                                .put("limit", verdict.limit())
                                .put("seen", verdict.seen())
                                .put("of", verdict.of())
                                .put("max", verdict.max())
                                .put("line", verdict.line()),
                        () -> json.putNull("verdict"));
        run.error().ifPresent(error -> json.put("error", error));
        return json;
    }

    /** @param requests of journal records, as far as they are known */
    static ObjectNode change(ChangeRow row, Map<History.At, String> requests) {
        Change change = row.change();
        About about = change.about();
        ObjectNode json = NODES.objectNode().put("id", Long.toString(row.id()));
        json.put("type", change.type()).put("dn", change.dn().toString());
        if (change instanceof Change.RenameEntry rename) {
            json.put("newDn", rename.newDn().toString());
        }
        anchor(change).ifPresentOrElse(anchor -> json.put("anchor", anchor), () -> json.putNull("anchor"));
        json.putObject("resource")
                .put("id", about.resource())
                .put("type", about.type().label())
                .put("source", about.source())
                .put("name", about.name());
        json.put("situation", about.situation().label());
        if (about.situation() == io.isthmus.plan.Situation.ADOPTABLE) {
            json.put("strong", about.strong());
        }
        json.set("modifications", modifications(change));
        ArrayNode reasons = json.putArray("reasons");
        about.reasons()
                .forEach(reason -> reasons.addObject()
                        .put("rule", reason.rule())
                        .put("source", reason.source())
                        .put("journal", reason.journal())
                        .put(
                                "request",
                                requests.getOrDefault(
                                        new History.At(reason.journal(), about.resource()), reason.request())));
        return json.put("outcome", row.outcome()).put("detail", row.told()).put("at", text(row.at()));
    }

    /** What takes a change back, in the same shape. */
    static ObjectNode reversed(ChangeRow row, Map<History.At, String> requests) {
        ObjectNode json = change(row, requests);
        json.put("type", ChangeLine.opposite(row.change().type()));
        if (row.change() instanceof Change.RenameEntry rename) {
            json.put("dn", rename.newDn().toString()).put("newDn", rename.dn().toString());
        }
        json.path("modifications").forEach(part -> {
            ObjectNode one = (ObjectNode) part;
            JsonNode delete = one.path("delete");
            one.set("delete", one.path("add"));
            one.set("add", delete);
        });
        return json;
    }

    private static ArrayNode modifications(Change change) {
        ArrayNode modifications = NODES.arrayNode();
        Parts.of(change).forEach(part -> modification(modifications, part.attribute(), part.delete(), part.add()));
        return modifications;
    }

    private static void modification(ArrayNode to, String attribute, List<String> delete, List<String> add) {
        boolean secret = SecretAttributes.holds(attribute);
        ObjectNode json = to.addObject().put("attribute", attribute);
        json.set("delete", list(secret ? List.of() : delete));
        json.set("add", list(secret ? List.of() : add));
    }

    private static Optional<String> anchor(Change change) {
        if (change instanceof Change.ModifyEntry modify) {
            return Optional.of(modify.anchor().value());
        }
        if (change instanceof Change.RenameEntry rename) {
            return Optional.of(rename.anchor().value());
        }
        if (change instanceof Change.ModifyMembers members) {
            return members.anchor().map(anchor -> anchor.value());
        }
        return change instanceof Change.DeleteEntry delete
                ? Optional.of(delete.anchor().value())
                : Optional.empty();
    }

    static ObjectNode status(
            String version,
            Reconciliation.Status status,
            List<Sources.Source> sources,
            DirectoryControl.Standing standing,
            Clock clock) {
        ObjectNode json = NODES.objectNode().put("version", version);
        ObjectNode directory = json.putObject("directory")
                .put("up", status.directoryUp())
                .put(
                        "flavour",
                        status.capabilities().map(found -> found.flavour()).orElse(null))
                .put("url", status.url());
        directory.put("paused", standing.paused().isPresent());
        standing.paused()
                .ifPresent(pause -> directory
                        .put("pausedBy", pause.by())
                        .put("pausedSince", pause.at().toString()));
        if (status.breakerOpen()) {
            directory.put("refuses", status.lastError().orElse(""));
        }
        ObjectNode probe = directory.putObject("probe");
        status.capabilities().ifPresent(found -> {
            found.vendor().ifPresent(vendor -> probe.put("vendor", vendor));
            probe.put("canDisable", found.canDisable());
            found.details().forEach(probe::put);
        });
        directory.put("lastContact", text(status.lastContact()));
        json.putObject("journal")
                .put("position", status.position())
                .put("reconciled", status.reconciled())
                .put("pending", status.pending())
                .put(
                        "oldestPendingSeconds",
                        status.oldestPending().map(at -> age(at, clock)).orElse(0L));
        ArrayNode rows = json.putArray("sources");
        sources.forEach(source -> rows.add(source(source)));
        status.lastFull()
                .ifPresentOrElse(
                        run -> json.putObject("lastFull")
                                .put("run", run.id())
                                .put("status", lower(run.status()))
                                .put("ageSeconds", age(run.finished().orElse(run.started()), clock)),
                        () -> json.putNull("lastFull"));
        status.held()
                .ifPresentOrElse(
                        run -> json.putObject("held")
                                .put("run", run.id())
                                .put("hash", run.hash().orElse(null))
                                .put("waiting", status.waiting()),
                        () -> json.putNull("held"));
        json.putObject("switches")
                .put("autoSync", status.autoSync())
                .put("prune", status.prune())
                .put("selfHeal", status.selfHeal());
        json.put("drift", status.drift());
        return json.put("writer", standing.writer().orElse(null)).put("node", standing.node());
    }

    static ObjectNode source(Sources.Source source) {
        return NODES.objectNode()
                .put("name", source.name())
                .put("paused", source.paused())
                .put("lastPush", text(source.lastPush()))
                .put("users", source.users())
                .put("groups", source.groups());
    }

    static ObjectNode listed(Tokens.Listed token) {
        ObjectNode json = NODES.objectNode().put("id", token.id());
        json.set("scopes", list(token.scopes()));
        return json.put("created", token.created().toString())
                .put("lastUsed", text(token.lastUsed()))
                .put("expires", text(token.expires()));
    }

    static ObjectNode administrator(Tokens.Administrator token) {
        return NODES.objectNode()
                .put("id", token.id())
                .put("name", token.name())
                .put("role", lower(token.role()))
                .put("created", token.created().toString())
                .put("lastUsed", text(token.lastUsed()))
                .put("expires", text(token.expires()));
    }

    /** @param changes whether to say which roles would change for how many */
    static ObjectNode unmatched(UnmatchedRole row, boolean changes) {
        ObjectNode json = NODES.objectNode()
                .put("source", row.source())
                .put("value", row.value().orElse(null))
                .put("display", row.display().orElse(null))
                .put("users", row.users())
                .put("firstSeen", row.firstSeen().toString())
                .put("lastSeen", row.lastSeen().toString());
        row.nearest()
                .ifPresentOrElse(
                        near -> json.putObject("nearest")
                                .put("role", near.role())
                                .put("distance", near.distance()),
                        () -> json.putNull("nearest"));
        json.put("snippet", row.snippet()).put("wouldChange", row.wouldChange());
        if (changes) {
            ArrayNode rows = json.putArray("changes");
            for (UnmatchedRole.Change change : row.changes()) {
                ObjectNode one = rows.addObject();
                one.set("from", list(change.from()));
                one.set("to", list(change.to()));
                one.put("users", change.users());
            }
        }
        return json;
    }

    static ObjectNode page(List<? extends JsonNode> items, Optional<String> next) {
        ObjectNode json = NODES.objectNode();
        json.putArray("items").addAll(items);
        return json.put("next", next.orElse(null));
    }

    static ObjectNode problem(int status, String type, String detail) {
        return NODES.objectNode()
                .put("type", "urn:isthmus:problem:" + type)
                .put("title", type)
                .put("status", status)
                .put("detail", detail);
    }

    static ObjectNode object(Map<String, String> members) {
        ObjectNode json = NODES.objectNode();
        members.forEach(json::put);
        return json;
    }

    private static ArrayNode list(Collection<String> values) {
        ArrayNode json = NODES.arrayNode();
        values.forEach(json::add);
        return json;
    }

    private static String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }

    private static long age(Instant at, Clock clock) {
        return Math.max(0, Duration.between(at, clock.instant()).toSeconds());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

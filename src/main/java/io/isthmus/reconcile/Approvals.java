package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import io.isthmus.plan.Plans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Decisions of administrators about plans (rules 25 and 26): bound to the plan's hash, refused once it expired. */
final class Approvals {
    private static final Logger LOG = Logger.getLogger(Approvals.class);

    private final Parts parts;
    private final Execution execution;
    private final Orders orders;
    private final Undoing undoing;

    Approvals(Parts parts, Execution execution) {
        this(parts, execution, new OwnOrders(parts.runs()));
    }

    Approvals(Parts parts, Execution execution, Orders orders) {
        this.parts = parts;
        this.execution = execution;
        this.orders = orders;
        this.undoing = new Undoing(parts, execution);
    }

    /** Marks a run as approved, and orders its changes to be written; the first of two decisions wins, on whichever node. */
    RunRow approve(String run, String hash, Set<Long> except, String actor) {
        RunRow row = approvable(run);
        if (row.hash().filter(hash::equals).isEmpty()) {
            throw new ReconcileProblem(
                    "hash-stale", "run " + run + " has the hash " + row.hash().orElse("none") + ", not the one given");
        }
        if (!row.mapping().equals(parts.mapping().hash())) {
            throw new ReconcileProblem("hash-stale", "the mapping changed since run " + run + "; make a new plan");
        }
        if (!row.complete() && row.kind() != RunRow.Kind.UNDO && firstContact()) {
            throw new ReconcileProblem(
                    "not-held",
                    "run " + run + " covers a part only, and the first plan of this mapping is not accepted yet;"
                            + " make a plan of everything and approve that");
        }
        refuseUnknown(run, except);
        return saved(row, RunRow.Status.APPROVED, new Order.Apply(run, except, actor));
    }

    /** An id of another run, or of none, would leave nothing out and everything would be written. */
    private void refuseUnknown(String run, Set<Long> except) {
        Set<Long> unknown = new TreeSet<>(except);
        if (!unknown.isEmpty()) {
            parts.runs().changes(run, change -> {
                if (open(change)) {
                    unknown.remove(change.id());
                }
            });
        }
        if (!unknown.isEmpty()) {
            String ids = unknown.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new ReconcileProblem(
                    "invalid-request", "except names what is no open change of run " + run + ": " + ids);
        }
    }

    /** Whether it waits for an approval. */
    static boolean open(ChangeRow change) {
        return change.outcome().equals("held") || change.outcome().equals("planned");
    }

    /** Marks a run as turned down. */
    RunRow reject(String run, String actor) {
        RunRow row = approvable(run);
        // first: a crash in between only means that it is asked again
        new Suppressing(parts).rejected(row, actor);
        return saved(row, RunRow.Status.REJECTED, new Order.TurnedDown(run, actor));
    }

    /** A run that has ended and has written something. */
    void refuseUndo(String run) {
        RunRow row =
                parts.runs().find(run).orElseThrow(() -> new ReconcileProblem("not-found", "there is no run " + run));
        boolean underWay = row.status() == RunRow.Status.PLANNING
                || row.status() == RunRow.Status.APPROVED
                || row.status() == RunRow.Status.APPLYING;
        if (underWay) {
            throw new ReconcileProblem("not-finished", "run " + run + " is under way; undo it when it has ended");
        }
        // one that broke off has not counted what it wrote last
        boolean counted = row.status() != RunRow.Status.FAILED;
        if (counted && row.changes().getOrDefault("applied", 0L) == 0) {
            throw new ReconcileProblem("nothing-to-undo", "run " + run + " has written nothing");
        }
    }

    /** Plans what takes a run back. */
    RunRow undo(RunProgress run, String undone) {
        return undoing.plan(run, undone);
    }

    private boolean firstContact() {
        return !parts.states().load().accepted(parts.mapping().hash());
    }

    private RunRow approvable(String run) {
        parts.runs().expire(parts.clock().instant());
        RunRow row =
                parts.runs().find(run).orElseThrow(() -> new ReconcileProblem("not-found", "there is no run " + run));
        if (row.status() != RunRow.Status.HELD && row.status() != RunRow.Status.PLANNED) {
            String status = row.status().name().toLowerCase(Locale.ROOT);
            throw new ReconcileProblem("not-held", "run " + run + " is " + status + ", it waits for no approval");
        }
        return row;
    }

    private RunRow saved(RunRow row, RunRow.Status status, Order order) {
        RunRow now = new RunRow(
                row.id(),
                row.kind(),
                status,
                row.complete(),
                row.mapping(),
                row.hash(),
                row.journal(),
                row.started(),
                row.finished(),
                Optional.of(order.actor()),
                row.expires(),
                row.counts(),
                row.changes(),
                row.verdict(),
                row.error());
        if (!orders.decide(now, order)) {
            throw new ReconcileProblem("not-held", "somebody else has just decided about run " + row.id());
        }
        return now;
    }

    /** Writes what an approved run lists; failures end in its row. Returns the resources that have to be planned again. */
    Set<String> apply(RunRow row, Set<Long> except, String actor) {
        RunProgress run = new RunProgress(parts.runs(), parts.clock(), row);
        if (!row.mapping().equals(parts.mapping().hash())) {
            run.save(RunRow.Status.VOID, Optional.of("another mapping came into force before it was written"));
            return resources(row.id());
        }
        List<ChangeRow> open = new ArrayList<>();
        List<ChangeRow> left = new ArrayList<>();
        try {
            List<ChangeRow> waiting = new ArrayList<>();
            parts.runs().changes(row.id(), change -> {
                if (open(change)) {
                    waiting.add(change);
                }
            });
            Covered.by(row, waiting).forEach(change -> (except.contains(change.id()) ? left : open).add(change));
            run.released(open.size() + left.size());
            boolean undo = row.kind() == RunRow.Kind.UNDO;
            Set<String> again = undo ? Set.of() : turnedDown(run, open);
            parts.members().unsettle(resourcesOf(open));
            if (undo) {
                undoing.begins(row, open, actor);
            }
            execution.approved(
                    run,
                    new Rebuilding(parts, run).of(open, undo ? Map.of() : places(open, left), row),
                    memberships(open));
            if (undo) {
                undoing.ends(row);
            } else if (run.unavailable().isEmpty()) {
                accepted(row, actor);
            }
            if (!left.isEmpty()) {
                leaveHeld(row, left);
            }
            // what was approved is held no longer
            run.unavailable().ifPresent(why -> run.abandon("held", "not written (" + why + "); planned again"));
            execution.finished(run);
            Set<String> all = again(row.id(), open);
            all.addAll(again);
            return all;
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "applying run %s failed", row.id());
            if (run.abandon("held", Runs.UNKNOWN)) {
                execution.unrecorded.add(row.id());
            }
            execution.failed(run, String.valueOf(failed.getMessage()));
            return resourcesOf(open);
        }
    }

    /** Takes out what was turned down since the plan was made; what else such a change was to do is a change of its own. */
    private Set<String> turnedDown(RunProgress run, List<ChangeRow> open) {
        TurnedDown.Left left = new TurnedDown(parts).of(open);
        if (left.told().isEmpty()) {
            return Set.of();
        }
        List<ChangeRow> cut =
                open.stream().filter(row -> left.rest().containsKey(row.id())).toList();
        List<Change> rest = cut.stream().map(row -> left.rest().get(row.id())).toList();
        List<Long> ids = parts.runs().addChanges(run.id(), rest, "planned", List.of());
        Map<Long, Runs.Outcome> down = new HashMap<>();
        left.told().forEach((id, why) -> down.put(id, new Runs.Outcome("suppressed", why)));
        for (int i = 0; i < ids.size(); i++) {
            long id = ids.get(i);
            down.computeIfPresent(
                    cut.get(i).id(),
                    (row, told) ->
                            new Runs.Outcome("suppressed", told.detail() + "; what else it was to do is change " + id));
        }
        parts.runs().record(down, List.of(), List.of());
        run.planned(ids.size());
        run.outcomes(Map.of("suppressed", (long) down.size()));
        Set<String> kept = resourcesOf(
                open.stream().filter(change -> down.containsKey(change.id())).toList());
        open.removeIf(change -> down.containsKey(change.id()));
        for (int i = 0; i < ids.size(); i++) {
            open.add(new ChangeRow(ids.get(i), run.id(), rest.get(i), "planned", "", Optional.empty()));
        }
        return kept;
    }

    private static Set<String> resourcesOf(List<ChangeRow> rows) {
        return rows.stream()
                .map(change -> change.change().about().resource())
                .filter(resource -> !resource.startsWith(GroupMembers.BY_DN))
                .collect(Collectors.toSet());
    }

    private static List<MemberExecution.Saved> memberships(List<ChangeRow> rows) {
        return rows.stream()
                .filter(row -> row.change() instanceof Change.ModifyMembers)
                .map(row -> new MemberExecution.Saved(row.id(), (Change.ModifyMembers) row.change()))
                .toList();
    }

    /** What has to be planned again; also what was written, where memberships or references to it waited, and who refers to it. */
    private Set<String> again(String run, List<ChangeRow> open) {
        Set<String> resources = undone(run);
        boolean references = parts.mapping().hasReferences();
        if (references || parts.mapping().hasMemberships()) {
            resources.addAll(resourcesOf(open));
        }
        if (references) {
            resources.addAll(parts.members().referring(resourcesOf(open)));
        }
        return resources;
    }

    /**
     * Resources whose approved change was not written since something newer is to be: without a plan of their own that would
     * wait for the next run over everything. An entry that was changed since its deletion was planned is left to that run.
     */
    Set<String> undone(String run) {
        Set<String> resources = new HashSet<>();
        parts.runs().changes(run, row -> {
            boolean undone =
                    switch (row.outcome()) {
                        case "superseded", "failed", "held", "planned" -> true;
                        case "moved" -> !(row.change() instanceof Change.DeleteEntry);
                        default -> false;
                    };
            if (undone && !row.change().about().resource().startsWith(GroupMembers.BY_DN)) {
                resources.add(row.change().about().resource());
            }
        });
        return resources;
    }

    /** Resources that a run lists. */
    Set<String> resources(String run) {
        Set<String> resources = new HashSet<>();
        parts.runs().changes(run, row -> resources.add(row.change().about().resource()));
        return resources;
    }

    private void accepted(RunRow row, String actor) {
        if (firstContact()) {
            parts.states().accept(parts.mapping().hash(), parts.shape(), actor);
        }
        if (row.complete()) {
            long reconciled = parts.states().load().reconciled();
            parts.states().reconciled(execution.aftermath().setbacks().upTo(row.journal(), reconciled));
        }
    }

    /** What was left out stays held, in a set of its own, until somebody decides: once it expired no limit might hold it. */
    private void leaveHeld(RunRow row, List<ChangeRow> left) {
        Plans plan = new Plans();
        left.forEach(change -> plan.add(change.change()));
        RunRow held = new RunRow(
                parts.runs().newId(),
                row.kind(),
                RunRow.Status.HELD,
                row.complete(),
                row.mapping(),
                Optional.of(plan.hash()),
                row.journal(),
                parts.clock().instant(),
                Optional.empty(),
                row.by(),
                Optional.empty(),
                Map.of(),
                Map.of("planned", (long) left.size(), "held", (long) left.size()),
                row.verdict().map(verdict -> verdict.leftOut(left.size(), row.id())),
                Optional.empty());
        parts.runs().save(held);
        parts.runs().moveChanges(left.stream().map(ChangeRow::id).toList(), held.id());
    }

    /** Where the plan was to have entries that it renames or creates, whether that was approved or left out. */
    private static Map<String, DN> places(List<ChangeRow> open, List<ChangeRow> left) {
        return Suppressing.places(Stream.concat(open.stream(), left.stream())
                .map(ChangeRow::change)
                .toList());
    }
}

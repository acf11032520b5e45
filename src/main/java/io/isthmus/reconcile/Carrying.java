package io.isthmus.reconcile;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Does what was ordered, on the loop's thread of the node that writes. */
final class Carrying {
    private final Parts parts;
    private final Engine engine;
    private final Execution execution;
    private final Approvals approvals;
    private final Supplier<Instant> born;
    private final Runnable wake;
    private final Runnable pushed;
    private final BooleanSupplier everything;
    private Optional<String> inherited = Optional.empty();
    private Optional<String> watched = Optional.empty();
    private Instant inheritedAt = Instant.MIN;

    /**
     * @param born since when this node writes
     * @param wake wakes who waits for a run
     * @param pushed asks for soon work
     * @param everything asks for a run over everything; false while there can be none
     */
    Carrying(
            Parts parts,
            Engine engine,
            Execution execution,
            Approvals approvals,
            Supplier<Instant> born,
            Runnable wake,
            Runnable pushed,
            BooleanSupplier everything) {
        this.parts = parts;
        this.engine = engine;
        this.execution = execution;
        this.approvals = approvals;
        this.born = born;
        this.wake = wake;
        this.pushed = pushed;
        this.everything = everything;
    }

    void out(Order order) {
        if (order instanceof Order.Carry carry) {
            parts.runs().find(carry.run()).ifPresent(row -> out(carry, row));
        } else if (order instanceof Order.Apply apply) {
            parts.runs().find(apply.run()).ifPresent(row -> out(apply, row));
        } else if (order instanceof Order.Undo undo) {
            parts.runs()
                    .find(undo.run())
                    .ifPresent(row -> approvals.undo(new RunProgress(parts.runs(), parts.clock(), row), undo.undone()));
            wake.run();
        } else if (order instanceof Order.PlanAgain again) {
            again.cut().ifPresent(other -> Inheritance.of(parts, other, again.resources()));
            engine.planAgain(parts.settings().autoSync() ? again.resources() : Set.of());
            pushed.run();
        } else if (order instanceof Order.TurnedDown down) {
            parts.runs().find(down.run()).ifPresent(row -> {
                // what was turned down is not asked again at once
                execution.heldSet.lookedAt(approvals.resources(row.id()));
                decided(row, execution.heldSet.behind(), down.actor());
            });
        }
    }

    private void out(Order.Carry carry, RunRow row) {
        RunProgress run = new RunProgress(parts.runs(), parts.clock(), row);
        if (!row.mapping().equals(parts.mapping().hash())) {
            run.save(RunRow.Status.VOID, Optional.of("another mapping came into force before it began; ask again"));
        } else if (carry.resource().isPresent()) {
            engine.some(run, Set.of(carry.resource().get()));
        } else {
            engine.full(run);
        }
        wake.run();
    }

    private void out(Order.Apply apply, RunRow approved) {
        Set<String> undone = new HashSet<>(approvals.apply(approved, apply.except(), apply.actor()));
        undone.addAll(engine.waitingFor(approved.id()));
        afterHeld(approved, undone, apply.actor());
    }

    /** What waited behind a held set is planned again once that set is gone, and what of it was not written in any case. */
    private void afterHeld(RunRow approved, Set<String> undone, String actor) {
        Set<String> again = new HashSet<>(undone);
        boolean gone = parts.runs().held().isEmpty();
        if (gone) {
            again.addAll(execution.heldSet.behind());
        }
        if (gone && approved.started().isBefore(born.get()) && parts.settings().autoSync()) {
            // what waited behind it was known to a process that has ended
            engine.full(engine.begin(RunRow.Kind.FULL, actor));
        }
        decided(approved, again, actor);
    }

    private void decided(RunRow run, Set<String> again, String actor) {
        wake.run();
        if (parts.settings().autoSync()) {
            engine.planAgain(again);
        } else if (run.kind() == RunRow.Kind.SYNC && run.status() == RunRow.Status.APPROVED && !again.isEmpty()) {
            execution.heldSet.lookedAt(again);
            engine.some(engine.begin(followUp(run), actor), again);
            wake.run();
        }
        pushed.run();
    }

    /** Whoever asked for a run asked for all that was pushed before it; what was pushed since nobody has seen. */
    private RunRow.Kind followUp(RunRow run) {
        return parts.resources().position() > run.journal() ? RunRow.Kind.PLAN : RunRow.Kind.SYNC;
    }

    /** What waits behind a held set that is no more, since it expired, is planned again. */
    void leftBehind() {
        Set<String> behind = new HashSet<>(execution.heldSet.behind());
        behind.removeIf(target -> target.startsWith(GroupMembers.BY_DN));
        if (!behind.isEmpty()
                && parts.settings().autoSync()
                && parts.runs().held().isEmpty()) {
            engine.planAgain(behind);
            pushed.run();
        }
        behindInherited();
        expiredNow();
    }

    /** What a held set that expires was to do is still to be done: it is looked at, and held anew, at once. */
    private void expiredNow() {
        Optional<RunRow> held = parts.runs().held().filter(Carrying::hasChangesOfPushes);
        if (held.isPresent()) {
            watched = held.map(RunRow::id);
            return;
        }
        boolean expired = watched.flatMap(parts.runs()::find)
                .filter(run -> run.status() == RunRow.Status.EXPIRED)
                .isPresent();
        if (!expired || !parts.settings().autoSync() || everything.getAsBoolean()) {
            watched = Optional.empty();
        }
    }

    private static boolean hasChangesOfPushes(RunRow run) {
        return run.kind() != RunRow.Kind.PLAN && run.kind() != RunRow.Kind.UNDO;
    }

    /** What waited behind a set that was held before this node wrote is known to nobody: everything is looked at. */
    private void behindInherited() {
        if (!born.get().equals(inheritedAt)) {
            inheritedAt = born.get();
            inherited = parts.runs().held().or(this::expiredMeanwhile).map(RunRow::id);
        }
        boolean gone = inherited
                .flatMap(parts.runs()::find)
                .filter(this::leftOthersBehind)
                .isPresent();
        if (gone && (!parts.settings().autoSync() || everything.getAsBoolean())) {
            inherited = Optional.empty();
        }
    }

    /** One that has nothing to do any more may have been looked at by a plan, which writes nothing; a new mapping is planned whole. */
    private boolean leftOthersBehind(RunRow run) {
        return run.status() == RunRow.Status.EXPIRED
                || run.status() == RunRow.Status.REJECTED
                || run.status() == RunRow.Status.VOID
                        && run.mapping().equals(parts.mapping().hash());
    }

    /** A set that expired while nobody wrote, unless everything was looked at since. */
    private Optional<RunRow> expiredMeanwhile() {
        Instant looked = parts.runs().lastFull().map(RunRow::started).orElse(Instant.EPOCH);
        return parts.runs().list(Optional.empty(), Optional.of(RunRow.Status.EXPIRED), Optional.empty(), 20).stream()
                .filter(Carrying::hasChangesOfPushes)
                .filter(run -> run.finished().filter(looked::isBefore).isPresent())
                .findFirst();
    }
}

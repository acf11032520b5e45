package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.EntryPlanner;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Switches;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What follows from changes that the directory did not take: data that it refused is left out until it is pushed anew, but a
 * refused name does not keep the values from being written, nor a refused value a lock; what may pass is tried again.
 */
final class Aftermath {
    private static final int ENTRY_ALREADY_EXISTS = 68;

    private final Setbacks setbacks;
    private final Runs runs;
    private final Clock clock;
    /**
     * by resource: the journal position at which the directory refused its values; tried again when that moves. What earlier
     * runs under this mapping were refused is read when it is first needed.
     */
    private Optional<Map<String, Long>> invalidValues = Optional.empty();
    /** those of them whose value another entry has, so that it may be free by now */
    private final Set<String> taken = new HashSet<>();
    /** the same of its name; not of one that somebody is seen to have, which is a link conflict and tried once it is free */
    private Optional<Map<String, Long>> invalidNames = Optional.empty();

    Aftermath(Setbacks setbacks, Runs runs, Clock clock) {
        this.setbacks = setbacks;
        this.runs = runs;
        this.clock = clock;
    }

    /** Takes a result to heart; resources that have to be planned again in this run are added to {@code again}. */
    void take(RunProgress run, SliceResult.Written written, Set<String> again) {
        PlanItem item = written.saved().item();
        run.observed().result(written);
        String resource = item.resource();
        if (written.result() instanceof ChangeResult.Failed failed) {
            refusedAs(failed.kind())
                    .ifPresent(as ->
                            run.census().refused(resource, item.change().about().situation(), as));
            run.attempts()
                    .tried
                    .put(item.change(), new Attempts.Tried(written.saved().id(), written.outcome()));
            switch (failed.kind()) {
                case UNAVAILABLE, BIND_REFUSED, UNKNOWN -> {}
                case CONFLICT, REJECTED, DENIED, CAPACITY, TROUBLED -> refused(run, item, failed, again);
            }
        } else {
            Attempts attempts = run.attempts();
            if (item.change() instanceof Change.RenameEntry) {
                invalidNames(run).remove(resource);
            }
            boolean partly = attempts.names.contains(resource) || attempts.values.contains(resource);
            setbacks.succeeded(resource, !partly);
            if (((ChangeResult.Applied) written.result()).shortfall().isPresent()) {
                run.census().refused(resource, item.change().about().situation(), Situation.INVALID);
            } else if (!partly) {
                run.census().taken(resource);
            }
            if (((ChangeResult.Applied) written.result())
                    .shortfall()
                    .filter(ChangeResult.Shortfall::locked)
                    .isPresent()) {
                // it is opened when it is pushed again, or with a password
                invalidValues(run).put(resource, item.change().about().journal());
            }
        }
    }

    /** What it is listed as that the directory did not take. */
    private static Optional<Situation> refusedAs(Kind kind) {
        return switch (kind) {
            case REJECTED, TROUBLED -> Optional.of(Situation.INVALID);
            case DENIED, CAPACITY -> Optional.of(Situation.FAILED);
            case CONFLICT, UNAVAILABLE, BIND_REFUSED, UNKNOWN -> Optional.empty();
        };
    }

    private void refused(RunProgress run, PlanItem item, ChangeResult.Failed failed, Set<String> again) {
        String resource = item.resource();
        long journal = item.change().about().journal();
        boolean rename = item.change() instanceof Change.RenameEntry;
        boolean another = !rename && failed.kind() == Kind.REJECTED && failed.code() == ENTRY_ALREADY_EXISTS;
        if (another) {
            taken.add(resource);
        }
        if (another && !hasMoreThanLock(item) && run.attempts().taken.add(resource)) {
            // whoever has the value may be about to give it up in this very run
            again.add(resource);
            return;
        }
        if (failed.kind() == Kind.REJECTED) {
            (rename ? invalidNames(run) : invalidValues(run)).put(resource, journal);
        } else {
            boolean lasting = failed.kind() == Kind.DENIED || failed.kind() == Kind.CAPACITY;
            if (failed.kind() != Kind.CONFLICT) {
                setbacks.refused(resource, failed.detail());
            }
            setbacks.failed(resource, journal, lasting, clock.instant());
        }
        if (rename && (failed.kind() != Kind.CONFLICT || failed.code() == ENTRY_ALREADY_EXISTS)) {
            run.attempts().names.add(resource);
            again.add(resource);
        } else if (failed.kind() != Kind.CONFLICT && hasMoreThanLock(item)) {
            run.attempts().values.add(resource);
            again.add(resource);
        }
    }

    private Map<String, Long> invalidValues(RunProgress run) {
        if (invalidValues.isEmpty()) {
            invalidValues = Optional.of(new HashMap<>(runs.refused(run.mapping())));
        }
        return invalidValues.get();
    }

    private Map<String, Long> invalidNames(RunProgress run) {
        if (invalidNames.isEmpty()) {
            invalidNames = Optional.of(new HashMap<>(runs.refusedNames(run.mapping())));
        }
        return invalidNames.get();
    }

    private static boolean hasMoreThanLock(PlanItem item) {
        return Switches.locking(item.change(), item.desired())
                .filter(lock -> !lock.equals(item.change()))
                .isPresent();
    }

    /** Without what was refused already, unless there is a new password to go with it; a lock is written all the same. */
    List<PlanItem> writable(RunProgress run, PlanDraft draft) {
        List<PlanItem> writable = new ArrayList<>(draft.items.size());
        for (PlanItem item : draft.items) {
            if (refusedBefore(run, draft, item)) {
                draft.standsNow(item.resource(), Situation.INVALID);
            }
            written(run, draft, item).ifPresent(less -> writable.add(item.with(less)));
        }
        return writable;
    }

    /** What of an item of a draft is written, as far as it is known what the directory takes. */
    private Optional<Change> written(RunProgress run, PlanDraft draft, PlanItem item) {
        boolean invalid =
                refusedBefore(run, draft, item) || run.attempts().values.contains(item.resource());
        return invalid ? Switches.locking(item.change(), item.desired()) : Optional.of(item.change());
    }

    /** What of an item others may build on: nothing where the directory has not taken it as it is now, though it is tried again. */
    Optional<Change> likely(RunProgress run, PlanDraft draft, PlanItem item) {
        return stillRefused(run, item) ? Optional.empty() : written(run, draft, item);
    }

    private boolean refusedBefore(RunProgress run, PlanDraft draft, PlanItem item) {
        return known(run, invalidValues(run), item) && !draft.passwords.contains(item.resource());
    }

    /** A plan lists what would be written: not what was refused already, of which what the server said still stands. */
    void leaveRefused(RunProgress run, PlanDraft draft) {
        draft.items.stream()
                .filter(item -> stillRefused(run, item))
                .forEach(item -> draft.noticed.decided(item.resource(), Situation.INVALID));
        List<PlanItem> writable = writable(run, draft);
        Set<String> stays = writable.stream().map(PlanItem::resource).collect(Collectors.toSet());
        List<PlanItem> refused = draft.items.stream()
                .filter(item -> !stays.contains(item.resource()))
                .toList();
        refused.forEach(item -> draft.noticed.decided(item.resource(), Situation.INVALID));
        Set<String> nowhere = refused.stream()
                .filter(item -> item.change() instanceof Change.AddEntry)
                .map(PlanItem::resource)
                .collect(Collectors.toSet());
        draft.members.removeIf(change -> nowhere.contains(change.about().resource()));
        draft.items.clear();
        draft.items.addAll(writable);
    }

    /** Whether the directory did not take it as it is now: a plan for just these lists it all the same, and tries nothing. */
    private boolean stillRefused(RunProgress run, PlanItem item) {
        Long journal = item.change().about().journal();
        return journal.equals(invalidValues(run).get(item.resource()))
                || journal.equals(invalidNames(run).get(item.resource()))
                || setbacks.at(item.resource(), journal);
    }

    /**
     * Values are sent again for who asks for just these: what was in the way is gone, they say. One that another entry had may be
     * free by now, like a name.
     */
    private boolean known(RunProgress run, Map<String, Long> invalid, PlanItem item) {
        boolean asked = asked(run) || run.kind() == RunRow.Kind.SYNC && taken.contains(item.resource());
        return !asked && Long.valueOf(item.change().about().journal()).equals(invalid.get(item.resource()));
    }

    /** Whether somebody asks for just these. */
    private static boolean asked(RunProgress run) {
        return (run.kind() == RunRow.Kind.SYNC || run.kind() == RunRow.Kind.PLAN) && !run.whole();
    }

    private boolean nameKnown(RunProgress run, String resource, long journal) {
        return !asked(run) && Long.valueOf(journal).equals(invalidNames(run).get(resource));
    }

    /** The decision, without a name that was refused already. */
    PlanMaker.Decision named(RunProgress run, PlanMaker.Decision decision) {
        String resource = decision.planned().about().resource();
        if (decision.pair().situation() == Situation.LINK_CONFLICT) {
            invalidNames(run).remove(resource);
        }
        boolean keeps = decision.planned().change().orElse(null) instanceof Change.RenameEntry
                && (run.attempts().names.contains(resource)
                        || nameKnown(run, resource, decision.planned().about().journal()));
        return keeps ? new PlanMaker.Decision(EntryPlanner.planInPlace(decision.pair()), decision.pair()) : decision;
    }

    Setbacks setbacks() {
        return setbacks;
    }
}

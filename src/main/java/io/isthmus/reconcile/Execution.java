package io.isthmus.reconcile;

import io.isthmus.mapping.EntryRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Limited;
import io.isthmus.plan.Plans;
import io.isthmus.plan.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Judges a draft, saves it, writes what may go and keeps the rest for approval. */
final class Execution {
    private static final Logger LOG = Logger.getLogger(Execution.class);
    static final int SLICE = 200;
    private static final int SAVED_AT_ONCE = 1000;

    private final Applier applier;
    private final Runs runs;
    private final ReconcileSettings settings;
    private final List<EntryRule> rules;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final int slice;
    private final BooleanSupplier soonDue;
    private final Runnable betweenSlices;
    private final Aftermath aftermath;
    final DeviationWatch deviations;
    private final MemberExecution members;
    private final Guard guard;
    final HeldSet heldSet;
    /** runs that have written what they could not record */
    final Set<String> unrecorded = ConcurrentHashMap.newKeySet();

    private final LeftOut leftOut;

    Execution(
            Parts parts,
            Applier applier,
            ExecutorService writers,
            MeterRegistry metrics,
            int slice,
            BooleanSupplier soonDue,
            Runnable betweenSlices) {
        this.applier = applier;
        this.runs = parts.runs();
        this.settings = parts.settings();
        this.rules = parts.mapping().rules();
        this.clock = parts.clock();
        this.metrics = metrics;
        this.slice = slice;
        this.soonDue = soonDue;
        this.betweenSlices = betweenSlices;
        this.deviations = new DeviationWatch(parts);
        this.aftermath = new Aftermath(new Setbacks(), parts.runs(), parts.clock());
        this.members = new MemberExecution(parts, writers, metrics, aftermath);
        this.guard = new Guard(parts);
        this.heldSet = new HeldSet(parts.runs());
        this.leftOut = new LeftOut(parts);
    }

    Aftermath aftermath() {
        return aftermath;
    }

    Guard guard() {
        return guard;
    }

    /** A run that forms the held set forms it no longer when it ends, however it ends. */
    <T> T guarded(RunProgress run, Function<RunProgress, T> work) {
        try {
            return work.apply(run);
        } catch (RuntimeException failed) {
            if (run.anyChange()) {
                failed(run, String.valueOf(failed.getMessage()));
            }
            throw failed;
        } finally {
            heldSet.ended(run.id());
        }
    }

    boolean unavailable(RunProgress run) {
        return run.unavailable().isPresent();
    }

    /**
     * Saves the whole draft for approval and writes nothing.
     *
     * @param first whether the mapping's first plan is not accepted yet
     * @param held whether this is that plan
     */
    RunRow propose(RunProgress run, PlanDraft draft, boolean first, boolean held) {
        run.census().take(draft);
        long behind = run.kind() == RunRow.Kind.PLAN && !first
                ? guard.without(draft, leftOut.ofPlan(heldSet.waits(), draft.asked))
                : 0;
        int changes = draft.items.size() + draft.members.size();
        Verdict judged = heldSet.told(judged(draft, draft.items, Map.of()).verdict(), behind);
        // what is released cannot be claimed again: that is for a person to accept as well
        boolean nothing = changes == 0 && !(held && draft.endings.releases());
        Verdict verdict = first && !nothing ? Verdict.firstPlan(changes, judged) : judged;
        run.remark(draft.endings.told(run.whole() ? rules : List.of()));
        if (nothing) {
            run.judged(verdict);
            return stored(run.save(RunRow.Status.DONE));
        }
        run.judged(verdict);
        save(run, Waves.ordered(draft.items), draft.members, held ? "held" : "planned");
        if (held) {
            run.outcomes(Map.of("held", (long) changes));
        }
        return stored(held ? run.held() : run.save(RunRow.Status.PLANNED));
    }

    private Guard.Split judged(PlanDraft draft, List<PlanItem> items, Map<String, Set<Limited>> waits) {
        return Objects.requireNonNull(phase("guard").record(() -> guard.split(draft, items, waits)));
    }

    /** Whether a draft would form the held set. */
    boolean forms(PlanDraft draft) {
        return heldSet.waits().isEmpty()
                && judged(draft, draft.asked(draft.items, false), Map.of()).holds();
    }

    /** Writes what may go; returns the resources that have to be read and planned again. */
    Set<String> carryOut(RunProgress run, PlanDraft draft) {
        List<PlanItem> items = aftermath.writable(run, draft);
        run.census().take(draft);
        List<PlanItem> asked = draft.asked(items, true);
        List<PlanItem> free = draft.asked(items, false);
        Map<String, Set<Limited>> waits = leftOut.undecided(heldSet.waits());
        Guard.Split split = judged(draft, free, waits);
        boolean nothing = settings.whileHeld() == WhileHeld.NOTHING;
        run.judged(waits.isEmpty() ? split.verdict() : heldSet.told(split.verdict(), split.waiting(nothing)));
        run.remark(draft.endings.told(run.whole() ? rules : List.of()));
        if (!asked.isEmpty()) {
            keep(run, asked, List.of(), split.groups());
        }
        if (!waits.isEmpty()) {
            heldSet.found(waits.keySet(), draft.resources, split.waitingFor());
        }
        // what this run did not look at waits as before
        heldSet.lookedAt(draft.resources);
        if (split.holds() && waits.isEmpty()) {
            hold(run, split);
        } else {
            heldSet.waitBehind(split.held(), split.heldMembers(), waits.keySet());
        }
        if (nothing && (split.holds() || !waits.isEmpty())) {
            heldSet.waitBehind(split.go(), split.goMembers(), Set.of());
            return Set.of();
        }
        return split.goes() ? write(run, split) : Set.of();
    }

    /** Listed in the run, written only when a plan that lists them is approved. */
    private void keep(
            RunProgress run, List<PlanItem> held, List<Change.ModifyMembers> memberships, GroupLosses groups) {
        List<Long> ids =
                runs.addChanges(run.id(), held.stream().map(PlanItem::change).toList(), "held", List.of());
        guard.noteHeld(ids, held, members.save(run, memberships, "held"), groups);
        run.planned(held.size());
        run.outcomes(Map.of("held", (long) held.size() + memberships.size()));
    }

    private void hold(RunProgress run, Guard.Split split) {
        Plans plan = new Plans();
        split.held().forEach(item -> plan.add(item.change()));
        split.heldMembers().forEach(plan::add);
        run.approvable(plan.hash(), clock.instant().plus(settings.approvalExpires()));
        run.holds();
        heldSet.forms(run.id(), split);
        keep(run, split.held(), split.heldMembers(), split.groups());
        LOG.warnf(
                "run %s: %d changes are held for approval",
                run.id(), split.held().size() + split.heldMembers().size());
    }

    /** A plan that is saved. */
    private record Kept(List<Applier.Saved> entries, List<MemberExecution.Saved> members) {}

    /** Saves changes, whose hash becomes the run's. */
    private Kept save(RunProgress run, List<PlanItem> items, List<Change.ModifyMembers> memberships, String outcome) {
        Plans plan = new Plans();
        List<Applier.Saved> saved = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += SAVED_AT_ONCE) {
            List<PlanItem> some = items.subList(from, Math.min(items.size(), from + SAVED_AT_ONCE));
            some.forEach(item -> plan.add(item.change()));
            saved.addAll(applier.save(run, some, outcome, List.of()));
        }
        memberships.forEach(plan::add);
        Kept kept = new Kept(saved, members.save(run, memberships, outcome));
        run.approvable(plan.hash(), clock.instant().plus(settings.approvalExpires()));
        return kept;
    }

    /** What times a phase of runs. */
    Timer phase(String name) {
        return metrics.timer("isthmus_run", "phase", name);
    }

    private Set<String> write(RunProgress run, Guard.Split split) {
        return Objects.requireNonNull(phase("apply").record(() -> writing(run, split)));
    }

    /** Everything is saved before anything is written; memberships come when the entries stand. */
    private Set<String> writing(RunProgress run, Guard.Split split) {
        List<PlanItem> items = split.go();
        List<Change.ModifyMembers> memberships = split.goMembers();
        run.save(RunRow.Status.APPLYING);
        List<List<PlanItem>> waves = Waves.of(items);
        List<Integer> sizes = waves.stream().map(List::size).toList();
        List<PlanItem> all = waves.stream().flatMap(List::stream).toList();
        boolean few = items.size() <= slice;
        Kept kept = few
                ? new Kept(applier.save(run, all), members.save(run, memberships, "planned"))
                : save(run, all, memberships, "planned");
        guard.noteLosses(kept.entries(), kept.members(), split.groups());
        run.pace()
                .begin("applying", kept.entries().size() + (long) kept.members().size());
        applier.park(all);
        Set<String> again = new HashSet<>();
        if (few) {
            atOnce(run, kept.entries(), sizes, again);
        } else {
            written(run, kept.entries(), sizes, again);
        }
        members(run, kept.members(), again);
        return again;
    }

    private void atOnce(RunProgress run, List<Applier.Saved> saved, List<Integer> waves, Set<String> again) {
        Outage outage = new Outage(settings.connections());
        int from = 0;
        for (int size : waves) {
            Applier.Writing writing = applier.begin(applier.unlessPushed(saved.subList(from, from + size)), outage);
            take(run, applier.await(writing), again);
            applier.record(writing);
            from += size;
        }
    }

    private void members(RunProgress run, List<MemberExecution.Saved> saved, Set<String> again) {
        if (!unavailable(run)) {
            members.write(run, saved, again, () -> {
                if (soonDue.getAsBoolean()) {
                    betweenSlices.run();
                }
            });
        }
    }

    /** Slices of what was saved before, wave by wave; waiting soon work goes first between them. */
    private void written(RunProgress run, List<Applier.Saved> saved, List<Integer> waves, Set<String> again) {
        int from = 0;
        for (int size : waves) {
            wave(run, saved.subList(from, from + size), again);
            from += size;
        }
    }

    /** While one slice is written, the one before it is recorded and the next prepared; soon work finds none under way. */
    private void wave(RunProgress run, List<Applier.Saved> wave, Set<String> again) {
        Outage outage = new Outage(settings.connections());
        Deque<Applier.Writing> underWay = new ArrayDeque<>();
        try {
            for (int from = 0; from < wave.size() && !unavailable(run); from += slice) {
                if (soonDue.getAsBoolean()) {
                    finish(run, underWay, 0, again);
                    betweenSlices.run();
                }
                List<Applier.Saved> next = wave.subList(from, Math.min(wave.size(), from + slice));
                underWay.add(applier.begin(applier.prepare(next), outage));
                finish(run, underWay, 1, again);
            }
            finish(run, underWay, 0, again);
        } finally {
            // whatever the database does: no write is under way when this returns
            underWay.forEach(applier::await);
        }
    }

    private void finish(RunProgress run, Deque<Applier.Writing> underWay, int leave, Set<String> again) {
        while (underWay.size() > leave) {
            Applier.Writing oldest = underWay.element();
            take(run, applier.await(oldest), again);
            applier.record(oldest);
            underWay.remove();
        }
    }

    /** Writes changes of an approved plan; what did not come about is tried again with the next soon work. */
    void approved(RunProgress run, List<Applier.Saved> saved, List<MemberExecution.Saved> memberships) {
        guard.approved(saved, memberships);
        List<PlanItem> items = saved.stream().map(Applier.Saved::item).toList();
        Map<String, Applier.Saved> byResource = new HashMap<>();
        saved.forEach(one -> byResource.put(one.item().resource(), one));
        List<List<PlanItem>> waves = Waves.of(items);
        List<Applier.Saved> all = waves.stream()
                .flatMap(List::stream)
                .map(item -> new Applier.Saved(byResource.get(item.resource()).id(), item))
                .toList();
        applier.park(all.stream().map(Applier.Saved::item).toList());
        run.save(RunRow.Status.APPLYING);
        run.pace().begin("applying", all.size() + (long) memberships.size());
        Map<String, Long> journal = new HashMap<>();
        memberships.forEach(one -> journal.put(
                one.change().about().resource(), one.change().about().journal()));
        items.forEach(item -> journal.put(item.resource(), item.change().about().journal()));
        Set<String> again = new HashSet<>();
        written(run, all, waves.stream().map(List::size).toList(), again);
        members(run, memberships, again);
        again.stream()
                .filter(resource -> !resource.startsWith(GroupMembers.BY_DN))
                .forEach(resource -> aftermath.setbacks().later(resource, journal.getOrDefault(resource, 0L)));
    }

    private void take(RunProgress run, SliceResult result, Set<String> again) {
        result.outcomes().forEach((what, number) -> {
            run.outcomes(Map.of(what.outcome(), number));
            metrics.counter("isthmus_changes", "outcome", what.outcome(), "type", what.type())
                    .increment(number);
        });
        again.addAll(result.again());
        result.written().forEach(written -> aftermath.take(run, written, again));
        run.unsure(run.unsure() || result.unsure());
        if (result.ended()) {
            run.unavailable(result.unavailable());
        }
    }

    /** Ends a soon run; false when it had nothing to store. */
    boolean finish(RunProgress run) {
        deviations.finish(run);
        if (!run.anyChange()) {
            return unavailable(run);
        }
        finished(run);
        return true;
    }

    /** Ends a run that could not be carried out. */
    RunRow failed(RunProgress run, String why) {
        if (run.abandon("planned", Runs.UNKNOWN)) {
            unrecorded.add(run.id());
        }
        return stored(run.save(RunRow.Status.FAILED, Optional.of(why)));
    }

    RunRow finished(RunProgress run) {
        if (run.whole()) {
            guard.covered();
        }
        deviations.finish(run);
        Optional<String> why = run.unavailable();
        why.ifPresent(away -> run.abandon("planned", "not written (" + away + "); planned again"));
        RunRow.Status status =
                why.isPresent() ? RunRow.Status.FAILED : run.isHeld() ? RunRow.Status.HELD : RunRow.Status.DONE;
        return stored(run.save(status, why));
    }

    private RunRow stored(RunRow row) {
        heldSet.ended(row.id());
        String kind = row.kind().name().toLowerCase(Locale.ROOT);
        String status = row.status().name().toLowerCase(Locale.ROOT);
        metrics.counter("isthmus_runs", "kind", kind, "status", status).increment();
        LOG.infof(
                "run %s (%s) %s: %s; %s",
                row.id(),
                kind,
                status,
                row.changes(),
                row.verdict().map(Verdict::line).orElse("no verdict"));
        return row;
    }
}

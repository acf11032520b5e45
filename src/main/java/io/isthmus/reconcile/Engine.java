package io.isthmus.reconcile;

import io.isthmus.directory.DirectoryFailure;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Switches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Carries runs out, one at a time on the loop's thread: read, plan, guard, apply, record. */
final class Engine {
    private static final Logger LOG = Logger.getLogger(Engine.class);
    private static final int CHUNK = 500;
    private static final int ATTEMPTS = 3;

    private final Parts parts;
    private final PlanMaker maker;
    private final Execution execution;
    private final MemberPlans memberPlans;
    private final Referrers referrers;
    private final Remarks remarks;
    /** what a decided set left undone; planned again with the next soon work that goes through */
    private final Set<String> undone = ConcurrentHashMap.newKeySet();

    private final Set<String> inHand = new HashSet<>();
    private final Contest contest;
    private final Rings rings;
    private final PasswordWork passwords;
    private final DraftRulings rulings;
    private final SharedRows rows;
    private final FirstPlan firstPlan;
    private final Reckoning reckoning;
    private final Moot moot;
    /** up to where pushes were looked at; what of them was not written is among the setbacks */
    private long looked;

    Engine(Parts parts, Execution execution) {
        this.parts = parts;
        this.maker = new PlanMaker(parts, execution.phase("diff"));
        this.execution = execution;
        this.memberPlans = new MemberPlans(parts, execution.phase("diff"));
        this.referrers = new Referrers(parts, execution);
        this.remarks = new Remarks(parts.directory(), parts.mapping());
        this.contest = new Contest(parts.links(), parts.runs());
        this.rings = new Rings(parts.members(), execution.deviations);
        this.passwords = new PasswordWork(parts.passwords(), parts.mapping());
        this.rulings = new DraftRulings(parts);
        this.rows = new SharedRows(parts);
        this.firstPlan = new FirstPlan(parts);
        this.reckoning = new Reckoning(parts, execution.unrecorded);
        this.moot = new Moot(parts, execution.heldSet);
    }

    /** Who waits for a name that an approved run has freed. */
    Set<String> waitingFor(String run) {
        return contest.waitingFor(run);
    }

    /** Lets the next soon work plan these too. */
    void planAgain(Set<String> ids) {
        undone.addAll(ids);
    }

    /** Before anything else is planned, it is looked up what these runs had written. */
    void reckon(Collection<String> interrupted) {
        reckoning.about(interrupted);
    }

    /** Resources that soon work still owes a plan, beside what was pushed. */
    long undone() {
        return undone.size();
    }

    /** Passwords that nobody has tried to write yet. */
    long passwords() {
        return passwords.fresh().size();
    }

    /** Soon work: the resources pushed since the last time, planned and written as far as the switches allow. */
    RunLoop.Soon soon() {
        reckoning.settle();
        if (!parts.settings().autoSync()) {
            return RunLoop.Soon.IDLE;
        }
        if (!firstPlan.accepted("soon")) {
            return firstContact();
        }
        long reconciled = parts.states().load().reconciled();
        looked = Math.max(looked, reconciled);
        Resources.Touched touched = parts.resources().touchedAfter(looked, CHUNK * 2);
        Setbacks setbacks = execution.aftermath().setbacks();
        // soon work that passes between this one's slices leaves what is in hand alone
        undone.addAll(moot.suspected());
        Set<String> owed = new HashSet<>(undone);
        owed.removeAll(inHand);
        inHand.addAll(owed);
        Map<String, String> fresh = passwords.fresh();
        Set<String> pushed = new LinkedHashSet<>(touched.ids());
        pushed.addAll(fresh.keySet());
        try {
            if (!written(
                    pushed, touched.members(), owed, setbacks.due(parts.clock().instant()))) {
                return RunLoop.Soon.RETRY;
            }
            undone.removeAll(owed);
            passwords.looked(fresh);
        } finally {
            inHand.removeAll(owed);
        }
        looked = Math.max(looked, touched.upTo());
        long done = setbacks.upTo(looked, reconciled);
        if (done > reconciled) {
            parts.states().reconciled(done);
        }
        boolean more = touched.more() || execution.heldSet.suspect();
        return more ? RunLoop.Soon.MORE : setbacks.isEmpty() ? RunLoop.Soon.IDLE : RunLoop.Soon.LATER;
    }

    /** Whether these, and what hangs on them, were planned and written as far as may be. */
    private boolean written(
            Set<String> touched, Map<String, Set<String>> members, Set<String> owed, Collection<String> setBack) {
        Setbacks setbacks = execution.aftermath().setbacks();
        Set<String> whole = new LinkedHashSet<>(owed);
        Set<String> ids = new LinkedHashSet<>(touched);
        ids.addAll(owed);
        if (!ids.isEmpty()) {
            whole.addAll(referrers.pending());
            whole.addAll(contest.behind(ids));
            whole.addAll(rings.behind(ids));
        }
        whole.addAll(setBack);
        ids.addAll(whole);
        // what is owed to a group is more than what was pushed last
        Map<String, Set<String>> named = new HashMap<>(members);
        named.keySet().removeIf(group -> whole.contains(group) || setbacks.has(group) || rings.has(group));
        return ids.isEmpty()
                || targeted(ids, named, RunRow.Kind.SOON)
                        .filter(run -> execution.unavailable(run) || run.unsure())
                        .isEmpty();
    }

    /** Makes the first plan, once there is a directory to make it for. */
    private RunLoop.Soon firstContact() {
        if (firstPlan.exists()) {
            return RunLoop.Soon.IDLE;
        }
        if (!parts.directory().up()) {
            return RunLoop.Soon.RETRY;
        }
        RunRow.Status plan = full(begin(RunRow.Kind.FULL, "first-contact")).status();
        return plan == RunRow.Status.FAILED ? RunLoop.Soon.RETRY : RunLoop.Soon.IDLE;
    }

    /** The run over these, if it is worth a row. */
    Optional<RunProgress> targeted(Set<String> ids, Map<String, Set<String>> named, RunRow.Kind kind) {
        return execution.guarded(rows.next(kind), run -> targeting(run, ids, named));
    }

    private Optional<RunProgress> targeting(RunProgress run, Set<String> ids, Map<String, Set<String>> named) {
        Setbacks setbacks = execution.aftermath().setbacks();
        long mark = setbacks.mark();
        run.read(parts.resources().position(), false);
        Set<String> again = new HashSet<>(ids);
        Map<String, PlanDraft.Contested> contested = new HashMap<>();
        for (int attempt = 0; attempt < ATTEMPTS && !again.isEmpty(); attempt++) {
            PlanDraft begun = PlanDraft.naming(attempt == 0 ? named : Map.of());
            PlanDraft draft = drafted(run, again, Map.of(), Set.of(), attempt > 0, begun, false);
            moot.end(run, draft);
            if (attempt == 0 && run.goesOn() && execution.forms(draft)) {
                // so that what an administrator decides about can be taken back alone
                return execution.guarded(rows.fresh(run.kind()), fresh -> targeting(fresh, ids, named));
            }
            WatchRuns.tell(run, draft);
            remember(run, draft, true, false);
            referrers.pending(attempt == 0 ? ids : draft.resources, draft);
            if (attempt == 0) {
                LeftAlone.tell(parts.runs(), run, draft);
            }
            Set<String> followers = attempt == 0 ? referrers.followers(draft) : Set.of();
            again = carriedOut(run, draft, contested);
            again.addAll(followers);
            if (execution.unavailable(run)) {
                break;
            }
        }
        contest.tell(run, contested.values());
        if (!execution.unavailable(run)) {
            setbacks.over(ids, mark);
        }
        run.unsure(run.unsure() && !again.isEmpty());
        boolean stored = execution.finish(run);
        if (stored) {
            rows.stored(run);
        }
        return stored ? Optional.of(run) : Optional.empty();
    }

    /** Carries a draft out; returns what has to be planned again, also since a name became free. */
    private Set<String> carriedOut(RunProgress run, PlanDraft draft, Map<String, PlanDraft.Contested> contested) {
        Set<String> again = new HashSet<>(rulings.turnedDownSince(draft));
        contest.take(draft);
        contested.keySet().removeAll(draft.resources);
        rings.take(run, draft, contested);
        contested.putAll(draft.contested);
        again.addAll(execution.carryOut(run, draft));
        again.addAll(contest.after(draft.items.stream().map(PlanItem::change).toList()));
        return again;
    }

    /** A run over everything. Failures end in its row, never in an exception. */
    RunRow full(RunProgress run) {
        return ended(run, () -> covering(run));
    }

    private RunRow ended(RunProgress run, Supplier<RunRow> work) {
        try {
            reckoning.settle();
            return work.get();
        } catch (DirectoryFailure failed) {
            LOG.warnf("run %s failed: %s", run.id(), failed.getMessage());
            return execution.failed(run, failed.getMessage());
        } catch (HeapRoom.NoRoom | OutOfMemoryError tooLarge) {
            HeapRoom.NoRoom reason = new HeapRoom.NoRoom();
            LOG.errorf("run %s failed: %s", run.id(), reason.getMessage());
            return execution.failed(run, reason.getMessage());
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "run %s failed", run.id());
            return execution.failed(run, "internal error: " + failed.getMessage());
        }
    }

    private RunRow covering(RunProgress run) {
        long position = parts.resources().position();
        ImportRun imports = parts.imports().begin(run, parts.directory(), parts.mapping());
        FullReading.Found found = execution
                .phase("read")
                .record(() -> FullReading.of(parts, imports::take, run.pace(), execution.phase("diff")));
        long imported = imports.end();
        execution.guard().begins(found.managed());
        Set<String> ids = new LinkedHashSet<>(found.unsettled());
        ids.addAll(found.linked().keySet());
        ids.addAll(found.gone());
        ids.addAll(passwords.waiting().keySet());
        run.read(position, true);
        run.census().read(found.inSync(), ids, position);
        run.census().add(Situation.UNMANAGED, found.unlinked() - imported);
        run.census().add(Situation.IMPORTED, imported);
        LOG.infof(
                "run %s: %d entries read, %d as desired, %d to plan",
                run.id(), found.read(), found.inSync(), ids.size());
        return planned(run, ids, found.linked(), new HashSet<>(found.gone()), position, true);
    }

    /** An operator's run for some resources, which fails as one over everything does. */
    RunRow some(RunProgress run, Set<String> resources) {
        return ended(run, () -> {
            run.read(parts.resources().position(), false);
            return planned(run, resources, Map.of(), Set.of(), 0, false);
        });
    }

    private RunRow planned(
            RunProgress run,
            Set<String> ids,
            Map<String, ActualEntry> known,
            Set<String> gone,
            long position,
            boolean whole) {
        Setbacks setbacks = execution.aftermath().setbacks();
        long mark = setbacks.mark();
        run.pace().begin("planning", ids.size());
        PlanDraft draft = drafted(run, ids, known, gone, false, new PlanDraft(), whole);
        LeftAlone.tell(parts.runs(), run, draft);
        boolean accepted = firstPlan.accepted(run.kind() == RunRow.Kind.PLAN ? "" : "full");
        moot.end(run, draft);
        if (run.kind() == RunRow.Kind.PLAN || !accepted) {
            parts.roles().record(draft.roles, false);
            execution.aftermath().leaveRefused(run, draft);
            execution.deviations.seen(run, draft, whole);
            contest.tell(run, draft.contested.values());
            return execution.propose(run, draft, !accepted, !accepted && whole);
        }
        boolean writes = parts.settings().autoSync() || run.kind() == RunRow.Kind.SYNC;
        remember(run, draft, writes, whole);
        Map<String, PlanDraft.Contested> contested = new HashMap<>();
        Set<String> followers = referrers.followers(draft);
        Set<String> again = carriedOut(run, draft, contested);
        again.addAll(followers);
        for (int attempt = 1; attempt < ATTEMPTS && !again.isEmpty() && !execution.unavailable(run); attempt++) {
            PlanDraft retry = drafted(run, again, Map.of(), Set.of(), true, new PlanDraft(), false);
            remember(run, retry, writes, false);
            again = carriedOut(run, retry, contested);
        }
        contest.tell(run, contested.values());
        if (whole && writes && !execution.unavailable(run) && !(run.unsure() && !again.isEmpty())) {
            setbacks.over(mark);
            parts.states()
                    .reconciled(setbacks.upTo(position, parts.states().load().reconciled()));
            undone.clear();
        }
        return execution.finished(run);
    }

    /** These, the groups that hang on them, and memberships; anew where a name is given that others refer to. */
    private PlanDraft drafted(
            RunProgress run,
            Set<String> ids,
            Map<String, ActualEntry> known,
            Set<String> gone,
            boolean retry,
            PlanDraft begun,
            boolean whole) {
        draft(run, moot.along(begun, ids, whole), known, gone, retry, begun);
        draft(run, memberPlans.touched(begun, whole), Map.of(), Set.of(), retry, begun);
        Optional<PlanDraft> anew = referrers.anew(run, begun);
        if (anew.isPresent()) {
            begun = anew.get(); // there may be no room for both
            run.pace().begin("planning", begun.resources.size());
            draft(run, List.copyOf(begun.resources), known, gone, retry, begun);
        }
        members(run, begun, ids, whole);
        return begun;
    }

    private void draft(
            RunProgress run,
            Collection<String> ids,
            Map<String, ActualEntry> known,
            Set<String> gone,
            boolean retry,
            PlanDraft draft) {
        Switches switches = firstPlan.switches(run.kind());
        Drafting drafting = new Drafting(switches);
        Set<String> waiting = passwords.waiting().keySet();
        List<String> all = new ArrayList<>(ids);
        draft.resources.addAll(all);
        draft.whole = run.whole();
        rulings.about(draft, all);
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<String> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
            HeapRoom.HERE.require();
            execution
                    .phase("plan")
                    .record(() -> maker.decide(chunk, known, gone, retry, draft).forEach(decision -> {
                        drafting.take(execution.aftermath().named(run, decision), draft);
                        PasswordWork.take(decision, waiting, switches.autoSync(), draft);
                    }));
            run.pace().more(chunk.size());
        }
    }

    /** Memberships come last: whether a member has an entry, and which, is decided by now. */
    private void members(RunProgress run, PlanDraft draft, Set<String> ids, boolean whole) {
        execution.phase("plan").record(() -> {
            Switches switches = firstPlan.switches(run.kind());
            Set<String> groups = new HashSet<>(whole ? draft.groups.keySet() : ids);
            groups.retainAll(draft.groups.keySet());
            if (whole) {
                memberPlans.read(draft, groups, true, switches);
            } else if (run.kind() == RunRow.Kind.SOON) {
                memberPlans.unread(draft, groups, Set.of(), switches);
            } else {
                memberPlans.read(draft, groups, false, switches);
                memberPlans.unread(draft, Set.of(), groups, switches);
            }
            remarks.take(draft);
        });
    }

    /** What needs no write: links and claims that the directory confirms, images, links that ended, what is to be listed. */
    private void remember(RunProgress run, PlanDraft draft, boolean writes, boolean whole) {
        parts.members().unsettle(draft.outlooks.keySet());
        parts.members().confirm(draft.confirmed);
        memberPlans.end(draft);
        parts.links().save(draft.links.values());
        parts.links().remove(execution.guard().ended(draft, whole));
        parts.links().remove(draft.cut);
        parts.rulings().end(draft.ended);
        parts.roles().record(draft, writes);
        parts.settled().settle(parts.mapping().hash(), draft.settled);
        execution.deviations.planned(run, draft, whole);
    }

    RunProgress begin(RunRow.Kind kind, String actor) {
        RunProgress run = new RunProgress(parts.runs(), parts.clock(), parts.row(kind, actor));
        run.save(RunRow.Status.PLANNING);
        return run;
    }
}

package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.ValueChange;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of a slice of memberships: value by value, since the directory may refuse one and take the others. */
final class MemberResults {
    private static final int TOLD = 5;

    /**
     * A change as it is sent.
     *
     * @param waiting values left out, since no entry stands for the member yet
     */
    record Ready(MemberExecution.Saved saved, Change.ModifyMembers now, List<String> waiting) {}

    private final RunProgress run;
    private final Set<String> again;
    private final Aftermath aftermath;
    private final Clock clock;
    private final Map<Long, Runs.Outcome> outcomes = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final List<GroupMembers.Membership> applied = new ArrayList<>();
    private final List<GroupMembers.Membership> ended = new ArrayList<>();

    MemberResults(RunProgress run, Set<String> again, Aftermath aftermath, Clock clock) {
        this.run = run;
        this.again = again;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    void take(Ready ready, ChangeResult result) {
        if (result instanceof ChangeResult.Failed failed) {
            failed(ready, failed);
            return;
        }
        Map<String, ChangeResult.RefusedValue> refused = result instanceof ChangeResult.Partly partly
                ? partly.refused().stream()
                        .collect(Collectors.toMap(ChangeResult.RefusedValue::value, one -> one, (one, other) -> one))
                : Map.of();
        Set<String> stuck = ready.now().edits().stream()
                .filter(edit -> !edit.add() && refused.containsKey(edit.value()))
                .map(MemberEdit::resource)
                .collect(Collectors.toSet());
        for (MemberEdit edit : ready.now().edits()) {
            // a member that leaves under two names is ours until neither is there
            boolean done = edit.add() ? !refused.containsKey(edit.value()) : !stuck.contains(edit.resource());
            if (edit.add() && !done) {
                refused(ready.now(), edit);
            } else if (done) {
                (edit.add() ? applied : ended).addAll(membership(ready.now(), edit));
            }
        }
        if (refused.isEmpty()) {
            // applied is said only of what the directory holds whole
            outcome(ready.saved(), ready.waiting().isEmpty() ? "applied" : "failed", waiting(ready));
        } else {
            ChangeResult.RefusedValue first = refused.values().iterator().next();
            setback(ready, first.kind(), first.detail());
            refused(
                    ready.saved(),
                    first.kind(),
                    refused.size() + " of " + ready.now().edits().size() + " values refused, the others are written: "
                            + refused.values().stream()
                                    .limit(TOLD)
                                    .map(ChangeResult.RefusedValue::detail)
                                    .collect(Collectors.joining("; "))
                            + (ready.waiting().isEmpty() ? "" : "; " + waiting(ready)));
        }
    }

    private void failed(Ready ready, ChangeResult.Failed failed) {
        refused(ready.saved(), failed.kind(), failed.detail());
        String group = ready.now().about().resource();
        switch (failed.kind()) {
            case UNAVAILABLE, BIND_REFUSED -> {
                run.unavailable(failed.detail());
                again.add(group);
            }
            case UNKNOWN -> {
                run.unsure(true);
                again.add(group);
            }
            default -> {
                ready.now().edits().stream().filter(MemberEdit::add).forEach(edit -> refused(ready.now(), edit));
                setback(ready, failed.kind(), failed.detail());
            }
        }
    }

    /** What was meant to come and did not is not ours; what was to come back is as it was: ours, and taken away by others. */
    private void refused(Change.ModifyMembers change, MemberEdit edit) {
        (edit.kind() == ValueChange.Kind.PENDING ? ended : applied).addAll(membership(change, edit));
    }

    private void setback(Ready ready, Kind kind, String detail) {
        String group = ready.now().about().resource();
        if (!group.startsWith(GroupMembers.BY_DN) && kind != Kind.REJECTED) {
            if (kind != Kind.CONFLICT) {
                aftermath.setbacks().refused(group, detail);
            }
            boolean lasting = kind == Kind.DENIED || kind == Kind.CAPACITY;
            aftermath.setbacks().failed(group, ready.now().about().journal(), lasting, clock.instant());
        }
    }

    private static String waiting(Ready ready) {
        return ready.waiting().isEmpty()
                ? ""
                : ready.waiting().size() + " of "
                        + ready.saved().change().edits().size()
                        + " values left out, since these members have no entry, or are to be in no group any more: "
                        + ready.waiting().stream().limit(TOLD).collect(Collectors.joining("; "));
    }

    void outcome(MemberExecution.Saved saved, String outcome, String detail) {
        noted(saved, outcome, detail);
        run.observed().outcome(saved.change(), outcome, detail);
    }

    /** A server that has no room denies it, as far as lists are concerned. */
    private void refused(MemberExecution.Saved saved, Kind kind, String detail) {
        noted(saved, Applier.outcome(kind), detail);
        run.observed().outcome(saved.change(), kind == Kind.CAPACITY ? "denied" : Applier.outcome(kind), detail);
    }

    private void noted(MemberExecution.Saved saved, String outcome, String detail) {
        outcomes.put(saved.id(), new Runs.Outcome(outcome, detail));
        counts.merge(outcome, 1L, Long::sum);
    }

    /** A member is in the group already under the name that stands for it. */
    void stays(Change.ModifyMembers change, MemberEdit edit) {
        applied.addAll(membership(change, edit));
    }

    /** Values that a change is about to add. */
    static List<GroupMembers.Membership> added(Change.ModifyMembers change) {
        return change.edits().stream()
                .filter(MemberEdit::add)
                .flatMap(edit -> membership(change, edit).stream())
                .toList();
    }

    private static List<GroupMembers.Membership> membership(Change.ModifyMembers change, MemberEdit edit) {
        return !edit.resource().isEmpty()
                ? List.of(new GroupMembers.Membership(change.about().resource(), edit.resource(), edit.value()))
                : List.of();
    }

    Map<Long, Runs.Outcome> outcomes() {
        return outcomes;
    }

    Map<String, Long> counts() {
        return counts;
    }

    List<GroupMembers.Membership> applied() {
        return applied;
    }

    List<GroupMembers.Membership> ended() {
        return ended;
    }
}

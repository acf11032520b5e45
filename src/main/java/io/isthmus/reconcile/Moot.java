package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.StillDue;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Ends a held set of which nothing would be done any more (rule 25): what waits behind it would do so until it expires, and whoever
 * approves it would approve nothing. Only a look at all that it lists can say so; on doubt it stays.
 */
final class Moot {
    private static final Logger LOG = Logger.getLogger(Moot.class);
    /** as what a resource stands where what is to be done of it is certain */
    private static final Set<Situation> CERTAIN = EnumSet.of(
            Situation.IN_SYNC,
            Situation.PENDING,
            Situation.DRIFTED,
            Situation.CONFLICT,
            Situation.NEW,
            Situation.MISSING,
            Situation.ORPHAN,
            Situation.GRACE,
            Situation.OUT_OF_SCOPE,
            Situation.SUPPRESSED);

    private final Parts parts;
    private final HeldSet heldSet;
    /** what soon work is to look at together */
    private Set<String> together = Set.of();

    Moot(Parts parts, HeldSet heldSet) {
        this.parts = parts;
        this.heldSet = heldSet;
    }

    /** Resources that soon work has to look at together, since of none of them seems to wait anything any more. */
    Set<String> suspected() {
        Set<String> taken = heldSet.suspected().stream()
                .filter(resource -> !resource.startsWith(GroupMembers.BY_DN))
                .collect(Collectors.toSet());
        together = taken.isEmpty() ? together : taken;
        return taken;
    }

    /**
     * What a run has to plan so that it can tell: of everything also what the reading found in order.
     *
     * @param ids what it plans in any case
     */
    Set<String> along(PlanDraft draft, Set<String> ids, boolean whole) {
        if (!whole && (together.isEmpty() || !ids.containsAll(together))) {
            return ids;
        }
        together = Set.of();
        Set<String> all = new LinkedHashSet<>(ids);
        held().ifPresent(set -> parts.runs().changes(set.id(), row -> {
            if (Approvals.open(row)) {
                draft.watched.add(row.change().about().resource());
            }
        }));
        draft.watched.stream()
                .filter(resource -> !resource.startsWith(GroupMembers.BY_DN))
                .forEach(all::add);
        return all;
    }

    /** A mapping's first plan is made anew by every run, and what an undo would do no run plans. */
    private Optional<RunRow> held() {
        return parts.runs()
                .held()
                .filter(row -> row.kind() != RunRow.Kind.UNDO)
                .filter(row -> row.mapping().equals(parts.mapping().hash()))
                .filter(row -> row.verdict()
                        .filter(verdict -> verdict.limit().equals("first-plan"))
                        .isEmpty());
    }

    /** Looks what of the set this draft would do still, and ends it where that is nothing. @param draft before it is carried out */
    void end(RunProgress run, PlanDraft draft) {
        Optional<RunRow> held = draft.watched.isEmpty() ? Optional.empty() : held();
        if (held.isEmpty() || stands(held.get(), draft)) {
            return;
        }
        String set = held.get().id();
        String why = "run " + run.id() + " has looked at all that it lists, and nothing of it is to be done any more:"
                + " it is so already, or is not wanted now";
        if (parts.runs().overtaken(set, why, parts.clock().instant())) {
            LOG.infof("run %s is void: %s", set, why);
            if (run.whole() && run.kind() != RunRow.Kind.PLAN) {
                // what waited behind it is planned with everything else
                heldSet.lookedAt(heldSet.behind());
            }
        }
    }

    private boolean stands(RunRow held, PlanDraft draft) {
        // an adoption that has to be asked is only listed where a limit holds the rest; what was left out does not
        // expire
        boolean listed = held.expires().isPresent();
        Set<String> read = draft.noticed.groups();
        Set<Boolean> due = new HashSet<>();
        parts.runs().changes(held.id(), row -> {
            Change change = row.change();
            String resource = change.about().resource();
            boolean asked =
                    listed && change.about().situation() == Situation.ADOPTABLE && draft.asked.contains(resource);
            if (Approvals.open(row) && !asked) {
                boolean looked = certain(draft, resource)
                        && (!(change instanceof Change.ModifyMembers) || read.contains(resource));
                due.add(!looked || StillDue.is(change, draft.due.getOrDefault(resource, List.of())));
            }
        });
        return due.isEmpty() || due.contains(true);
    }

    private static boolean certain(PlanDraft draft, String resource) {
        return Optional.ofNullable(draft.standings.get(resource))
                .filter(standing -> draft.watched.contains(resource) && CERTAIN.contains(standing.situation()))
                .isPresent();
    }
}

package io.isthmus.reconcile;

import io.isthmus.reconcile.GroupMembers.Nesting;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memberships of groups that were left out since they close a ring, so that they are planned once it is broken: whoever breaks it
 * is another group than those that wait. Used on the loop's thread.
 */
final class Rings {
    private final GroupMembers members;
    private final DeviationWatch deviations;
    private final Set<Nesting> left = new HashSet<>();
    /** groups that are listed since an earlier process, and were not looked at in this one */
    private final Set<String> listed = new HashSet<>();

    private boolean recalled;

    Rings(GroupMembers members, DeviationWatch deviations) {
        this.members = members;
        this.deviations = deviations;
    }

    /**
     * What whoever wrote before this process left out is among what the groups that are listed for it still want. Of what else
     * they want, and of one that wants none of it any more, the next plan of the group takes care.
     */
    private Set<Nesting> left() {
        if (!recalled) {
            listed.addAll(deviations.inRings());
            members.differing(listed, Set.of(), Set.of()).stream()
                    .filter(state -> state.wanted() && state.applied().isEmpty())
                    .forEach(state -> left.add(new Nesting(state.target(), state.member())));
            recalled = true;
        }
        return left;
    }

    /** Takes in what a draft found out. @param told what the run tells at its end of what it left out, by resource */
    void take(RunProgress run, PlanDraft draft, Map<String, PlanDraft.Contested> told) {
        Set<String> looked = new HashSet<>(draft.wholly);
        // a group without an entry has no members
        draft.resources.stream().filter(id -> !draft.groups.containsKey(id)).forEach(looked::add);
        Set<String> over = Stream.concat(left().stream().map(Nesting::group), listed.stream())
                .filter(looked::contains)
                .collect(Collectors.toSet());
        left.removeIf(nesting -> looked.contains(nesting.group()));
        listed.removeAll(looked);
        left.addAll(draft.rings);
        draft.rings.forEach(nesting -> over.remove(nesting.group()));
        looked.forEach(group -> told.remove(Cycles.key(group)));
        deviations.noRing(run, over);
    }

    /** Groups of which something was left out that may be written by now, or that these have to do with. */
    Set<String> behind(Collection<String> resources) {
        if (resources.isEmpty() || left().isEmpty()) {
            return Set.of();
        }
        Set<Nesting> closed = members.cyclic(List.copyOf(left));
        return left.stream()
                .filter(nesting -> !closed.contains(nesting) || resources.contains(nesting.member()))
                .map(Nesting::group)
                .collect(Collectors.toSet());
    }

    /** Whether something of this group was left out: whoever plans some of its members alone does not see that. */
    boolean has(String group) {
        return left().stream().anyMatch(nesting -> nesting.group().equals(group)) || listed.contains(group);
    }
}

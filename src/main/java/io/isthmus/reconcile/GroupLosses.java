package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.Counted;
import io.isthmus.plan.MemberCounts;
import io.isthmus.plan.PrivilegedGroups;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of the groups that a plan changes, for counting what they lose.
 *
 * @param ours by group: how many of its members are ours
 * @param deleted groups that were deleted at the identity provider
 */
record GroupLosses(Map<String, Long> ours, Set<String> deleted, PrivilegedGroups privileged) {
    /** What limits count of each of these, in their order. */
    List<List<Counted>> of(List<Change.ModifyMembers> changes) {
        IdentityHashMap<Change.ModifyMembers, List<Counted>> counted = new IdentityHashMap<>();
        changes.stream()
                .collect(Collectors.groupingBy(
                        change -> change.about().resource(), LinkedHashMap::new, Collectors.toList()))
                .forEach((group, all) -> {
                    List<List<Counted>> counts =
                            MemberCounts.of(all, ours.getOrDefault(group, 0L), deleted.contains(group), privileged);
                    for (int i = 0; i < all.size(); i++) {
                        counted.put(all.get(i), counts.get(i));
                    }
                });
        List<List<Counted>> inOrder = new ArrayList<>(changes.size());
        changes.forEach(change -> inOrder.add(counted.get(change)));
        return inOrder;
    }
}

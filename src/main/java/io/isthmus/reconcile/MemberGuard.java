package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds removals of members that are over a limit; what is added goes on. */
final class MemberGuard {
    private final GroupMembers members;
    private final MemberLimits limits;

    MemberGuard(GroupMembers members, MemberLimits limits) {
        this.members = members;
        this.limits = limits;
    }

    /**
     * The memberships of a plan, split.
     *
     * @param verdict the limit that was passed, if one was
     */
    record Split(List<Change.ModifyMembers> go, List<Change.ModifyMembers> held, Optional<Verdict> verdict) {}

    /**
     * What goes and what waits.
     *
     * @param entries changes of entries that are written now; memberships of what waits for an administrator are in neither part
     * @param heldAlready resources of which something waits; more waits behind it
     */
    Split split(PlanDraft draft, List<PlanItem> entries, Set<String> heldAlready) {
        List<Change.ModifyMembers> free = free(draft, entries);
        Set<String> deleted = draft.groups.entrySet().stream()
                .filter(group -> group.getValue().desired().leaves())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        MemberLimits.Judged judged = judge(free, deleted);
        Set<String> held = new HashSet<>(heldAlready);
        held.addAll(judged.held());
        return split(free, held, judged.verdict());
    }

    private static List<Change.ModifyMembers> free(PlanDraft draft, List<PlanItem> go) {
        Set<String> stopped = new HashSet<>();
        draft.items.forEach(item -> stopped.add(item.resource()));
        go.forEach(item -> stopped.remove(item.resource()));
        if (stopped.isEmpty()) {
            return draft.members;
        }
        return draft.members.stream()
                .filter(change -> !stopped.contains(change.about().resource()))
                .map(change -> change.with(change.edits().stream()
                        .filter(edit -> !stopped.contains(edit.resource()))
                        .toList()))
                .filter(change -> !change.edits().isEmpty())
                .toList();
    }

    private MemberLimits.Judged judge(List<Change.ModifyMembers> changes, Set<String> deleted) {
        Map<String, List<Change.ModifyMembers>> byGroup = changes.stream()
                .collect(Collectors.groupingBy(
                        change -> change.about().resource(), LinkedHashMap::new, Collectors.toList()));
        Map<String, Long> removed = new LinkedHashMap<>();
        byGroup.forEach((group, of) -> {
            long number = removed(of);
            if (number > 0) {
                removed.put(group, number);
            }
        });
        if (removed.isEmpty()) {
            return limits.judge(List.of(), 0);
        }
        Map<String, Long> ours = members.ours(removed.keySet());
        List<MemberLimits.Loss> losses = new ArrayList<>();
        removed.forEach((group, number) -> losses.add(new MemberLimits.Loss(
                group,
                byGroup.get(group).get(0).about().name(),
                number,
                ours.getOrDefault(group, 0L),
                deleted.contains(group))));
        return limits.judge(losses, members.count());
    }

    /** A member that comes back under another name is not removed. */
    private static long removed(List<Change.ModifyMembers> changes) {
        Set<String> stay = new HashSet<>();
        changes.forEach(
                change -> change.edits().stream().filter(MemberEdit::add).forEach(edit -> stay.add(edit.resource())));
        return changes.stream()
                .flatMap(change -> change.edits().stream())
                .filter(edit -> !edit.add() && !edit.leaves())
                .filter(edit -> edit.resource().isEmpty() || !stay.contains(edit.resource()))
                .count();
    }

    /** Sets the removals of these groups apart. */
    private static Split split(List<Change.ModifyMembers> changes, Set<String> held, Optional<Verdict> verdict) {
        List<Change.ModifyMembers> go = new ArrayList<>();
        List<Change.ModifyMembers> kept = new ArrayList<>();
        for (Change.ModifyMembers change : changes) {
            if (!held.contains(change.about().resource())) {
                go.add(change);
                continue;
            }
            Map<Boolean, List<MemberEdit>> parts =
                    change.edits().stream().collect(Collectors.partitioningBy(edit -> !edit.add() && !edit.leaves()));
            add(go, change, parts.get(false));
            add(kept, change, parts.get(true));
        }
        return new Split(go, kept, verdict);
    }

    private static void add(List<Change.ModifyMembers> to, Change.ModifyMembers change, List<MemberEdit> edits) {
        if (!edits.isEmpty()) {
            to.add(change.with(edits));
        }
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.EntryDeviations;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups that would be members of themselves by way of others: many readers of a directory never come back from such a ring. */
final class Cycles {
    private static final String WHY = "the group would be a member of itself by way of ";

    private Cycles() {}

    /** Whether that is what was told of a membership that was left out. */
    static boolean told(String detail) {
        return detail.startsWith(WHY);
    }

    /** Under which a draft has what was left out of a group. */
    static String key(String group) {
        return group + "/cycle";
    }

    /** Adds a change to a draft, what closes a ring apart from the rest: that is told and not written. */
    static void split(PlanDraft draft, Change.ModifyMembers change, Set<GroupMembers.Nesting> cyclic) {
        Map<Boolean, List<MemberEdit>> edits = change.edits().stream()
                .collect(Collectors.partitioningBy(edit -> edit.add()
                        && cyclic.contains(
                                new GroupMembers.Nesting(change.about().resource(), edit.resource()))));
        if (!edits.get(false).isEmpty()) {
            draft.members.add(change.with(edits.get(false)));
        }
        if (!edits.get(true).isEmpty()) {
            String by = edits.get(true).stream().map(MemberEdit::value).collect(Collectors.joining("; "));
            String detail = WHY + by + "; take one of these memberships back at the identity provider";
            Change.ModifyMembers left = change.with(edits.get(true));
            draft.contested.put(key(change.about().resource()), new PlanDraft.Contested(left, Set.of(), detail));
            draft.noticed.add(EntryDeviations.refused(left, Situation.INVALID, detail));
        }
    }
}

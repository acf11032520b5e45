package io.isthmus.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What limits count of the changes of one group's members. Pure. Members that leave since their account is disabled or deleted
 * count as that (rule 23), and one that comes back under another name does not move at all.
 */
public final class MemberCounts {
    private final Set<String> staying = new HashSet<>();

    private MemberCounts(List<Change.ModifyMembers> changes) {
        Set<String> coming = new HashSet<>();
        changes.forEach(change -> change.edits().stream()
                .filter(MemberEdit::add)
                .map(MemberEdit::resource)
                .forEach(coming::add));
        changes.forEach(change -> change.edits().stream()
                .filter(edit -> !edit.add())
                .map(MemberEdit::resource)
                .filter(coming::contains)
                .forEach(staying::add));
        staying.remove("");
    }

    /**
     * For each of the changes, in their order.
     *
     * @param changes all of one group
     * @param ours how many members are ours before
     * @param deleted whether the group itself was deleted at the identity provider: that is no inference (rule 5), and counts as
     *     one group
     */
    public static List<List<Counted>> of(
            List<Change.ModifyMembers> changes, long ours, boolean deleted, PrivilegedGroups privileged) {
        MemberCounts counts = new MemberCounts(changes);
        List<MemberEdit> edits =
                changes.stream().flatMap(change -> change.edits().stream()).toList();
        long removed = counts.moves(edits, false).size();
        boolean emptied = removed > 0
                && (deleted || removed >= ours && counts.moves(edits, true).isEmpty());
        List<List<Counted>> all = new ArrayList<>();
        for (Change.ModifyMembers change : changes) {
            all.add(counts.counted(change, deleted, emptied && all.isEmpty(), privileged));
        }
        return all;
    }

    private List<Counted> counted(
            Change.ModifyMembers change, boolean deleted, boolean emptied, PrivilegedGroups privileged) {
        String group = change.about().resource();
        List<Counted> counted = new ArrayList<>();
        List<MemberEdit> gone = moves(change.edits(), false);
        if (!gone.isEmpty() && !deleted) {
            counted.add(Counted.of(Limited.MEMBERS_OF_GROUP, group, gone.size(), healed(gone)));
            counted.add(Counted.of(Limited.MEMBERS_REMOVED, "", gone.size(), healed(gone)));
        }
        if (emptied) {
            counted.add(Counted.of(Limited.GROUPS_EMPTIED, "", 1, 0));
        }
        if (privileged.contain(change.dn())) {
            List<MemberEdit> moved = new ArrayList<>(gone);
            moved.addAll(moves(change.edits(), true));
            if (!moved.isEmpty()) {
                counted.add(Counted.of(Limited.PRIVILEGED, "", moved.size(), healed(moved)));
            }
        }
        return counted;
    }

    private List<MemberEdit> moves(List<MemberEdit> edits, boolean add) {
        return edits.stream()
                .filter(edit -> edit.add() == add && !edit.leaves())
                .filter(edit -> !staying.contains(edit.resource()))
                .toList();
    }

    private static long healed(List<MemberEdit> edits) {
        return edits.stream()
                .filter(edit -> edit.kind() != ValueChange.Kind.PENDING)
                .count();
    }
}

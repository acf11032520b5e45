package io.isthmus.reconcile;

import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a group still holds while its changes are planned one after the other. */
final class MembersLeft {
    private final MemberRule.As as;
    private final boolean read;
    private final Set<String> left = new HashSet<>();

    /** @param holds its values; none where it was not read */
    MembersLeft(MemberRule.As as, Collection<String> holds) {
        this.as = as;
        this.read = !holds.isEmpty();
        holds.forEach(value -> left.add(MemberKey.of(as, value)));
    }

    /** Whether nothing is left after these too; false where the group was not read. */
    boolean noneAfter(List<MemberEdit> edits) {
        edits.stream().filter(edit -> !edit.add()).forEach(edit -> left.remove(MemberKey.of(as, edit.value())));
        edits.stream().filter(MemberEdit::add).forEach(edit -> left.add(MemberKey.of(as, edit.value())));
        return read && left.isEmpty();
    }
}

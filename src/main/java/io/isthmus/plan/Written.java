package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.mapping.MemberRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How much of a change whose result nobody noted the directory shows. Pure. */
public enum Written {
    WHOLLY,
    PARTLY,
    NOT;

    /**
     * Of a change of an entry.
     *
     * @param link of the change's resource
     * @param now the entry: for a creation what stands at its DN, else the one of the change's anchor
     */
    public static Written of(Change change, Optional<Link> link, Optional<ActualEntry> now) {
        if (change instanceof Change.DeleteEntry) {
            return now.isEmpty() ? WHOLLY : NOT;
        }
        if (now.isEmpty()) {
            return NOT;
        }
        ActualEntry there = now.get();
        if (change instanceof Change.AddEntry add) {
            return made(add, there) ? WHOLLY : NOT;
        }
        boolean stands = change.modifications().stream().allMatch(part -> stands(part, there));
        if (change instanceof Change.RenameEntry rename) {
            return !there.dn().equals(rename.newDn()) ? NOT : stands ? WHOLLY : PARTLY;
        }
        // an adoption that changes no value shows in the link alone
        Optional<Anchor> linked = link.flatMap(Link::anchor);
        boolean shows = !change.modifications().isEmpty() || linked.equals(Optional.of(there.anchor()));
        return stands && shows ? WHOLLY : NOT;
    }

    /** Of a change of memberships. @param holds keys of the values that the group holds */
    public static Written of(Change.ModifyMembers change, MemberRule.As as, Set<String> holds) {
        List<Boolean> done = change.edits().stream()
                .map(edit -> edit.add() == holds.contains(MemberKey.of(as, edit.value())))
                .toList();
        return !done.contains(false) ? WHOLLY : done.contains(true) ? PARTLY : NOT;
    }

    private static boolean made(Change.AddEntry add, ActualEntry there) {
        return add.attributes().entrySet().stream()
                .filter(given -> !SecretAttributes.holds(given.getKey()))
                .allMatch(given -> {
                    var found = there.attribute(given.getKey());
                    AttributeValues values = AttributeValues.of(AttributeValues.ruleOf(found), given.getValue());
                    return values.minus(AttributeValues.of(found)).isEmpty();
                });
    }

    private static boolean stands(ValueChange part, ActualEntry there) {
        return SecretAttributes.holds(part.attribute()) || Reversal.stands(part, there);
    }
}

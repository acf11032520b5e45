package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.MemberRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A group that roles put users into and no resource stands for: how its members are written follows from its object class.
 *
 * @param attribute that holds its members
 * @param values what it holds, where that was asked for
 */
record Granted(ActualEntry entry, String attribute, MemberRule.As as, List<String> values) {
    /** by object class: RFC 4519 sections 3.5 and 3.6, RFC 2307, and Active Directory's own */
    private static final Map<String, String> BY_CLASS = Map.of(
            "groupofnames", "member",
            "groupofuniquenames", "uniqueMember",
            "posixgroup", "memberUid",
            "group", "member");

    static final Set<String> ATTRIBUTES = Set.copyOf(BY_CLASS.values());

    /** Empty for an entry that is no group of a known kind. */
    static Optional<Granted> of(ActualEntry entry) {
        return BY_CLASS.entrySet().stream()
                .filter(known -> entry.attribute("objectClass")
                        .filter(classes ->
                                Arrays.stream(classes.getValues()).anyMatch(known.getKey()::equalsIgnoreCase))
                        .isPresent())
                .map(Map.Entry::getValue)
                // a posixGroup that is a groupOfNames as well is written as the latter
                .sorted((one, other) -> one.equals("memberUid") ? 1 : other.equals("memberUid") ? -1 : 0)
                .findFirst()
                .map(attribute -> new Granted(
                        entry,
                        attribute,
                        attribute.equals("memberUid") ? MemberRule.As.UID : MemberRule.As.DN,
                        entry.attribute(attribute)
                                .map(Attribute::getValues)
                                .map(List::of)
                                .orElse(List.of())));
    }
}

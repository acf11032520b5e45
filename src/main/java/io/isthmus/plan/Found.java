package io.isthmus.plan;

import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the values that are ours stood there before we wrote any: somebody else put there what we ask for as well. Pure.
 */
final class Found {
    private Found() {}

    /** Of an attribute that is as desired without a write: what we had no part in, and what is known so already. */
    static void standing(
            Map<String, List<String>> found,
            String name,
            DesiredValues wanted,
            Optional<Attribute> there,
            Claims claims) {
        String key = ClaimsAfter.key(name);
        boolean known = claims.applied().getOrDefault(key, List.of()).containsAll(wanted.values());
        if (!known || claims.found().containsKey(key)) {
            note(found, name, wanted, AttributeValues.ruleOf(there), claims, List.of());
        }
    }

    /**
     * Of an attribute that was written.
     *
     * @param before claims before the write
     * @param written values that it added, those apart that it only spelled anew
     */
    static void written(
            Map<String, List<String>> found, String name, DesiredValues wanted, Claims before, List<String> written) {
        note(found, name, wanted, AttributeValues.ruleOf(Optional.empty()), before, written);
    }

    /** What a change writes of an attribute: a value that it deletes in other letters was there before. */
    static List<String> writes(Change change, String name) {
        List<String> writes = new ArrayList<>();
        if (change instanceof Change.RenameEntry rename
                && rename.newDn().getRDN().hasAttribute(name)
                && !rename.dn().getRDN().equals(rename.newDn().getRDN())) {
            writes.addAll(List.of(rename.newDn().getRDN().getAttributeValues()));
        }
        MatchingRule rule = AttributeValues.ruleOf(Optional.empty());
        change.modifications().stream()
                .filter(part -> part.attribute().equalsIgnoreCase(name))
                .forEach(part -> writes.addAll(AttributeValues.of(rule, part.add())
                        .minus(AttributeValues.of(rule, part.delete()))
                        .list()));
        return writes;
    }

    private static void note(
            Map<String, List<String>> found,
            String name,
            DesiredValues wanted,
            MatchingRule rule,
            Claims claims,
            List<String> written) {
        String key = ClaimsAfter.key(name);
        AttributeValues ours = AttributeValues.of(rule, claims.applied().getOrDefault(key, List.of()))
                .or(AttributeValues.of(rule, claims.intended().getOrDefault(key, List.of())))
                .minus(AttributeValues.of(rule, claims.found().getOrDefault(key, List.of())))
                .or(AttributeValues.of(rule, written));
        AttributeValues theirs = AttributeValues.of(rule, wanted.values()).minus(ours);
        if (theirs.isEmpty() || wanted.ownership() == Ownership.INITIAL) {
            found.remove(key);
        } else {
            found.put(key, theirs.list());
        }
    }
}

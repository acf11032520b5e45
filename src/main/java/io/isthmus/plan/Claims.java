package io.isthmus.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one entry that are ours.
 *
 * @param applied by lower-case attribute: values the directory confirmed (last applied)
 * @param intended by lower-case attribute: values whose write was recorded but whose result is not known (rule 12)
 * @param found by lower-case attribute: of those applied the ones that stood there before we wrote any; they go when something
 *     else is asked for, but a rule that is withdrawn leaves them
 */
public record Claims(
        Map<String, List<String>> applied, Map<String, List<String>> intended, Map<String, List<String>> found) {
    /** In {@code intended}: where a rename was to put the entry whose result is not known. */
    static final String DN = "@dn";

    public static final Claims NONE = new Claims(Map.of(), Map.of());

    public Claims {
        Map<String, List<String>> ours = new HashMap<>(found);
        ours.keySet().retainAll(applied.keySet());
        applied = Map.copyOf(applied);
        intended = Map.copyOf(intended);
        found = Map.copyOf(ours);
    }

    /** Of which all was written by us. */
    public Claims(Map<String, List<String>> applied, Map<String, List<String>> intended) {
        this(applied, intended, Map.of());
    }

    /** The same without those applied to an attribute. @param key lower-case name */
    Claims without(String key) {
        Map<String, List<String>> others = new HashMap<>(applied);
        others.remove(key);
        return new Claims(others, intended, found);
    }

    /** Whether a rename of ours whose result is not known was to put the entry there. */
    public boolean meant(com.unboundid.ldap.sdk.DN dn) {
        return intended.getOrDefault(DN, List.of()).contains(dn.toNormalizedString());
    }
}

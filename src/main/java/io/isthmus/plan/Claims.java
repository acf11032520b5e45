package io.isthmus.plan;

import java.util.List;
import java.util.Map;

/**
 * The values of one entry that are ours.
 *
 * @param applied by lower-case attribute: values the directory confirmed (last applied)
 * @param intended by lower-case attribute: values whose write was recorded but whose result is not known (rule 12)
 */
public record Claims(Map<String, List<String>> applied, Map<String, List<String>> intended) {
    /** In {@code intended}: where a rename was to put the entry whose result is not known. */
    static final String DN = "@dn";

    public static final Claims NONE = new Claims(Map.of(), Map.of());

    public Claims {
        applied = Map.copyOf(applied);
        intended = Map.copyOf(intended);
    }

    /** Whether a rename of ours whose result is not known was to put the entry there. */
    public boolean meant(com.unboundid.ldap.sdk.DN dn) {
        return intended.getOrDefault(DN, List.of()).contains(dn.toNormalizedString());
    }
}

package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who owns the memberships of groups of a certain name, against what follows from who created them.
 *
 * @param match how the group's DN begins, with {@code *} in the values: {@code cn=app-*}
 * @param mode never INITIAL
 */
public record OwnershipRule(DN match, Ownership mode) {
    public OwnershipRule {
        if (match.isNullDN() || mode == Ownership.INITIAL) {
            throw new IllegalArgumentException("needs a DN, and enforce or merge");
        }
    }

    /** Whether the group is among those meant: each RDN of the pattern fits the one at its place, leaf first, case ignored. */
    public boolean covers(DN group) {
        RDN[] patterns = match.getRDNs();
        RDN[] names = group.getRDNs();
        for (int i = 0; i < patterns.length; i++) {
            if (i >= names.length || !fits(patterns[i], names[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(RDN pattern, RDN name) {
        String expression = Arrays.stream(pattern.toNormalizedString().split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return name.toNormalizedString().matches(expression);
    }
}

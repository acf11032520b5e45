package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.Ownership;
import io.isthmus.mapping.OwnershipRule;
import java.util.List;

/**
 * Groups whose members give power over others: hardly any of them moves without an administrator.
 *
 * @param patterns how their DNs begin, with {@code *} in the values
 */
public record PrivilegedGroups(List<DN> patterns) {
    public static final PrivilegedGroups NONE = new PrivilegedGroups(List.of());

    public PrivilegedGroups {
        patterns = List.copyOf(patterns);
    }

    /** Whether the group that stands there is one of them. */
    public boolean contain(DN group) {
        return patterns.stream().anyMatch(pattern -> new OwnershipRule(pattern, Ownership.MERGE).covers(group));
    }
}

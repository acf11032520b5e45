package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.List;

/**
 * A whole, valid mapping file.
 *
 * @param hash {@code sha256:…} of what it means, so that comments and order of keys do not change it
 * @param users rules for users, in order; the first that fits has the resource
 * @param groups rules for groups, in order; the first that fits has the resource
 * @param roles the catalogue of roles, empty where the file has none
 * @param protectedDns entries that are never touched, themselves and what lies below them
 * @param protectedFilters entries that are never touched
 */
public record MappingSet(
        String hash,
        List<UserRule> users,
        List<GroupRule> groups,
        RoleRules roles,
        List<DN> protectedDns,
        List<Filter> protectedFilters) {
    public MappingSet {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        protectedDns = List.copyOf(protectedDns);
        protectedFilters = List.copyOf(protectedFilters);
    }

    /**
     * What the directory should hold for a resource: the one pure function from resources and rules to desired entries.
     *
     * @param resource a user, tombstones included
     * @param references resolves references of other resources
     * @param now against which the ladder's delays are counted
     */
    public Desired desire(Resource resource, References references, Instant now) {
        return DesiredState.of(this, resource, references, now);
    }
}

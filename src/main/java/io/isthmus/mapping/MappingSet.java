package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A whole, valid mapping file.
 *
 * @param hash {@code sha256:…} of what it means, so that comments and order of keys do not change it
 * @param users rules for users, in order; the first that fits has the resource
 * @param groups rules for groups, in order; the first that fits has the resource
 * @param roles the catalogue of roles, empty where the file has none
 * @param protectedDns entries that are never touched, themselves and what lies below them
 * @param protectedFilters entries that are never touched
 * @param matching finds users' roles in the catalogue
 */
public record MappingSet(
        String hash,
        List<UserRule> users,
        List<GroupRule> groups,
        RoleRules roles,
        List<DN> protectedDns,
        List<Filter> protectedFilters,
        Roles matching) {
    /** A mapping, the look-up tables of its roles made once. */
    public MappingSet(
            String hash,
            List<UserRule> users,
            List<GroupRule> groups,
            RoleRules roles,
            List<DN> protectedDns,
            List<Filter> protectedFilters) {
        this(hash, users, groups, roles, protectedDns, protectedFilters, new Roles(roles));
    }

    public MappingSet {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        protectedDns = List.copyOf(protectedDns);
        protectedFilters = List.copyOf(protectedFilters);
    }

    /**
     * The roles that a user has in the directory: none once its grants are withdrawn.
     *
     * @param leaves whether the lifecycle withdraws memberships ({@code leave-groups})
     */
    List<RoleRule> rolesOf(Resource user, boolean leaves) {
        return leaves || roles.catalogue().isEmpty()
                ? List.of()
                : matching.of(user).roles();
    }

    /**
     * The existing groups that a user's roles put it into, with the names of those roles (reconciliation.md, Roles); none once
     * the lifecycle withdraws its memberships.
     */
    public Map<DN, Set<String>> groupsGranted(DesiredEntry user) {
        Map<DN, Set<String>> groups = new LinkedHashMap<>();
        if (user.rule() instanceof UserRule) {
            for (RoleRule role : rolesOf(user.resource(), user.leaves())) {
                for (Grant grant : role.grants()) {
                    if (grant instanceof Grant.OfGroup group) {
                        groups.computeIfAbsent(group.group(), key -> new TreeSet<>())
                                .add(role.role());
                    }
                }
            }
        }
        return groups;
    }

    /** Whether there are memberships to write: groups, or roles that grant some. */
    public boolean hasMemberships() {
        return !groups.isEmpty() || !grantedGroups().isEmpty();
    }

    /** Whether entries refer to others: manager, owner, and the like. */
    public boolean hasReferences() {
        return rules().stream()
                .flatMap(rule -> rule.attributes().values().stream())
                .anyMatch(AttributeRule::reference);
    }

    /** All rules, those for users first. */
    public List<EntryRule> rules() {
        return Stream.<EntryRule>concat(users.stream(), groups.stream()).toList();
    }

    /** Every group that some role grants. */
    public Set<DN> grantedGroups() {
        Set<DN> all = new LinkedHashSet<>();
        for (RoleRule role : roles.catalogue()) {
            for (Grant grant : role.grants()) {
                if (grant instanceof Grant.OfGroup group) {
                    all.add(group.group());
                }
            }
        }
        return all;
    }

    /**
     * What the directory should hold for a resource: the one pure function from resources and rules to desired entries.
     *
     * @param resource a user or group, tombstones included; a group's members are no part of its entry here
     * @param references resolves references of other resources
     * @param now against which the ladder's delays are counted
     */
    public Desired desire(Resource resource, References references, Instant now) {
        return DesiredState.of(this, resource, references, now);
    }
}

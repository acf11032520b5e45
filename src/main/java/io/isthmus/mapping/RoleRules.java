package io.isthmus.mapping;

import java.util.List;
import java.util.Optional;

/**
 * What stands under {@code roles:} of the mapping file.
 *
 * @param from SCIM attribute of users that holds the requested roles
 * @param defaultRole name of the role that a user has who has no other; one of the catalogue
 * @param catalogue all roles, in the file's order; no text selects two of them
 */
public record RoleRules(String from, Optional<String> defaultRole, List<RoleRule> catalogue) {
    /** Of a mapping without roles. */
    public static final RoleRules NONE = new RoleRules("roles", Optional.empty(), List.of());

    public RoleRules {
        catalogue = List.copyOf(catalogue);
    }

    /** The role of that name. */
    public Optional<RoleRule> role(String name) {
        return catalogue.stream().filter(rule -> rule.role().equals(name)).findFirst();
    }
}

package io.isthmus.mapping;

import java.util.ArrayList;
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

    /** The same, where a text selects a role as well; a role that is not there is added, and grants nothing. */
    RoleRules with(String text, String name) {
        List<RoleRule> roles = new ArrayList<>();
        catalogue.forEach(rule -> roles.add(rule.role().equals(name) ? rule.with(text) : rule));
        if (role(name).isEmpty()) {
            roles.add(new RoleRule(name, 0, List.of(text), List.of()));
        }
        return new RoleRules(from, defaultRole, roles);
    }
}

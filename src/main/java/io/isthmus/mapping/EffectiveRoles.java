package io.isthmus.mapping;

import java.util.List;

/**
 * The roles that a user has.
 *
 * @param roles in the catalogue's order, each once
 * @param unmatched what was requested and selects no role, in the order of the request
 * @param defaulted whether the default stands in for a request that selects none
 */
public record EffectiveRoles(List<RoleRule> roles, List<RequestedRole> unmatched, boolean defaulted) {
    public EffectiveRoles {
        roles = List.copyOf(roles);
        unmatched = List.copyOf(unmatched);
    }
}

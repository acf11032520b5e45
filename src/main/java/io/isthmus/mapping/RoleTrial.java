package io.isthmus.mapping;

import io.isthmus.scim.Keys;
import java.util.List;
import java.util.Optional;

/** What would change if a text selected a role: a pure comparison, nothing is applied. */
public final class RoleTrial {
    private final Roles now;
    private final Roles then;

    private RoleTrial(RoleRules now, RoleRules then) {
        this.now = new Roles(now);
        this.then = new Roles(then);
    }

    /**
     * Of a text that is added to what selects a role.
     *
     * @param role of the catalogue; one that is not there yet is thought to be added
     */
    public static RoleTrial of(RoleRules rules, String text, String role) {
        return new RoleTrial(rules, rules.with(text, role));
    }

    /** The role that a text selects already, exactly or but for its case. */
    public static Optional<String> selected(RoleRules rules, String text) {
        return rules.catalogue().stream()
                .filter(rule ->
                        rule.match().stream().anyMatch(other -> Keys.fold(other).equals(Keys.fold(text))))
                .map(RoleRule::role)
                .findFirst();
    }

    /** The roles of somebody who asks for these, now and then; empty where they are the same. */
    public Optional<Difference> difference(List<RequestedRole> requested) {
        Difference difference = new Difference(names(now.of(requested)), names(then.of(requested)));
        return Optional.of(difference).filter(found -> !found.from().equals(found.to()));
    }

    private static List<String> names(EffectiveRoles effective) {
        return effective.roles().stream().map(RoleRule::role).toList();
    }

    /**
     * Names of roles in the catalogue's order.
     *
     * @param from what they are
     * @param to what they would be
     */
    public record Difference(List<String> from, List<String> to) {
        public Difference {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }
}

package io.isthmus.mapping;

import io.isthmus.mapping.RoleReader.PlacedGrant;
import io.isthmus.mapping.RoleReader.PlacedRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what roles grant against what the rules claim, and against each other. */
record GrantCheck(List<PlacedRole> catalogue, List<UserRule> users, List<GroupRule> groups) {

    private record Placed(RoleRule role, Grant.OfValue grant, Yaml at) {}

    void run() {
        List<Placed> values = new ArrayList<>();
        for (PlacedRole role : catalogue) {
            for (PlacedGrant placed : role.grants()) {
                if (placed.grant() instanceof Grant.OfGroup group) {
                    checkGroup(group, placed.at());
                } else if (placed.grant() instanceof Grant.OfValue value) {
                    checkMapped(value, placed.at());
                    checkBeside(new Placed(role.rule(), value, placed.at()), values);
                    values.add(new Placed(role.rule(), value, placed.at()));
                }
            }
        }
    }

    /** Else whoever may name a group in an identity provider could take over one that carries rights. */
    private void checkGroup(Grant.OfGroup grant, Yaml at) {
        groups.stream()
                .filter(rule -> !grant.shared() && !rule.shared())
                .filter(rule -> !rule.base().isNullDN() && rule.base().isAncestorOf(grant.group(), true))
                .findFirst()
                .ifPresent(
                        rule -> at.fault(
                                "the group stands below " + rule.base() + ", where rule " + rule.name()
                                        + " lets identity providers fill groups; grant one elsewhere, or write shared: true beside it"));
    }

    /**
     * Whether a path gives one value or several is only known when it is followed, so every mapping counts as single-valued but
     * those that say themselves that other values may stand beside theirs: ownership merge.
     */
    private void checkMapped(Grant.OfValue grant, Yaml at) {
        for (UserRule rule : users) {
            Optional<AttributeRule> mapped = rule.attribute(grant.attribute());
            if (mapped.filter(one -> one.ownership() != Ownership.MERGE).isPresent()) {
                at.fault(grant.attribute() + " is mapped by rule " + rule.name()
                        + " as well; map it with ownership: merge, or grant another attribute");
                return;
            }
            if (rule.stampAttribute()
                    .filter(grant.attribute()::equalsIgnoreCase)
                    .isPresent()) {
                at.fault(grant.attribute() + " carries the stamp of rule " + rule.name() + "; grant another attribute");
                return;
            }
        }
    }

    private static void checkBeside(Placed one, List<Placed> before) {
        String attribute = one.grant().attribute();
        if (!SingleValued.contains(attribute)) {
            return;
        }
        before.stream()
                .filter(other -> other.grant().attribute().equalsIgnoreCase(attribute))
                .filter(other -> !other.grant().value().equals(one.grant().value()))
                .filter(other -> other.role().meets(one.role()))
                .findFirst()
                .ifPresent(other -> one.at()
                        .fault(attribute + " holds one value, and a user may have the grant of line "
                                + other.at().line() + " (role " + other.role().role()
                                + ") as well; grant one value, or an attribute that holds several"));
    }
}

package io.isthmus.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values that roles give to a user's entry, beside what the rule maps (reconciliation.md, Roles and rule 13). */
final class GrantedValues {
    private GrantedValues() {}

    /**
     * Adds what the effective roles grant. Every attribute that some role could grant is among the desired ones, without values
     * where no effective role does: what was granted once is then withdrawn, and foreign values stay.
     */
    static void add(RoleRules rules, List<RoleRule> effective, Map<String, DesiredValues> attributes) {
        for (RoleRule role : rules.catalogue()) {
            for (Grant grant : role.grants()) {
                if (grant instanceof Grant.OfValue value) {
                    String name = written(attributes.keySet(), value.attribute());
                    attributes.putIfAbsent(name, new DesiredValues(List.of(), Ownership.MERGE));
                    if (effective.contains(role)) {
                        attributes.computeIfPresent(name, (same, there) -> with(there, value.value()));
                    }
                }
            }
        }
    }

    private static DesiredValues with(DesiredValues there, String value) {
        LinkedHashSet<String> all = new LinkedHashSet<>(there.values());
        all.add(value);
        return new DesiredValues(List.copyOf(all), there.ownership());
    }

    private static String written(Set<String> names, String name) {
        return names.stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
    }
}

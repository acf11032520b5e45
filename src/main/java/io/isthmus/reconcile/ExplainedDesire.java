package io.isthmus.reconcile;

import io.isthmus.mapping.AttributeRule;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.Grant;
import io.isthmus.mapping.MappingException;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Ownership;
import io.isthmus.mapping.RoleRule;
import io.isthmus.mapping.UserRule;
import io.isthmus.plan.Claims;
import io.isthmus.report.Explainer.Wanted;
import io.isthmus.report.Explanation.Claim;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who asks for which value of an entry: its rule, or a role. */
final class ExplainedDesire {
    private ExplainedDesire() {}

    /** @param request of the record that last changed the resource */
    static Map<String, Wanted> of(MappingSet mapping, DesiredEntry desired, String request) {
        Resource resource = desired.resource();
        Claim byRule = claim(false, desired.rule().name(), resource, request);
        List<RoleRule> roles = desired.rule() instanceof UserRule && !desired.leaves()
                ? mapping.matching().of(resource).roles()
                : List.of();
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        desired.attributes().forEach((name, values) -> {
            List<String> mapped = mapped(desired.rule(), name, resource, values.values());
            Map<String, List<Claim>> askedBy = new LinkedHashMap<>();
            for (String value : values.values()) {
                List<Claim> claims = new ArrayList<>();
                roles.stream()
                        .filter(role -> grants(role, name, value))
                        .forEach(role -> claims.add(claim(true, role.role(), resource, request)));
                if (claims.isEmpty() || mapped.contains(value)) {
                    claims.add(0, byRule);
                }
                askedBy.put(value, claims);
            }
            wanted.put(name, new Wanted(values.ownership() == Ownership.INITIAL, askedBy));
        });
        desired.stamp()
                .ifPresent(stamp -> wanted.put(
                        desired.rule().stampAttribute().orElseThrow(),
                        new Wanted(true, Map.of(stamp, List.of(byRule)))));
        return wanted;
    }

    /** What stays as it is while the mapping fails: whatever else is ours. @param wanted to which it is added */
    static void held(Claims claims, Map<String, Wanted> wanted) {
        claims.applied().forEach((name, values) -> {
            if (wanted.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                Map<String, List<Claim>> askedBy = new LinkedHashMap<>();
                values.forEach(value -> askedBy.put(value, List.of()));
                wanted.put(name, new Wanted(false, askedBy));
            }
        });
    }

    static Claim claim(boolean role, String name, Resource resource, String request) {
        return new Claim(role, name, resource.source(), request, resource.journal());
    }

    /** What the rule itself makes of the attribute; of references whatever is desired. */
    private static List<String> mapped(EntryRule rule, String name, Resource resource, List<String> desired) {
        return rule.attribute(name)
                .map(attribute -> attribute.reference() ? desired : values(attribute, resource))
                .orElse(List.of());
    }

    private static List<String> values(AttributeRule attribute, Resource resource) {
        try {
            return attribute.values().of(resource);
        } catch (MappingException fails) {
            // a lock is written into it all the same
            return List.of();
        }
    }

    private static boolean grants(RoleRule role, String attribute, String value) {
        return role.grants().stream()
                .anyMatch(grant -> grant instanceof Grant.OfValue of
                        && of.attribute().equalsIgnoreCase(attribute)
                        && of.value().equals(value));
    }
}

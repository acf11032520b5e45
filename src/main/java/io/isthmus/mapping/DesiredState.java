package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes desired entries. */
final class DesiredState {
    private DesiredState() {}

    static Desired of(MappingSet mapping, Resource resource, References references, Instant now) {
        if (resource.type() != ResourceType.USER) {
            return new Desired.OutOfScope("groups are not reconciled by this version");
        }
        for (UserRule rule : mapping.users()) {
            if (fits(rule, resource)) {
                return entry(rule, resource, references, now);
            }
        }
        return new Desired.OutOfScope("no rule under users has this resource: check source and when");
    }

    private static boolean fits(UserRule rule, Resource resource) {
        return rule.source().map(resource.source()::equals).orElse(true)
                && rule.when().map(condition -> condition.holds(resource)).orElse(true);
    }

    private static Desired entry(UserRule rule, Resource resource, References references, Instant now) {
        Map<String, DesiredValues> attributes = new LinkedHashMap<>();
        List<String> pending = new ArrayList<>();
        for (AttributeRule attribute : rule.attributes().values()) {
            try {
                List<String> values = attribute.values().of(resource);
                if (attribute.reference()) {
                    values = resolved(attribute.attribute(), values, resource, references, pending);
                }
                attributes.put(attribute.attribute(), new DesiredValues(values, attribute.ownership()));
            } catch (MappingException e) {
                return new Desired.Invalid(rule, attribute.attribute(), e.getMessage());
            }
        }
        Optional<String> name = rdnValue(rule, attributes);
        if (name.isEmpty()) {
            return new Desired.Invalid(
                    rule,
                    rule.rdn(),
                    "names the entry but has no value: fill what attributes." + rule.rdn()
                            + " is mapped from, or add a fallback to its from");
        }
        Ladder ladder = Ladder.of(rule, resource, now);
        ladder.applyTo(attributes);
        DN dn = new DN(new RDN(rule.rdn(), name.get()), ladder.base());
        Optional<String> stamp = rule.stampAttribute().map(attribute -> resource.id());
        return new Desired.Wanted(new DesiredEntry(resource, rule, dn, attributes, stamp, ladder.standing(), pending));
    }

    private static List<String> resolved(
            String attribute, List<String> values, Resource resource, References references, List<String> pending) {
        LinkedHashSet<String> dns = new LinkedHashSet<>();
        for (String value : values) {
            Optional<DN> dn = references.dnOf(resource.source(), value);
            dn.ifPresentOrElse(found -> dns.add(found.toString()), () -> pending.add(attribute + "=" + value));
        }
        return List.copyOf(dns);
    }

    private static Optional<String> rdnValue(UserRule rule, Map<String, DesiredValues> attributes) {
        return attributes.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(rule.rdn()))
                .flatMap(entry -> entry.getValue().values().stream())
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}

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
import java.util.stream.Stream;

/** Computes desired entries. */
final class DesiredState {
    private DesiredState() {}

    static Desired of(MappingSet mapping, Resource resource, References references, Instant now) {
        if (!resource.provisioned()) {
            return new Desired.OutOfScope("it was imported from the directory, and its source has not pushed it");
        }
        boolean user = resource.type() == ResourceType.USER;
        List<EntryRule> rules = (user ? mapping.users() : mapping.groups())
                .stream()
                        .<EntryRule>map(rule -> rule)
                        .filter(rule ->
                                rule.source().map(resource.source()::equals).orElse(true))
                        .toList();
        for (EntryRule rule : rules) {
            try {
                if (rule.when().map(condition -> condition.holds(resource)).orElse(true)) {
                    return entry(mapping, rule, resource, references, now);
                }
            } catch (MappingException undecided) {
                List<DesiredEntry> remains = Stream.concat(Stream.of(rule), rules.stream())
                        .distinct()
                        .flatMap(one -> remains(entry(mapping, one, resource, references, now)))
                        .toList();
                return new Desired.Invalid(rule, Desired.WHEN, undecided.getMessage(), remains);
            }
        }
        return new Desired.OutOfScope(
                "no rule under " + (user ? "users" : "groups") + " has this resource: check source and when");
    }

    private static Stream<DesiredEntry> remains(Desired desired) {
        return desired instanceof Desired.Invalid invalid
                ? invalid.remains().stream()
                : remains(((Desired.Wanted) desired).entry());
    }

    private static Desired entry(
            MappingSet mapping, EntryRule rule, Resource resource, References references, Instant now) {
        Map<String, DesiredValues> attributes = new LinkedHashMap<>();
        List<String> pending = new ArrayList<>();
        Map<String, String> faults = new LinkedHashMap<>();
        for (AttributeRule attribute : rule.attributes().values()) {
            try {
                attributes.put(attribute.attribute(), values(rule, attribute, resource, references, pending));
            } catch (MappingException e) {
                faults.put(attribute.attribute(), e.getMessage());
            }
        }
        Optional<String> name = rdnValue(rule, attributes);
        if (faults.isEmpty() && name.isEmpty()) {
            faults.put(
                    rule.rdn(),
                    "names the entry but has no value: fill what attributes." + rule.rdn()
                            + " is mapped from, or add a fallback to its from");
        }
        Ladder ladder = Ladder.of(rule, resource, now);
        boolean leaves = rule.withdraw() || ladder.leaves();
        if (rule instanceof UserRule) {
            GrantedValues.add(mapping.roles(), mapping.rolesOf(resource, leaves), attributes);
        }
        // what fails is left as it is, what roles give to it too; the lock comes after, so that nothing takes it out
        attributes.keySet().removeIf(key -> faults.keySet().stream().anyMatch(key::equalsIgnoreCase));
        ladder.applyTo(attributes);
        DN dn = new DN(new RDN(rule.rdn(), name.orElse(resource.id())), ladder.base());
        Optional<String> stamp = rule.stampAttribute().map(attribute -> resource.id());
        DesiredEntry.Standing standing = rule.withdraw() ? DesiredEntry.Standing.WITHDRAWN : ladder.standing();
        DesiredEntry entry = new DesiredEntry(resource, rule, dn, attributes, stamp, standing, leaves, pending);
        return faults.isEmpty()
                ? new Desired.Wanted(entry)
                : invalid(entry, faults.entrySet().iterator().next());
    }

    private static Desired invalid(DesiredEntry entry, Map.Entry<String, String> fault) {
        return new Desired.Invalid(
                entry.rule(), fault.getKey(), fault.getValue(), remains(entry).toList());
    }

    private static Stream<DesiredEntry> remains(DesiredEntry entry) {
        return switch (entry.standing()) {
            case INACTIVE, DELETED, DELETE_DUE -> Stream.of(entry);
            case ACTIVE -> entry.rule() instanceof GroupRule ? Stream.of(entry.with(Map.of())) : Stream.empty();
            case WITHDRAWN -> Stream.empty();
        };
    }

    /** A rule that is withdrawn wants nothing but what names its entries. */
    private static DesiredValues values(
            EntryRule rule, AttributeRule attribute, Resource resource, References references, List<String> pending) {
        if (rule.withdraw() && !attribute.attribute().equalsIgnoreCase(rule.rdn())) {
            boolean once = attribute.ownership() == Ownership.INITIAL;
            return new DesiredValues(List.of(), once ? Ownership.INITIAL : Ownership.MERGE);
        }
        List<String> values = attribute.values().of(resource);
        return new DesiredValues(
                attribute.reference() ? resolved(attribute.attribute(), values, resource, references, pending) : values,
                attribute.ownership());
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

    private static Optional<String> rdnValue(EntryRule rule, Map<String, DesiredValues> attributes) {
        return attributes.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(rule.rdn()))
                .flatMap(entry -> entry.getValue().values().stream())
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}

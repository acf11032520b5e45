package io.isthmus.plan;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Values that are ours and that no line of the mapping asks for any more (rule 16): the claim on them ends, and they stay. Pure.
 */
public final class Released {
    private static final Set<String> NEVER_MAPPED = Set.of("objectclass");

    private Released() {}

    /** Of a linked entry that is planned: what stands there by our doing, by attribute. */
    public static Map<String, List<String>> of(Pair pair) {
        Map<String, List<String>> released = new TreeMap<>();
        if (pair.linked()) {
            DesiredEntry desired = pair.desired();
            ActualEntry actual = pair.actual().orElseThrow();
            Claims claims = pair.link().orElseThrow().claims();
            attributes(claims).stream().filter(name -> !asked(desired, name)).forEach(name -> {
                AttributeValues ours = ours(name, actual, claims);
                if (!ours.isEmpty()) {
                    released.put(name, ours.list());
                }
            });
        }
        return released;
    }

    /** Attributes of which values are, or may be, ours. */
    public static Set<String> attributes(Claims claims) {
        Set<String> attributes = new TreeSet<>(claims.applied().keySet());
        attributes.addAll(claims.intended().keySet());
        attributes.removeIf(name -> name.startsWith("@") || NEVER_MAPPED.contains(name));
        return attributes;
    }

    /** Of an attribute: what is there by our doing. */
    static AttributeValues ours(String attribute, ActualEntry actual, Claims claims) {
        Optional<Attribute> there = actual.attribute(attribute);
        Collection<String> claimed = new LinkedHashSet<>(claims.applied().getOrDefault(attribute, List.of()));
        claimed.addAll(claims.intended().getOrDefault(attribute, List.of()));
        return AttributeValues.of(there).and(AttributeValues.of(AttributeValues.ruleOf(there), claimed));
    }

    private static boolean asked(DesiredEntry desired, String name) {
        return desired.rule().attribute(name).isPresent()
                || desired.rule()
                        .stampAttribute()
                        .filter(name::equalsIgnoreCase)
                        .isPresent()
                || Locks.attributes(desired.rule()).anyMatch(name::equalsIgnoreCase)
                || desired.attributes().keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** What is to be listed of it: once, for with the run that lists it the claims end. */
    static List<Deviation> told(About about, Pair pair) {
        List<Deviation> told = new ArrayList<>();
        of(pair).forEach((attribute, values) -> {
            ActualEntry there = pair.actual().orElseThrow();
            List<String> shown = Excerpt.of(attribute, values);
            told.add(new Deviation(
                    Subject.of(about),
                    false,
                    Optional.of(there.dn().toString()),
                    Optional.of(there.anchor().value()),
                    Situation.PENDING,
                    Optional.of(new Difference(attribute, Kind.PENDING, shown, List.of(), shown, true)),
                    "released: no line of rule " + pair.desired().rule().name()
                            + ", which has it, asks for it any more;" + " the values stay" + more(values),
                    List.of(),
                    Optional.empty()));
        });
        return told;
    }

    private static String more(List<String> values) {
        String told = Excerpt.told(List.of(values));
        return told.isEmpty() ? "" : "; " + told;
    }
}

package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a rule that is withdrawn leaves in an entry (rule 16). Pure. */
public final class Withdrawal {
    private Withdrawal() {}

    /** Why a change exists that a withdrawn rule asks for. */
    public static String note(EntryRule rule) {
        return "withdraw: rule " + rule.name() + " takes out what is ours";
    }

    /**
     * The same, but that what is ours of an attribute stays where the entry would be left without a value that it cannot do
     * without.
     *
     * @param demanded lower-case names of the attributes that the entry's object classes demand
     */
    public static DesiredEntry keeping(DesiredEntry desired, ActualEntry actual, Claims claims, Set<String> demanded) {
        Map<String, DesiredValues> attributes = new LinkedHashMap<>(desired.attributes());
        attributes.replaceAll((name, values) -> {
            boolean goes = values.values().isEmpty()
                    && values.ownership() != Ownership.INITIAL
                    && demanded.contains(key(name));
            AttributeValues ours = Released.ours(key(name), actual, claims);
            return goes
                            && AttributeValues.of(actual.attribute(name))
                                    .minus(ours)
                                    .isEmpty()
                    ? new DesiredValues(ours.list(), Ownership.MERGE)
                    : values;
        });
        return new DesiredEntry(
                desired.resource(),
                desired.rule(),
                desired.dn(),
                attributes,
                desired.stamp(),
                desired.standing(),
                desired.leaves(),
                desired.pending());
    }

    /** What is to be told of an entry as long as its rule is withdrawn. */
    static Optional<String> told(DesiredEntry desired) {
        if (!desired.withdrawn()) {
            return Optional.empty();
        }
        List<String> kept = new ArrayList<>();
        desired.attributes().forEach((name, values) -> {
            boolean names = desired.dn().getRDN().hasAttribute(name);
            if (!names && !values.values().isEmpty() && !Locks.is(desired.rule(), name, values.values())) {
                kept.add(name);
            }
        });
        String stays = kept.isEmpty()
                ? ""
                : "; its object classes demand " + kept.stream().sorted().collect(Collectors.joining(", "))
                        + ": what is ours of it stays";
        return Optional.of("its rule " + desired.rule().name()
                + " is withdrawn: what is ours is taken out, the entry stays" + stays);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

package io.isthmus.plan;

import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
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
import java.util.stream.Stream;

/** What a rule that is withdrawn leaves in an entry (rule 16). Pure. */
public final class Withdrawal {
    private Withdrawal() {}

    /** Why a change exists that a withdrawn rule asks for. */
    public static String note(EntryRule rule) {
        return "withdraw: rule " + rule.name() + " takes out what is ours";
    }

    /** The same of an entry, with what was there before we wrote it. */
    static String note(DesiredEntry desired, Claims claims) {
        List<String> kept = found(desired, claims);
        return note(desired.rule())
                + (kept.isEmpty() ? "" : "; what stood there before of " + String.join(", ", kept) + " stays");
    }

    /**
     * The same, but that what stood there before we wrote it stays, and what is ours of an attribute where the entry would be
     * left without a value that it cannot do without.
     *
     * @param demanded lower-case names of the attributes that the entry's object classes demand
     */
    public static DesiredEntry keeping(DesiredEntry desired, ActualEntry actual, Claims claims, Set<String> demanded) {
        Map<String, DesiredValues> attributes = new LinkedHashMap<>(desired.attributes());
        attributes.replaceAll((name, values) -> {
            if (!values.values().isEmpty() || values.ownership() == Ownership.INITIAL) {
                return values;
            }
            Optional<Attribute> there = actual.attribute(name);
            AttributeValues ours = Released.ours(key(name), actual, claims);
            List<String> before = claims.found().getOrDefault(key(name), List.of());
            AttributeValues kept = Locks.is(desired.rule(), name, before)
                    ? AttributeValues.of(AttributeValues.ruleOf(there), List.of())
                    : ours.and(AttributeValues.of(AttributeValues.ruleOf(there), before));
            boolean bare = AttributeValues.of(there).minus(ours.minus(kept)).isEmpty();
            AttributeValues stays = demanded.contains(key(name)) && bare ? ours : kept;
            return stays.isEmpty() ? values : new DesiredValues(stays.list(), Ownership.MERGE);
        });
        return desired.with(attributes);
    }

    /** What is to be told of an entry as long as its rule is withdrawn. */
    static Optional<String> told(DesiredEntry desired, Claims claims) {
        if (!desired.withdrawn()) {
            return Optional.empty();
        }
        List<String> found = found(desired, claims);
        List<String> demanded = new ArrayList<>(stay(desired).toList());
        demanded.removeAll(found);
        return Optional.of("its rule " + desired.rule().name()
                + " is withdrawn: what is ours is taken out, the entry stays"
                + (demanded.isEmpty()
                        ? ""
                        : "; its object classes demand " + String.join(", ", demanded) + ": what is ours of it stays")
                + (found.isEmpty() ? "" : "; what stood there before of " + String.join(", ", found) + " stays"));
    }

    /** Attributes of which all that stays was there before we wrote it. */
    private static List<String> found(DesiredEntry desired, Claims claims) {
        return stay(desired)
                .filter(name -> {
                    MatchingRule rule = AttributeValues.ruleOf(Optional.empty());
                    List<String> before = claims.found().getOrDefault(key(name), List.of());
                    return AttributeValues.of(
                                    rule, desired.attributes().get(name).values())
                            .minus(AttributeValues.of(rule, before))
                            .isEmpty();
                })
                .toList();
    }

    /** Attributes of which something stays, the entry's name and its lock apart. */
    private static Stream<String> stay(DesiredEntry desired) {
        return desired.attributes().entrySet().stream()
                .filter(entry -> !entry.getValue().values().isEmpty())
                .filter(entry -> !Locks.is(
                        desired.rule(), entry.getKey(), entry.getValue().values()))
                .map(Map.Entry::getKey)
                .filter(name -> !desired.dn().getRDN().hasAttribute(name))
                .sorted();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

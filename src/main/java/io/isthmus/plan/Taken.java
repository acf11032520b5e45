package io.isthmus.plan;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.CaseIgnoreStringMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What only one can have, of a plan that grows batch by batch: names, entries, and values that the directory has once. The first
 * comer has it (rule 7). Values are compared without regard to case, as directories compare login names.
 */
public final class Taken {
    /** Who came first. */
    record First(String resource, String source) {
        static First of(DesiredEntry entry) {
            return new First(entry.resource().id(), entry.resource().source());
        }
    }

    /** A value that no two entries may have. @param text as it is desired */
    record Value(String attribute, String text, Key key) {}

    private record Key(String attribute, ASN1OctetString folded) {}

    private final Optional<Taken> before;
    private final Map<DN, First> names = new HashMap<>();
    private final Map<Anchor, First> entries = new HashMap<>();
    private final Map<Key, First> values = new HashMap<>();

    /** Nothing is taken yet. */
    public Taken() {
        this(Optional.empty());
    }

    private Taken(Optional<Taken> before) {
        this.before = before;
    }

    /** To go on with what is taken by now, and to come back from. */
    Taken further() {
        return new Taken(Optional.of(this));
    }

    /** What was taken since then is so. */
    void add(Taken further) {
        names.putAll(further.names);
        entries.putAll(further.entries);
        values.putAll(further.values);
    }

    /** Takes a name; who has it, if another came first. */
    Optional<First> name(DN dn, First who) {
        return take(of -> of.names, dn, who);
    }

    /** Takes an entry. */
    Optional<First> entry(Anchor anchor, First who) {
        return take(of -> of.entries, anchor, who);
    }

    /** Takes a value. */
    Optional<First> value(Value value, First who) {
        return take(of -> of.values, value.key(), who);
    }

    private <K> Optional<First> take(Function<Taken, Map<K, First>> what, K key, First who) {
        return before.map(earlier -> what.apply(earlier).get(key))
                .or(() -> Optional.ofNullable(what.apply(this).putIfAbsent(key, who)))
                .filter(first -> !first.resource().equals(who.resource()));
    }

    /** An entry has these values and keeps them, whatever is to be written on it beside. */
    void keeps(ActualEntry entry, DesiredEntry desired, Set<String> unique, First who) {
        desired.attributes().entrySet().stream()
                .filter(attribute -> unique.contains(lower(attribute.getKey())))
                .forEach(attribute -> {
                    boolean stays = attribute.getValue().ownership() == Ownership.INITIAL;
                    if (stays) {
                        keeps(entry, Set.of(lower(attribute.getKey())), who);
                    }
                    values(attribute.getKey(), attribute.getValue())
                            .filter(value -> has(entry, value))
                            .forEach(value -> value(value, who));
                });
    }

    /** An entry of which nothing else is known keeps what it has. */
    void keeps(ActualEntry entry, Set<String> unique, First who) {
        entry.attributes().values().stream()
                .filter(attribute -> unique.contains(lower(attribute.getName())))
                .flatMap(attribute -> Stream.of(attribute.getValues()).map(text -> key(attribute.getName(), text)))
                .forEach(key -> take(of -> of.values, key, who));
    }

    /** Unique values that are to be written on what is there, or into a new entry. */
    static List<Value> comingTo(Optional<ActualEntry> there, DesiredEntry desired, Set<String> unique) {
        return desired.attributes().entrySet().stream()
                .filter(attribute -> unique.contains(lower(attribute.getKey())))
                .filter(attribute -> there.isEmpty() || attribute.getValue().ownership() != Ownership.INITIAL)
                .flatMap(attribute -> values(attribute.getKey(), attribute.getValue()))
                .filter(value -> there.filter(entry -> has(entry, value)).isEmpty())
                .toList();
    }

    /** Whether an entry has all unique values that are desired of it. */
    static boolean settled(ActualEntry entry, DesiredEntry desired, Set<String> unique) {
        return comingTo(Optional.of(entry), desired, unique).isEmpty();
    }

    private static Stream<Value> values(String attribute, DesiredValues values) {
        return values.values().stream().map(text -> new Value(attribute, text, key(attribute, text)));
    }

    private static boolean has(ActualEntry entry, Value value) {
        return entry.attribute(value.attribute()).map(Attribute::getValues).stream()
                .flatMap(Stream::of)
                .anyMatch(text -> key(value.attribute(), text).equals(value.key()));
    }

    private static Key key(String attribute, String text) {
        return new Key(
                lower(attribute), CaseIgnoreStringMatchingRule.getInstance().normalize(new ASN1OctetString(text)));
    }

    private static String lower(String attribute) {
        return attribute.toLowerCase(Locale.ROOT);
    }
}

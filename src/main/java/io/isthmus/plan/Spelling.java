package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values in other letters or blanks than we wrote last, which the matching rule takes for equal. They are written, once: the
 * claim tells what we wrote last, so neither what others make of it nor a server with a spelling of its own is written over.
 */
public final class Spelling {
    private Spelling() {}

    /**
     * Whether a value is there and ours, but not as it is wanted now.
     *
     * @param claimed as we wrote it last
     */
    public static boolean differs(String wanted, AttributeValues there, List<String> claimed) {
        if (claimed.isEmpty() || claimed.contains(wanted)) {
            return false;
        }
        Optional<String> stands = there.written(wanted);
        return stands.isPresent()
                && !stands.get().equals(wanted)
                && claimed.stream().anyMatch(last -> there.written(last).equals(stands))
                && !name(wanted);
    }

    /** A reference: how a server spells a name is its own business. */
    private static boolean name(String value) {
        return value.indexOf('=') > 0 && DN.isValidDN(value);
    }

    /** The values of an attribute that are to be written anew, as wanted; what names the entry only a modDN changes. */
    static List<String> anew(
            String attribute, AttributeValues desired, AttributeValues actual, List<String> claimed, RDN rdn) {
        List<String> anew = new ArrayList<>();
        for (String value : desired.list()) {
            if (differs(value, actual, claimed)
                    && !rdn.hasAttributeValue(attribute, actual.written(value).get())) {
                anew.add(value);
            }
        }
        return anew;
    }

    /** Whether nothing but the spelling of the entry's own name is to change. */
    static boolean renames(DesiredEntry desired, ActualEntry actual, Claims claims) {
        RDN wanted = desired.dn().getRDN();
        RDN there = actual.dn().getRDN();
        boolean same = desired.unwanted()
                || wanted.isMultiValued()
                || !desired.dn().equals(actual.dn())
                || Arrays.equals(wanted.getAttributeValues(), there.getAttributeValues());
        if (same || !managed(desired)) {
            return false;
        }
        AttributeValues stands = AttributeValues.of(
                AttributeValues.ruleOf(actual.attribute(desired.rule().rdn())), List.of(there.getAttributeValues()));
        List<String> claimed =
                claims.applied().getOrDefault(ClaimsAfter.key(desired.rule().rdn()), List.of());
        return differs(wanted.getAttributeValues()[0], stands, claimed);
    }

    /** What was planned for an entry whose new spelling its server did not take: unclaimed, it is not asked again. */
    static Planned kept(Planned planned, DesiredEntry desired, ActualEntry actual, Claims claims) {
        return renames(desired, actual, claims)
                ? planned.confirming(planned.confirmed()
                        .orElse(claims)
                        .without(ClaimsAfter.key(desired.rule().rdn())))
                : planned;
    }

    private static boolean managed(DesiredEntry desired) {
        return desired.attributes().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(desired.rule().rdn()))
                .map(Map.Entry::getValue)
                .map(DesiredValues::ownership)
                .anyMatch(ownership -> ownership != Ownership.INITIAL);
    }
}

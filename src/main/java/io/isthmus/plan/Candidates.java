package io.isthmus.plan;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.CaseIgnoreStringMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Entries that were read, found by attribute value or DN without a look-up each. Values are compared without regard to case: a
 * value that differs from another in nothing but case is a candidate that a person should see, not one to be overlooked.
 */
public final class Candidates {
    private final Map<DN, ActualEntry> byDn = new HashMap<>();
    private final Map<String, Map<ASN1OctetString, List<ActualEntry>>> byValue = new HashMap<>();

    /**
     * @param attributes names of the attributes to find by, in any case
     * @param leaving entries that are about to be renamed: their names do not count as taken
     */
    public Candidates(List<ActualEntry> entries, Set<String> attributes, Set<Anchor> leaving) {
        Map<Anchor, ActualEntry> once = new LinkedHashMap<>();
        entries.forEach(entry -> once.putIfAbsent(entry.anchor(), entry));
        for (ActualEntry entry : once.values()) {
            boolean stays = !leaving.contains(entry.anchor());
            if (stays) {
                byDn.put(entry.dn(), entry);
            }
            attributes.stream()
                    .filter(attribute -> stays || !entry.dn().getRDN().hasAttribute(attribute))
                    .forEach(attribute -> index(attribute, entry));
        }
    }

    private void index(String attribute, ActualEntry entry) {
        Map<ASN1OctetString, List<ActualEntry>> index =
                byValue.computeIfAbsent(attribute.toLowerCase(Locale.ROOT), key -> new HashMap<>());
        for (String value : entry.attribute(attribute).map(Attribute::getValues).orElse(new String[0])) {
            index.computeIfAbsent(folded(value), key -> new ArrayList<>(1)).add(entry);
        }
    }

    /** Entries on which the attribute has the value. */
    public List<ActualEntry> having(String attribute, String value) {
        return byValue.getOrDefault(attribute.toLowerCase(Locale.ROOT), Map.of())
                .getOrDefault(folded(value), List.of());
    }

    public Optional<ActualEntry> at(DN dn) {
        return Optional.ofNullable(byDn.get(dn));
    }

    private static ASN1OctetString folded(String value) {
        return CaseIgnoreStringMatchingRule.getInstance().normalize(new ASN1OctetString(value));
    }
}

package io.isthmus.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.CaseIgnoreStringMatchingRule;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of one attribute, told apart by its matching rule (RFC 4512 section 2.5), each kept as it was written. Immutable.
 */
public final class AttributeValues {
    private final MatchingRule rule;
    private final Map<ASN1OctetString, String> byNormal;

    private AttributeValues(MatchingRule rule, Map<ASN1OctetString, String> byNormal) {
        this.rule = rule;
        this.byNormal = byNormal;
    }

    /** The values under a rule; of values that the rule takes for equal the first stays. */
    public static AttributeValues of(MatchingRule rule, Collection<String> values) {
        Map<ASN1OctetString, String> byNormal = new LinkedHashMap<>();
        values.forEach(value -> byNormal.putIfAbsent(normal(rule, value), value));
        return new AttributeValues(rule, byNormal);
    }

    /** The rule of an attribute as read; case-insensitive where there is none to go by. */
    public static MatchingRule ruleOf(Optional<Attribute> attribute) {
        return attribute.map(Attribute::getMatchingRule).orElse(CaseIgnoreStringMatchingRule.getInstance());
    }

    /** The values of an attribute as read, none if the entry does not have it. */
    public static AttributeValues of(Optional<Attribute> attribute) {
        return of(ruleOf(attribute), attribute.map(a -> List.of(a.getValues())).orElse(List.of()));
    }

    public AttributeValues minus(AttributeValues other) {
        Map<ASN1OctetString, String> rest = new LinkedHashMap<>(byNormal);
        rest.keySet().removeAll(other.byNormal.keySet());
        return new AttributeValues(rule, rest);
    }

    public AttributeValues and(AttributeValues other) {
        Map<ASN1OctetString, String> both = new LinkedHashMap<>(byNormal);
        both.keySet().retainAll(other.byNormal.keySet());
        return new AttributeValues(rule, both);
    }

    public AttributeValues or(AttributeValues other) {
        Map<ASN1OctetString, String> all = new LinkedHashMap<>(byNormal);
        other.byNormal.forEach(all::putIfAbsent);
        return new AttributeValues(rule, all);
    }

    public boolean same(AttributeValues other) {
        return byNormal.keySet().equals(other.byNormal.keySet());
    }

    public boolean isEmpty() {
        return byNormal.isEmpty();
    }

    public int size() {
        return byNormal.size();
    }

    public boolean contains(String value) {
        return byNormal.containsKey(normal(rule, value));
    }

    /** How the value that the rule takes for equal to this one is written; empty where there is none. */
    public Optional<String> written(String value) {
        return Optional.ofNullable(byNormal.get(normal(rule, value)));
    }

    /** As written. */
    public List<String> list() {
        return new ArrayList<>(byNormal.values());
    }

    private static ASN1OctetString normal(MatchingRule rule, String value) {
        try {
            return rule.normalize(new ASN1OctetString(value));
        } catch (LDAPException notOfTheSyntax) {
            return new ASN1OctetString(value);
        }
    }
}

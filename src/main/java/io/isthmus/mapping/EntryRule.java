package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What rules for users and rules for groups have in common: which resources they have and which entries stand for them. */
public sealed interface EntryRule permits UserRule, GroupRule {
    /** Its name, unique among the rules of its kind. */
    String name();

    /** Line of the file on which it begins, from 1. */
    int line();

    /** Only resources of that source, if set. */
    Optional<String> source();

    /** Condition over the resource, if set. */
    Optional<Condition> when();

    /** Below which its entries stand. */
    DN base();

    /** Existing entries that may be ours. */
    Filter scope();

    /** Attribute that names the entry; among {@link #attributes()}. */
    String rdn();

    /** Classes of created entries, at least one. */
    List<String> objectClasses();

    /** Carries the resource's id, if set; never among {@link #attributes()}. */
    Optional<String> stampAttribute();

    /** Attributes that find an existing entry, in order. */
    List<String> correlate();

    /** What to do with exactly one hit. */
    UserRule.Adopt adopt();

    /** Attributes by whose match alone an entry may be adopted without asking. */
    Set<String> strong();

    /** By attribute name as written, in the file's order; no two names differ only in case. */
    Map<String, AttributeRule> attributes();

    /** What an imported entry's resource gets where a mapping cannot be turned round, by SCIM path. */
    Map<String, EntryTemplate> imports();

    /** Steps for a deactivated resource; none for a group. */
    List<LifecycleStep> inactive();

    /** What becomes of passwords; groups have none. */
    PasswordRule password();

    /** Steps for a deleted resource. */
    List<LifecycleStep> deleted();

    /** Permits a change of base, rdn or object classes while links exist. */
    boolean migrate();

    /** Whether the rule's values are taken out of the directory before the rule goes (reconciliation.md, rule 16). */
    boolean withdraw();

    /** The rule of an attribute, its name in any case. */
    default Optional<AttributeRule> attribute(String name) {
        return attributes().values().stream()
                .filter(rule -> rule.attribute().equalsIgnoreCase(name))
                .findFirst();
    }
}

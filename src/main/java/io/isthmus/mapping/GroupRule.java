package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One rule under {@code groups:} of the mapping file.
 *
 * @param name its name, or {@code groups[n]} where none is given
 * @param line line of the file on which it begins, from 1
 * @param source only resources of that source, if set
 * @param when CEL condition over the resource, if set
 * @param base below which its entries stand
 * @param scope existing entries that may be ours
 * @param rdn attribute that names the entry
 * @param objectClasses classes of created entries
 * @param stampAttribute carries the resource's id, if set
 * @param correlate attributes that find an existing entry, in order
 * @param adopt what to do with exactly one hit
 * @param strong attributes by whose match alone an entry may be adopted without asking
 * @param attributes by attribute name as written, in the file's order; the members' attribute is not among them
 * @param members how members stand in the entry
 * @param ownership patterns that say who owns memberships; the first that fits counts
 * @param deleted steps for a deleted group
 * @param migrate permits a change of base, rdn or object classes while links exist
 * @param withdraw whether the rule's values are taken out of the directory before the rule goes
 * @param shared whether roles may grant groups below the base as well
 * @param imports what an imported entry's group gets where a mapping cannot be turned round, by SCIM path
 */
public record GroupRule(
        String name,
        int line,
        Optional<String> source,
        Optional<Condition> when,
        DN base,
        Filter scope,
        String rdn,
        List<String> objectClasses,
        Optional<String> stampAttribute,
        List<String> correlate,
        UserRule.Adopt adopt,
        Set<String> strong,
        Map<String, AttributeRule> attributes,
        MemberRule members,
        List<OwnershipRule> ownership,
        List<LifecycleStep> deleted,
        boolean migrate,
        boolean withdraw,
        boolean shared,
        Map<String, EntryTemplate> imports)
        implements EntryRule {

    public GroupRule {
        ownership = List.copyOf(ownership);
        deleted = List.copyOf(deleted);
    }

    @Override
    public PasswordRule password() {
        return PasswordRule.NONE;
    }

    /** A group is never deactivated. */
    @Override
    public List<LifecycleStep> inactive() {
        return List.of();
    }

    /**
     * Who owns the memberships of a group (reconciliation.md, rule 14).
     *
     * @param group where its entry stands
     * @param created whether we created the entry
     */
    public Ownership membershipsOf(DN group, boolean created) {
        return ownership.stream()
                .filter(rule -> rule.covers(group))
                .map(OwnershipRule::mode)
                .findFirst()
                .orElse(created ? Ownership.ENFORCE : Ownership.MERGE);
    }
}

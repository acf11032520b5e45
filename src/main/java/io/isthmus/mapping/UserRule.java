package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One rule under {@code users:} of the mapping file.
 *
 * @param name its name, or {@code users[n]} where none is given
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
 * @param attributes by attribute name as written, in the file's order
 * @param inactive steps for a deactivated user
 * @param deleted steps for a deleted user
 * @param migrate permits a change of base, rdn or object classes while links exist
 * @param password what becomes of passwords
 * @param imports what an imported entry's user gets where a mapping cannot be turned round, by SCIM path
 * @param withdraw whether the rule's values are taken out of the directory before the rule goes
 */
public record UserRule(
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
        Adopt adopt,
        Set<String> strong,
        Map<String, AttributeRule> attributes,
        List<LifecycleStep> inactive,
        List<LifecycleStep> deleted,
        boolean migrate,
        PasswordRule password,
        Map<String, EntryTemplate> imports,
        boolean withdraw)
        implements EntryRule {

    /** Adoption policy; AUTO only counts for strong attributes. */
    public enum Adopt {
        AUTO,
        ASK,
        NEVER
    }
}

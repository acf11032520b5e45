package io.isthmus.mapping;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;

/** Which entries a mapping speaks of. */
public final class EntryScope {
    private EntryScope() {}

    /** Whether an entry may be one of a rule's: it stands below the rule's base, and the rule's scope has it. */
    public static boolean has(EntryRule rule, ActualEntry entry) {
        DN base = rule.base();
        return (base.equals(entry.dn()) || base.isAncestorOf(entry.dn(), false)) && matches(rule.scope(), entry, false);
    }

    /** Whether the mapping protects what stands at a DN. */
    public static boolean isProtected(MappingSet mapping, DN dn) {
        return mapping.protectedDns().stream().anyMatch(safe -> safe.equals(dn) || safe.isAncestorOf(dn, false));
    }

    /** Whether the mapping protects an entry; on doubt it does. */
    public static boolean isProtected(MappingSet mapping, ActualEntry entry) {
        return isProtected(mapping, entry.dn())
                || mapping.protectedFilters().stream().anyMatch(filter -> matches(filter, entry, true));
    }

    private static boolean matches(Filter filter, ActualEntry entry, boolean onDoubt) {
        try {
            return filter.matchesEntry(
                    new Entry(entry.dn(), entry.attributes().values().toArray(new Attribute[0])));
        } catch (LDAPException undecidable) {
            return onDoubt;
        }
    }
}

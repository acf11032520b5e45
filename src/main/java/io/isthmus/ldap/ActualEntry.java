package io.isthmus.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An entry as the directory holds it, after the server's flavour has put it into comparable form.
 *
 * @param anchor immutable identity
 * @param dn where it stands now
 * @param attributes by lower-case name, each with its schema's matching rule; contains the attributes that were asked for.
 *     The virtual attribute {@value #DISABLED} stands for the server's own way of locking an account. The map is the entry's
 *     own from then on; who gives it away does not change it any more.
 */
public record ActualEntry(Anchor anchor, DN dn, Map<String, Attribute> attributes) {

    /**
     * Virtual attribute: holds the one value {@code true} on an entry that is locked for good in the server's own way
     * (ppolicy, nsAccountLock, userAccountControl), and is absent otherwise. A flavour translates it.
     */
    public static final String DISABLED = "@disabled";

    /**
     * Virtual attribute of an account in Active Directory: the number (RID) of its primary group, in whose {@code member} it does
     * not stand although it is a member. Only there where it was asked for by the flavour.
     */
    public static final String PRIMARY_GROUP = "@primarygroup";

    /** Virtual attribute of a group in Active Directory: its number (RID), which {@link #PRIMARY_GROUP} of accounts refers to. */
    public static final String GROUP_NUMBER = "@groupnumber";

    public ActualEntry {
        // not copied: of a hundred thousand entries that are read, most are only compared
        attributes = Collections.unmodifiableMap(attributes);
    }

    /** The attribute of that name in any case, if the entry has it. */
    public Optional<Attribute> attribute(String name) {
        return Optional.ofNullable(attributes.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The same in as little memory as it needs, for an entry that is not let go at once. */
    public ActualEntry kept() {
        return new ActualEntry(anchor, dn, Map.copyOf(attributes));
    }
}

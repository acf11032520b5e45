package io.isthmus.report;

import com.unboundid.ldap.sdk.Attribute;
import java.util.Optional;

/**
 * What LDIF has to know of the server that it is for.
 *
 * @param lock attribute and value that lock an account for good; empty where that is no fixed value (Active Directory), or the
 *     server is not known
 * @param memberRequired whether a group has to have a member
 * @param movesMembers whether members are known to follow their entries by themselves
 * @param permissive whether it takes a value that is to be added and there already for done
 * @param activeDirectory whether locks are bits, accounts are created locked, and login names are unique in the whole directory
 */
public record LdifServer(
        Optional<Attribute> lock,
        boolean memberRequired,
        boolean movesMembers,
        boolean permissive,
        boolean activeDirectory) {
    /** One of which nothing is known. */
    public static final LdifServer UNKNOWN = new LdifServer(Optional.empty(), false, false, false, false);

    /** One that locks by a value, if at all. */
    public LdifServer(Optional<Attribute> lock, boolean memberRequired, boolean movesMembers, boolean permissive) {
        this(lock, memberRequired, movesMembers, permissive, false);
    }

    /** Whether memberships are taken back after everything else: the server may move members as entries get their names back. */
    public boolean membersLast() {
        return !movesMembers;
    }
}

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
 */
public record LdifServer(Optional<Attribute> lock, boolean memberRequired, boolean movesMembers, boolean permissive) {
    /** One of which nothing is known. */
    public static final LdifServer UNKNOWN = new LdifServer(Optional.empty(), false, false, false);

    /** Whether memberships are taken back after everything else: the server may move members as entries get their names back. */
    public boolean membersLast() {
        return !movesMembers;
    }
}

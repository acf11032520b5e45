package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/**
 * How a group's members stand in its entry.
 *
 * @param attribute LDAP attribute name as written
 * @param as what its values are
 * @param placeholder the member that keeps a group without members valid, where its object class wants one; never shown over SCIM
 */
public record MemberRule(String attribute, As as, Optional<DN> placeholder) {

    /** What names a member. */
    public enum As {
        /** its entry's DN, as in {@code member} and {@code uniqueMember} */
        DN,
        /** its entry's naming value, as in {@code memberUid} */
        UID
    }
}

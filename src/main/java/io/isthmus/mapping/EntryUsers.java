package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/** Finds the users of a source that entries name. */
public interface EntryUsers {
    /** Id of the user whose entry stands at a DN. */
    Optional<String> at(DN dn);

    /** Id of the user that a group names which lists names (memberUid of RFC 2307). */
    Optional<String> named(String uid);
}

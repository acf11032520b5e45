package io.isthmus.directory;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import java.util.Optional;

/** What the directory made of one change. */
public sealed interface ChangeResult {
    /**
     * The directory holds it.
     *
     * @param anchor of the entry, known after a creation
     * @param converged whether it already said so, and nothing had to be written
     */
    record Applied(Optional<Anchor> anchor, DN dn, boolean converged) implements ChangeResult {}

    /**
     * It does not, or it is not known whether it does.
     *
     * @param kind error class
     * @param code LDAP result code, -1 if there was none
     * @param detail what the server said, and on which DN; never a secret
     */
    record Failed(DirectoryFailure.Kind kind, int code, String detail) implements ChangeResult {}
}

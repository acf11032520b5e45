package io.isthmus.directory;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import java.util.List;
import java.util.Optional;

/** What the directory made of one change. */
public sealed interface ChangeResult {
    /**
     * The directory holds it.
     *
     * @param anchor of the entry, known after a creation
     * @param converged whether it already said so, and nothing had to be written
     * @param shortfall what of it is not there all the same
     */
    record Applied(Optional<Anchor> anchor, DN dn, boolean converged, Optional<Shortfall> shortfall)
            implements ChangeResult {
        /** All of it. */
        public Applied(Optional<Anchor> anchor, DN dn, boolean converged) {
            this(anchor, dn, converged, Optional.empty());
        }

        /** The same, but for what the server did not take. */
        public Applied but(Shortfall missing) {
            return new Applied(anchor, dn, converged, Optional.of(missing));
        }
    }

    /**
     * What the server did not take of a change that it carried out.
     *
     * @param locked whether the account was created, but stays locked
     * @param detail what the server said; never a secret
     */
    record Shortfall(boolean locked, String detail) {}

    /**
     * The directory holds some of it: of a change of members, some values are refused.
     *
     * @param refused those that it does not hold
     */
    record Partly(List<RefusedValue> refused) implements ChangeResult {
        public Partly {
            refused = List.copyOf(refused);
        }
    }

    /** A value that the directory refused, with what it said. */
    record RefusedValue(String value, DirectoryFailure.Kind kind, int code, String detail) {}

    /**
     * It does not, or it is not known whether it does.
     *
     * @param kind error class
     * @param code LDAP result code, -1 if there was none
     * @param detail what the server said, and on which DN; never a secret
     */
    record Failed(DirectoryFailure.Kind kind, int code, String detail) implements ChangeResult {}
}

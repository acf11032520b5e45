package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFlavour;
import java.util.Arrays;
import java.util.Collection;

/** What is told of a write that the server does not take as it is, with the right that may be missing. */
final class Refusals {
    private final DirectoryFlavour flavour;

    Refusals(DirectoryFlavour flavour) {
        this.flavour = flavour;
    }

    /** A value that is unique in the whole directory and taken, or an attribute that the schema does not have. */
    static ChangeResult of(DN dn, LDAPException failed) {
        return of(dn, failed, "");
    }

    private static ChangeResult of(DN dn, LDAPException failed, String more) {
        return new ChangeResult.Failed(
                DirectoryFailure.Kind.REJECTED,
                failed.getResultCode().intValue(),
                dn + ": " + Failures.message(failed) + more);
    }

    /** The server says that there is such an entry, and there none shows: another value is taken, or it may not be read. */
    ChangeResult unseen(DN dn, LDAPException failed, Collection<String> attributes) {
        return of(
                dn,
                failed,
                attributes.stream().anyMatch(flavour::unique)
                        ? ""
                        : "; the entry does not show: let this account read and search there");
    }

    /** The same of a name. */
    ChangeResult unseen(DN dn, LDAPException failed) {
        return unseen(dn, failed, Arrays.asList(dn.getRDN().getAttributeNames()));
    }

    /** Of an entry that was created. */
    ChangeResult.Shortfall unreadable(DN dn) {
        return new ChangeResult.Shortfall(
                false,
                "the server took it, and this account cannot read its " + flavour.anchorAttribute()
                        + ", so that it is not known again: let it read and search below " + dn.getParent());
    }
}

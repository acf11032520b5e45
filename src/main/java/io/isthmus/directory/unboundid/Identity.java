package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.Anchor;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Sees to it that a write means the entry that was planned for, whatever stands at its DN by now. */
final class Identity {
    /** what slapo-memberof keeps the other side of */
    private static final Set<String> MEMBERS = Set.of("member", "uniquemember", "roleoccupant");

    private final LDAPConnection connection;
    private final DirectoryFlavour flavour;
    private final Capabilities capabilities;

    Identity(LDAPConnection connection, DirectoryFlavour flavour, Capabilities capabilities) {
        this.connection = connection;
        this.flavour = flavour;
        this.capabilities = capabilities;
    }

    @FunctionalInterface
    interface Send {
        LDAPResult once() throws LDAPException;
    }

    /** Whose DN it is. */
    Optional<Anchor> at(DN dn) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(dn.toString(), flavour.anchorAttribute());
        return entry == null ? Optional.empty() : flavour.anchor(entry);
    }

    /**
     * Sends a write that only means this entry. Some overlays (slapo-unique) carry the assertion over to their own search, which
     * then fails whatever the entry is: where the entry is read to be the one meant, it is sent again without (decision 10).
     * Where the server knows no assertion, or would carry it to other entries, the entry is read in the same breath.
     */
    void send(DN dn, Anchor anchor, UpdatableLDAPRequest request, Send send) throws LDAPException {
        boolean asserts = can("assertion") && !isCarriedOver(request);
        if (asserts) {
            request.addControl(new AssertionRequestControl(flavour.anchorFilter(anchor)));
        } else {
            check(dn, anchor);
        }
        try {
            send.once();
        } catch (LDAPException failed) {
            boolean misjudged = failed.getResultCode().equals(ResultCode.ASSERTION_FAILED)
                    && asserts
                    && at(dn).filter(anchor::equals).isPresent();
            if (!misjudged) {
                throw failed;
            }
            request.removeControl(AssertionRequestControl.ASSERTION_REQUEST_OID);
            send.once();
        }
    }

    /**
     * slapo-memberof writes memberOf with the controls of the write that it follows: an assertion about the group fails on each
     * member, and says so only in the server's log. Members would lack memberOf, and keep it once they have left.
     */
    private boolean isCarriedOver(UpdatableLDAPRequest request) {
        boolean overlay = capabilities.flavour().equals("openldap") && can("memberOf");
        return overlay
                && (!(request instanceof ModifyRequest modify) || names(modify).anyMatch(MEMBERS::contains));
    }

    private static Stream<String> names(ModifyRequest modify) {
        return modify.getModifications().stream()
                .map(modification -> modification.getAttributeName().toLowerCase(Locale.ROOT));
    }

    private void check(DN dn, Anchor anchor) throws LDAPException {
        Optional<Anchor> there = at(dn);
        if (there.isEmpty()) {
            throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "there is no " + dn);
        }
        if (!there.get().equals(anchor)) {
            throw new LDAPException(ResultCode.ASSERTION_FAILED, dn + " is another entry now");
        }
    }

    private boolean can(String ability) {
        return capabilities.details().getOrDefault(ability, "no").startsWith("yes");
    }
}

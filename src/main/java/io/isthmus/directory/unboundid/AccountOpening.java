package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Password;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows the creation of an account: its password, and that it is opened where it had to be created locked. */
final class AccountOpening {
    /** of these the entry itself is none the worse */
    private static final Set<Kind> REFUSALS = EnumSet.of(Kind.REJECTED, Kind.DENIED, Kind.TROUBLED, Kind.CAPACITY);

    private static final ValueChange UNLOCK =
            new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);

    private final LDAPConnection connection;
    private final GatedConnection writes;
    private final DirectoryFlavour flavour;

    AccountOpening(GatedConnection writes, DirectoryFlavour flavour) {
        this.connection = writes.reading();
        this.writes = writes;
        this.flavour = flavour;
    }

    /**
     * @param made the result of the creation
     * @throws LDAPException when it is not known what the server made of it
     */
    ChangeResult open(Change.AddEntry change, ChangeResult.Applied made, Optional<Password> password)
            throws LDAPException {
        boolean locked = flavour.opensLater(change);
        String entry = made.anchor()
                .map(anchor -> flavour.target(change.dn(), anchor))
                .orElse(change.dn().toString());
        if (password.isPresent()) {
            Optional<String> refused = refusal(() -> writes.modify(entry, List.of(modification(password.get()))));
            if (refused.isPresent()) {
                return made.but(new ChangeResult.Shortfall(locked, "the password was refused: " + refused.get()));
            }
        }
        if (!locked) {
            return made;
        }
        return refusal(() -> unlock(entry))
                .<ChangeResult>map(refused -> made.but(new ChangeResult.Shortfall(
                        true,
                        "the account stays locked: " + refused
                                + (password.isPresent() ? "" : "; it has no password (password: initial: random)"))))
                .orElse(made);
    }

    private void unlock(String dn) throws LDAPException {
        Entry entry = connection.getEntry(dn, flavour.alwaysRead().toArray(new String[0]));
        if (entry == null) {
            throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "the entry is gone");
        }
        List<Modification> modifications = flavour.realise(List.of(UNLOCK), List.copyOf(entry.getAttributes()));
        if (!modifications.isEmpty()) {
            writes.modify(dn, modifications);
        }
    }

    /** How the password is written. @throws LDAPException where the connection does not hide it and the server wants that */
    Modification modification(Password password) throws LDAPException {
        if (flavour.passwordNeedsTls() && connection.getSSLSession() == null) {
            throw new LDAPException(
                    ResultCode.CONFIDENTIALITY_REQUIRED,
                    "passwords are written over TLS only; use ldaps:// or start-tls: true");
        }
        return flavour.password(password);
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws LDAPException;
    }

    private static Optional<String> refusal(Attempt attempt) throws LDAPException {
        try {
            attempt.make();
            return Optional.empty();
        } catch (LDAPException failed) {
            if (!REFUSALS.contains(Failures.kind(failed))) {
                throw failed;
            }
            return Optional.of(Failures.message(failed));
        }
    }
}

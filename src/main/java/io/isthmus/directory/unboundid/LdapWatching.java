package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Watching;
import io.isthmus.ldap.SearchBase;
import java.util.List;
import java.util.Optional;

/** Watches by what the server has: content sync (RFC 4533), or Active Directory's DirSync. */
public final class LdapWatching implements Watching {
    private final DirectorySettings settings;
    private final Connections connections;

    public LdapWatching(DirectorySettings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    @Override
    public Optional<Watch> open(List<SearchBase> bases) {
        LDAPConnection connection;
        try {
            connection = connections.apart();
        } catch (LDAPException failed) {
            throw unreachable(failed);
        }
        Optional<Watch> watch = Optional.empty();
        try {
            DirectoryFlavour flavour =
                    new Probe(connection, connection.getSchema(), settings.flavour(), settings.bindDn()).flavour();
            watch = watch(connection, flavour, bases);
            return watch;
        } catch (LDAPException failed) {
            throw Failures.of("watch", failed);
        } finally {
            if (watch.isEmpty()) {
                connection.close();
            }
        }
    }

    private Optional<Watch> watch(LDAPConnection connection, DirectoryFlavour flavour, List<SearchBase> bases)
            throws LDAPException {
        WatchProbe.By by = WatchProbe.by(connection, flavour);
        if (by instanceof WatchProbe.By.DirSync sync) {
            return Optional.of(new DirSyncWatch(connection, flavour, bases, sync));
        }
        return by instanceof WatchProbe.By.ContentSync
                ? Optional.of(new ContentSyncWatch(connection, flavour, bases, settings.operationTimeout()))
                : Optional.empty();
    }

    /** Nothing was sent: whatever it is, the directory is not there for us. */
    private static DirectoryFailure unreachable(LDAPException failed) {
        DirectoryFailure.Kind kind = Failures.kind(failed);
        return new DirectoryFailure(
                kind == DirectoryFailure.Kind.BIND_REFUSED ? kind : DirectoryFailure.Kind.UNAVAILABLE,
                Failures.of("watch", failed).getMessage(),
                failed);
    }
}

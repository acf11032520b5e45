package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Password;
import io.isthmus.directory.WriteGate;
import io.isthmus.directory.flavour.ActiveDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Change;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The directory over the UnboundID LDAP SDK. */
public final class LdapDirectory implements Directory {
    private final DirectorySettings settings;
    private final Connections connections;
    private final AtomicReference<Optional<Probed>> probed;
    private final WriteGate gate;
    private final WriteRate rate;

    private record Probed(DirectoryFlavour flavour, Capabilities capabilities, Schema schema) {}

    public LdapDirectory(DirectorySettings settings) {
        this(
                settings,
                new Connections(settings),
                new AtomicReference<>(Optional.empty()),
                WriteGate.OPEN,
                new WriteRate(settings.maxWritesPerSecond()));
    }

    private LdapDirectory(
            DirectorySettings settings,
            Connections connections,
            AtomicReference<Optional<Probed>> probed,
            WriteGate gate,
            WriteRate rate) {
        this.settings = settings;
        this.connections = connections;
        this.probed = probed;
        this.gate = gate;
        this.rate = rate;
    }

    @Override
    public Directory gated(WriteGate asked) {
        return new LdapDirectory(settings, connections, probed, asked, rate);
    }

    private Probed probed() {
        return probed.get().orElseGet(this::probe);
    }

    private Probed probe() {
        synchronized (probed) {
            return probed.get().orElseGet(this::probeNow);
        }
    }

    private Probed probeNow() {
        Probed now = with("probe of the server", connection -> {
            Schema schema = connection.getSchema();
            Probe probe = new Probe(connection, schema, settings.flavour(), settings.bindDn());
            return new Probed(probe.flavour(), probe.capabilities(), schema);
        });
        probed.set(Optional.of(now));
        return now;
    }

    @Override
    public Capabilities capabilities() {
        return probed().capabilities();
    }

    @Override
    public Schema schema() {
        return probed().schema();
    }

    @Override
    public void read(SearchBase base, Consumer<ActualEntry> to) {
        DirectoryFlavour flavour = probed().flavour();
        with("read of " + base.base(), connection -> {
            SearchRequest search =
                    new SearchRequest(base.base().toString(), SearchScope.SUB, base.scope(), asked(base.attributes()));
            PagedSearch.stream(connection, search, probed().schema(), flavour, to);
            return base;
        });
    }

    @Override
    public List<ActualEntry> find(SearchBase base, List<Filter> anyOf) {
        DirectoryFlavour flavour = probed().flavour();
        return with(
                "search below " + base.base(),
                connection ->
                        PagedSearch.any(connection, base, anyOf, asked(base.attributes()), probed().schema(), flavour));
    }

    @Override
    public Optional<ActualEntry> entry(DN dn, Set<String> attributes) {
        DirectoryFlavour flavour = probed().flavour();
        return with("read of " + dn, connection -> {
            SearchResultEntry entry = connection.getEntry(dn.toString(), asked(attributes));
            return entry == null
                    ? Optional.empty()
                    : Optional.of(flavour.normalise(RangedValues.whole(connection, entry)));
        });
    }

    @Override
    public Optional<DN> account() {
        try {
            return Optional.of(new DN(settings.bindDn()));
        } catch (LDAPException namedOtherwise) {
            return Optional.empty();
        }
    }

    @Override
    public Filter anchorFilter(Anchor anchor) {
        return probed().flavour().anchorFilter(anchor);
    }

    @Override
    public boolean unique(String attribute) {
        return probed().flavour().unique(attribute);
    }

    @Override
    public boolean createdByUsSince(DN dn, Instant since) {
        boolean byOwner = probed().flavour() instanceof ActiveDirectory;
        return with("read of " + dn, connection -> {
            Authorship authorship = new Authorship(connection, new DN(settings.bindDn()));
            return byOwner ? authorship.ownedSince(dn, since) : authorship.oursSince(dn, since);
        });
    }

    @Override
    public ChangeResult apply(Change change) {
        return write(what(change), named(change), writer -> writer.apply(change));
    }

    @Override
    public ChangeResult create(Change.AddEntry change, Password password) {
        return write(what(change), change.dn(), writer -> writer.create(change, Optional.of(password)));
    }

    @Override
    public ChangeResult password(Anchor anchor, DN dn, Password password) {
        return write("password of " + dn, dn, writer -> writer.password(anchor, dn, password));
    }

    @Override
    public ChangeResult park(Change.RenameEntry change) {
        return write(what(change), change.via().orElse(change.newDn()), writer -> writer.park(change));
    }

    @FunctionalInterface
    private interface Write {
        ChangeResult with(ChangeWriter writer) throws LDAPException;
    }

    private static String what(Change change) {
        return change.type() + " of " + change.dn();
    }

    /** What the entry is called once the change is written. */
    private static DN named(Change change) {
        return change instanceof Change.RenameEntry rename ? rename.newDn() : change.dn();
    }

    private ChangeResult write(String what, DN name, Write write) {
        try {
            return with(what, connection -> {
                try {
                    return write.with(new ChangeWriter(
                            new GatedConnection(connection, gate, rate), probed().flavour(), probed().capabilities()));
                } catch (GatedConnection.Closed closed) {
                    return new ChangeResult.Failed(DirectoryFailure.Kind.UNAVAILABLE, -1, closed.getMessage());
                } catch (LDAPException failed) {
                    if (!Failures.answered(failed)) {
                        throw failed;
                    }
                    return Failures.result(what, failed, probed().flavour().misnamed(name, failed.getResultCode()));
                }
            });
        } catch (DirectoryFailure failed) {
            return new ChangeResult.Failed(failed.kind(), -1, failed.getMessage());
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T on(LDAPConnection connection) throws LDAPException;
    }

    private <T> T with(String attempted, Use<T> use) {
        LDAPConnection connection;
        try {
            connection = connections.dedicated();
        } catch (LDAPException failed) {
            // nothing was sent: whatever it is, the directory is not there for us
            DirectoryFailure.Kind kind = Failures.kind(failed);
            throw new DirectoryFailure(
                    kind == DirectoryFailure.Kind.BIND_REFUSED ? kind : DirectoryFailure.Kind.UNAVAILABLE,
                    Failures.of(attempted, failed).getMessage(),
                    failed);
        }
        boolean sound = false;
        try {
            T result = use.on(connection);
            sound = true;
            return result;
        } catch (LDAPException failed) {
            sound = Failures.answered(failed);
            throw Failures.of(
                    attempted,
                    failed,
                    probed.get().flatMap(found -> found.flavour().raise(settings.bindDn())));
        } finally {
            connections.giveBack(connection, sound);
        }
    }

    private String[] asked(Set<String> attributes) {
        Set<String> names = new HashSet<>(attributes);
        names.addAll(probed().flavour().alwaysRead());
        return names.toArray(new String[0]);
    }

    @Override
    public boolean up() {
        try {
            return with("contact", connection -> connection.getRootDSE() != null);
        } catch (DirectoryFailure down) {
            return false;
        }
    }

    @Override
    public Optional<Instant> certificateEnds() {
        return connections.certificateEnds();
    }

    @Override
    public String url() {
        return connections.url();
    }

    @Override
    public void close() {
        connections.close();
    }
}

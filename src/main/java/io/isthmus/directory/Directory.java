package io.isthmus.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The directory, as a run uses it. All methods may be called from several threads; each takes at most the operation time-out
 * per LDAP operation. None retries on its own account except to fail over to another server before anything was sent.
 */
public interface Directory extends AutoCloseable {

    /**
     * What the server can do. Probed by trying on first use and after every reconnect to another server, then remembered.
     *
     * @throws DirectoryFailure when it cannot be reached or the bind is refused
     */
    Capabilities capabilities();

    /** The live schema. @throws DirectoryFailure when it cannot be read */
    Schema schema();

    /**
     * Streams all entries of a subtree, paged, on one connection. Returns normally only if the read was complete.
     *
     * @param to called for each entry on the calling thread, in the server's order
     * @throws DirectoryFailure when any search did not end in success; what was delivered before is then partial
     */
    void read(SearchBase base, Consumer<ActualEntry> to);

    /**
     * Entries of a subtree that match any of the filters, in as few searches as the filters' number allows, never one an entry.
     *
     * @throws DirectoryFailure when any search did not end in success
     */
    List<ActualEntry> find(SearchBase base, List<Filter> anyOf);

    /** One entry by its DN, read whole with the given attributes ({@code *} for all user attributes); empty if there is none. */
    Optional<ActualEntry> entry(DN dn, java.util.Set<String> attributes);

    /**
     * Who made an entry, for telling our own creation after a crash.
     *
     * @return whether the server names the account that we bind as its creator ({@code creatorsName}; in Active Directory the
     *     owner) and it was created at or after {@code since}
     */
    boolean createdByUsSince(DN dn, java.time.Instant since);

    /**
     * Writes one change. For a rename, modDN and modify are one call; {@code via} is not looked at (see {@link #park}).
     * Values that are already as wanted count as converged, after a re-read.
     */
    ChangeResult apply(Change change);

    /**
     * Creates an entry and gives it its password, in one work item. Where the server wants it, the account is locked until its
     * password is accepted; what of this the server refuses is the result's shortfall.
     */
    ChangeResult create(Change.AddEntry change, Password password);

    /**
     * Writes the password of an entry.
     *
     * @return {@link DirectoryFailure.Kind#REJECTED} also where the connection is not safe enough for it
     */
    ChangeResult password(Anchor anchor, DN dn, Password password);

    /** Whether no two entries of the directory may have the same value of this attribute, wherever they stand. */
    boolean unique(String attribute);

    /** The account that we bind as, where it is named by its DN. */
    Optional<DN> account();

    /** What only the entry of this identity matches. */
    Filter anchorFilter(Anchor anchor);

    /**
     * The same directory for somebody who has to ask before each single write: while the gate is closed nothing is sent, and the
     * result is {@link DirectoryFailure.Kind#UNAVAILABLE} with the gate's reason.
     */
    Directory gated(WriteGate gate);

    /** Moves an entry to a temporary RDN, the first half of breaking a cycle of names. */
    ChangeResult park(Change.RenameEntry change);

    /** Whether the directory answers now; cheap, bounded by the operation time-out. */
    boolean up();

    /** When the certificate ends that the server showed last; empty without TLS, or before the first contact. */
    Optional<java.time.Instant> certificateEnds();

    /** The URL of the server in use, or of the first one while none is. */
    String url();

    @Override
    void close();
}

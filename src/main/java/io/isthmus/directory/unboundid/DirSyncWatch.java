package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.experimental.ActiveDirectoryDirSyncControl;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Seen;
import io.isthmus.directory.Watching;
import io.isthmus.ldap.SearchBase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches by Active Directory's DirSync (MS-ADTS 3.1.1.3.4.1.3): the server is asked every other second what changed in the domain
 * since the cookie. It answers with entries of which an attribute changed that was asked for, and with deleted ones; of a large
 * group only with the members that came and went.
 */
final class DirSyncWatch implements Watching.Watch {
    /** what the account may read anyway, and of members only those that came and went */
    static final int FLAGS =
            ActiveDirectoryDirSyncControl.FLAG_OBJECT_SECURITY | ActiveDirectoryDirSyncControl.FLAG_INCREMENTAL_VALUES;

    private static final int BYTES = 1 << 20;
    private static final long EVERY_MILLIS = 1500;

    private final LDAPConnection connection;
    private final DirectoryFlavour flavour;
    private final WatchProbe.By.DirSync by;
    private final String server;
    private final Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final CountDownLatch closed = new CountDownLatch(1);

    DirSyncWatch(
            LDAPConnection connection, DirectoryFlavour flavour, List<SearchBase> bases, WatchProbe.By.DirSync by) {
        this.connection = connection;
        this.flavour = flavour;
        this.by = by;
        this.server = Connections.url(connection);
        bases.forEach(base -> attributes.addAll(base.attributes()));
        attributes.addAll(flavour.alwaysRead());
        attributes.addAll(List.of("name", "isDeleted"));
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public String how() {
        return by.deletions() ? "DirSync" : "DirSync without deletions";
    }

    /** What is followed; other attributes, or other rights, are another stream. */
    private String name() {
        return by.base() + " " + by.deletions() + " " + String.join(",", attributes);
    }

    @Override
    public void follow(Map<String, byte[]> cookies, Consumer<Seen> to) {
        Optional<byte[]> cookie = Optional.ofNullable(cookies.get(name()));
        try {
            do {
                cookie = Optional.of(next(cookie, to));
            } while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (LDAPException failed) {
            if (closed.getCount() > 0) {
                throw Failures.of("watch of " + server, failed);
            }
        }
    }

    /** Hands over what changed since the cookie; returns the next one. */
    private byte[] next(Optional<byte[]> cookie, Consumer<Seen> to) throws LDAPException {
        byte[] now;
        try {
            now = read(cookie, to);
        } catch (LDAPException refused) {
            if (cookie.isEmpty() || !refused(refused)) {
                throw refused;
            }
            return next(Optional.empty(), to);
        }
        if (cookie.isEmpty()) {
            to.accept(new Seen.Everything("nothing is known of " + by.base() + " on " + server + " from before"));
        }
        if (cookie.isEmpty() || !Arrays.equals(cookie.get(), now)) {
            to.accept(new Seen.Cookie(server, name(), now));
        }
        return now;
    }

    /** Whether it is the cookie that the server does not like. */
    private static boolean refused(LDAPException failed) {
        return Failures.answered(failed)
                && switch (Failures.kind(failed)) {
                    case REJECTED, TROUBLED, CONFLICT -> true;
                    default -> false;
                };
    }

    private byte[] read(Optional<byte[]> from, Consumer<Seen> to) throws LDAPException {
        ASN1OctetString cookie = from.map(ASN1OctetString::new).orElse(null);
        boolean more = true;
        while (more) {
            SearchRequest search = new SearchRequest(
                    new Entries(from.isEmpty() ? seen -> {} : to),
                    by.base(),
                    SearchScope.SUB,
                    Filter.createPresenceFilter("objectClass"),
                    attributes.toArray(new String[0]));
            search.addControl(new ActiveDirectoryDirSyncControl(true, FLAGS, BYTES, cookie));
            SearchResult result = connection.search(search);
            ActiveDirectoryDirSyncControl answer = ActiveDirectoryDirSyncControl.get(result);
            if (answer == null || answer.getCookie() == null) {
                throw new LDAPException(ResultCode.OTHER, "the server answers DirSync without a cookie");
            }
            cookie = answer.getCookie();
            more = answer.getFlags() != 0;
        }
        return cookie.getValue();
    }

    /** Takes entries as they come. */
    private final class Entries implements SearchResultListener {
        private static final long serialVersionUID = 1L;
        private final transient Consumer<Seen> to;

        Entries(Consumer<Seen> to) {
            this.to = to;
        }

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {
            flavour.anchor(entry).ifPresent(anchor -> to.accept(new Seen.Touched(anchor)));
        }

        @Override
        public void searchReferenceReturned(SearchResultReference elsewhere) {
            // other partitions are not watched
        }
    }

    @Override
    public void close() {
        closed.countDown();
        connection.close();
    }
}

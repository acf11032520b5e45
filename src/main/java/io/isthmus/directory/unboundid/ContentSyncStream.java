package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncSearchResultListener;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.IntermediateResponseListener;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Seen;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AnchorSet;
import io.isthmus.ldap.SearchBase;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One base followed by content sync (RFC 4533, refreshAndPersist). First comes a refresh, either of what changed and went since the
 * cookie, or of what changed and of all that is still there; then whatever happens. No attribute is asked for: a control names the
 * entry. All but the beginning happens on the thread that reads the connection.
 */
final class ContentSyncStream implements AsyncSearchResultListener, IntermediateResponseListener {
    private static final long serialVersionUID = 1L;

    private final transient LDAPConnection connection;
    private final String server;
    private final transient SearchBase base;
    private final transient DirectoryFlavour flavour;
    private final transient Runnable wake;
    private final transient Consumer<Seen> to;
    /** the refresh under way */
    private transient AnchorSet present = new AnchorSet();

    private transient volatile AsyncRequestID request;
    private boolean told;
    private volatile boolean lost;
    private volatile boolean first;
    private boolean byPresence;
    private volatile boolean refreshed;
    private transient volatile Optional<LDAPException> ended = Optional.empty();

    ContentSyncStream(
            LDAPConnection connection,
            String server,
            SearchBase base,
            DirectoryFlavour flavour,
            Runnable wake,
            Consumer<Seen> to) {
        this.connection = connection;
        this.server = server;
        this.base = base;
        this.flavour = flavour;
        this.wake = wake;
        this.to = to;
    }

    /** What is followed; other bases and filters make other cookies. */
    String name() {
        return base.base().toNormalizedString() + " " + base.scope().toNormalizedString();
    }

    void begin(Optional<byte[]> cookie) throws LDAPException {
        present = new AnchorSet();
        first = cookie.isEmpty();
        byPresence = false;
        told = false;
        lost = false;
        refreshed = false;
        ended = Optional.empty();
        SearchRequest search = new SearchRequest(this, base.base().toString(), SearchScope.SUB, base.scope(), "1.1");
        search.addControl(new ContentSyncRequestControl(
                true,
                ContentSyncRequestMode.REFRESH_AND_PERSIST,
                cookie.map(ASN1OctetString::new).orElse(null),
                false));
        search.setIntermediateResponseListener(this);
        search.setResponseTimeoutMillis(0);
        request = connection.asyncSearch(search);
    }

    /**
     * Begins anew where the server has forgotten what the cookie stands for: it says so, or (OpenLDAP, of a cookie that it cannot
     * read) tells all that is there, gives no cookie for it, and never will.
     *
     * @throws LDAPException when it ended otherwise
     */
    void goOn() throws LDAPException {
        if (lost && ended.isEmpty()) {
            connection.abandon(request);
            begin(Optional.empty());
        } else if (ended.isPresent()) {
            LDAPException why = ended.get();
            boolean stale = why.getResultCode().equals(ResultCode.E_SYNC_REFRESH_REQUIRED);
            boolean cookieRefused = !first && !refreshed && Failures.answered(why) && !away(why);
            if (!stale && !cookieRefused) {
                throw why;
            }
            begin(Optional.empty());
        }
    }

    private static boolean away(LDAPException why) {
        return switch (Failures.kind(why)) {
            case UNAVAILABLE, UNKNOWN, CAPACITY, DENIED, BIND_REFUSED -> true;
            default -> false;
        };
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        try {
            ContentSyncStateControl control = ContentSyncStateControl.get(entry);
            if (control == null) {
                return;
            }
            Anchor anchor = flavour.anchor(control.getEntryUUID());
            if (refreshed) {
                to.accept(new Seen.Touched(anchor));
                cookie(control.getCookie());
            } else if (control.getState() == ContentSyncState.DELETE) {
                touched(anchor);
            } else {
                present(anchor);
                if (control.getState() != ContentSyncState.PRESENT) {
                    touched(anchor);
                }
            }
        } catch (LDAPException unreadable) {
            end(unreadable);
        }
    }

    @Override
    public void searchReferenceReturned(SearchResultReference elsewhere) {
        // what stands on another server is not ours
    }

    @Override
    public void intermediateResponseReturned(IntermediateResponse response) {
        try {
            ContentSyncInfoIntermediateResponse info = ContentSyncInfoIntermediateResponse.decode(response);
            switch (info.getType()) {
                case NEW_COOKIE -> {
                    if (refreshed) {
                        cookie(info.getCookie());
                    }
                }
                case SYNC_ID_SET -> {
                    for (UUID id : info.getEntryUUIDs()) {
                        Anchor anchor = flavour.anchor(id);
                        if (info.refreshDeletes()) {
                            touched(anchor);
                        } else {
                            present(anchor);
                        }
                    }
                }
                case REFRESH_DELETE -> refreshed(info);
                case REFRESH_PRESENT -> {
                    byPresence = true;
                    refreshed(info);
                }
            }
        } catch (LDAPException unreadable) {
            end(unreadable);
        }
    }

    private void touched(Anchor anchor) {
        told = true;
        if (!first) {
            to.accept(new Seen.Touched(anchor));
        }
    }

    private void present(Anchor anchor) {
        if (!first) {
            present.add(anchor);
        }
    }

    private void refreshed(ContentSyncInfoIntermediateResponse info) {
        if (info.refreshDone() && !refreshed) {
            if (first) {
                to.accept(new Seen.Everything("nothing is known of " + base.base() + " on " + server + " from before"));
            } else if (byPresence) {
                to.accept(new Seen.Present(name(), base.base(), present));
            }
            present = new AnchorSet();
            refreshed = true;
            if (!first && told && !given(info.getCookie())) {
                lost = true;
                wake.run();
            }
        }
        if (refreshed) {
            cookie(info.getCookie());
        }
    }

    private static boolean given(@Nullable ASN1OctetString cookie) {
        return cookie != null && cookie.getValueLength() > 0;
    }

    private void cookie(@Nullable ASN1OctetString value) {
        if (value != null && given(value)) {
            to.accept(new Seen.Cookie(server, name(), value.getValue()));
        }
    }

    @Override
    public void searchResultReceived(AsyncRequestID request, SearchResult result) {
        end(new LDAPException(result));
    }

    private void end(LDAPException why) {
        ended = Optional.of(why);
        wake.run();
    }
}

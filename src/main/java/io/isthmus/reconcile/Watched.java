package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What the watch of one directory remembers, and which resources it concerns. */
public interface Watched {
    /** Up to where a stream of a server was looked at, in the server's own words. */
    record Cookie(String server, String stream, byte[] value) {
        public Cookie {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }
    }

    /** Up to where each stream of a server was looked at. */
    Map<String, byte[]> cookies(String server);

    /** Remembers cookies, and forgets those of streams that nobody has followed for a month. */
    void save(Collection<Cookie> cookies);

    /** The resources linked to entries with these anchors. */
    Set<String> linked(Collection<Anchor> anchors);

    /** Streams the anchors of entries that are linked and were last known to stand below a base. */
    void below(DN base, Consumer<Anchor> to);
}

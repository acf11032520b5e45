package io.isthmus.directory;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AnchorSet;

/** What was seen to happen in the directory. Never what an entry holds: whoever wants to know reads it. */
public sealed interface Seen {
    /** An entry came, changed, moved or went. */
    record Touched(Anchor anchor) implements Seen {}

    /**
     * A server that kept no record of deletions has told all that is there: other entries below the base are gone. Said at the end
     * of a refresh, never before.
     */
    record Present(String stream, DN base, AnchorSet anchors) implements Seen {}

    /** What happened before this is not known in full: only reading everything tells. */
    record Everything(String why) implements Seen {}

    /** What was seen before on this stream need not be told again to whoever comes with this. */
    record Cookie(String server, String stream, byte[] value) implements Seen {
        public Cookie {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }
    }
}

package io.isthmus.reconcile;

import io.isthmus.ldap.Anchor;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Remembers of each link under which mapping and at which version of its resource everything desired was seen to be there, and
 * what the entry looks like then. So a run without changes computes no desired state, yet compares every entry whole.
 */
public interface Settled {
    /** A link, with the image of its entry when its resource has not moved since it was settled under the mapping. */
    record Imaged(String resource, Anchor anchor, Optional<byte[]> image) {}

    /** To be remembered. */
    record Settlement(String resource, long journal, byte[] image) {}

    /** Streams all links that have an anchor, on one connection. */
    void links(String mapping, Consumer<Imaged> to);

    /**
     * Streams the ids of the resources that are not settled under the mapping and may need something: live ones, and tombstones
     * with a link. On one connection.
     */
    void unsettled(String mapping, Consumer<String> to);

    /** Remembers, in one batch. */
    void settle(String mapping, Collection<Settlement> settlements);
}

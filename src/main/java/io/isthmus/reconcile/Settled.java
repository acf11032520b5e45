package io.isthmus.reconcile;

import io.isthmus.ldap.Anchor;
import io.isthmus.scim.ResourceType;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Remembers of each link under which mapping and at which version of its resource everything desired was seen to be there, and
 * what the entry looks like then. So a run without changes computes no desired state, yet compares every entry whole.
 */
public interface Settled {
    /**
     * A resource that may concern the directory: a live one, or a tombstone with a link.
     *
     * @param anchor of the entry that it is linked to
     * @param image of that entry, when the resource has not moved since it was settled under the mapping
     */
    record State(String resource, ResourceType type, Optional<Anchor> anchor, Optional<byte[]> image) {
        /** Whether nothing but the directory can have made it differ. */
        boolean settled() {
            return anchor.isPresent() && image.isPresent();
        }
    }

    /** To be remembered. */
    record Settlement(String resource, long journal, byte[] image) {}

    /** Streams the state of every resource of these types that may concern the directory, in one query on one connection. */
    void states(String mapping, Set<ResourceType> types, Consumer<State> to);

    /** Remembers, in one batch. */
    void settle(String mapping, Collection<Settlement> settlements);
}

package io.isthmus.plan;

import io.isthmus.ldap.Anchor;
import java.time.Instant;
import java.util.Optional;

/**
 * What a person decided about a resource that could not be paired with an entry by itself.
 *
 * @param anchor of the entry that is meant, for ADOPT and RELINK
 * @param at when; a link that is older than an UNLINK or RELINK ends by it
 */
public record Ruling(Action action, Optional<Anchor> anchor, Instant at) {
    /** What is to be done. */
    public enum Action {
        /** the entry is the resource's */
        ADOPT,
        /** none of those that match is: it gets one of its own */
        CREATE,
        /** the entry stays, and is nobody's */
        UNLINK,
        /** another entry is the resource's than the one it is linked to */
        RELINK,
        /** nothing, until it wants something else */
        IGNORE
    }

    /** Whether the resource is to have the entry of this identity. */
    public boolean means(Anchor entry) {
        return anchor.filter(entry::equals).isPresent();
    }

    /** Whether a link ends by it. */
    public boolean ends(Link link) {
        boolean cuts = action == Action.UNLINK || action == Action.RELINK || action == Action.IGNORE;
        return cuts
                && !link.linked().isAfter(at)
                && link.anchor().filter(this::means).isEmpty();
    }
}

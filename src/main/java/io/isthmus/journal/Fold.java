package io.isthmus.journal;

import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.Optional;

/** Folds pushes into the view, purely; the journal's writer and its self-check both use it. */
public final class Fold {
    private Fold() {}

    /** The resource after a push, and whether the push changed it. */
    public record Folded(Resource after, boolean changed) {}

    /**
     * @param before the resource as it was, tombstones included; empty for one that never was
     * @param position of the push's journal record
     * @param at time of that record
     * @throws io.isthmus.scim.ScimException 404, 412 (If-Match), 400 (a PATCH that cannot be applied); uniqueness is not
     *     checked here
     */
    public static Folded apply(Optional<Resource> before, Push push, long position, Instant at) {
        throw new IllegalStateException("not written yet: " + before + push + position + at);
    }
}

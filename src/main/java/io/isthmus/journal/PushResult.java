package io.isthmus.journal;

import io.isthmus.scim.Resource;
import io.isthmus.scim.ScimError;

/** What became of a push. */
public sealed interface PushResult {
    /**
     * The record is on disk.
     *
     * @param position of the journal record
     * @param changed whether it changed the resource; else version and lastModified stay
     */
    record Stored(Resource resource, long position, boolean changed) implements PushResult {}

    /** Nothing was stored. */
    record Refused(ScimError error) implements PushResult {}

    /**
     * Nothing was stored, or it is not known; the identity provider is to try again.
     *
     * @param overload whether we were too busy (429 or 503), rather than the database being away (503)
     */
    record Unavailable(String detail, boolean overload) implements PushResult {}
}

package io.isthmus.journal;

import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ScimError;
import java.util.List;

/** What became of a push. */
public sealed interface PushResult {
    /**
     * The record is on disk.
     *
     * @param position of the journal record
     * @param changed whether it changed the resource; else version and lastModified stay
     * @param groups those that a user is a direct member of
     */
    record Stored(Resource resource, long position, boolean changed, List<GroupRef> groups) implements PushResult {
        public Stored {
            groups = List.copyOf(groups);
        }
    }

    /** Nothing was stored. */
    record Refused(ScimError error) implements PushResult {}

    /**
     * Nothing was stored, or it is not known; the identity provider is to try again.
     *
     * @param overload whether we were too busy (429 or 503), rather than the database being away or slow (503)
     */
    record Unavailable(String detail, boolean overload) implements PushResult {}
}

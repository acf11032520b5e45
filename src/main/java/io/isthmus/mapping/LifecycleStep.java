package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;

/**
 * A step of the {@code inactive} or {@code deleted} ladder of a user, or of the {@code deleted} ladder of a group.
 *
 * @param after how long after the deactivation or deletion it takes effect; zero means at once
 */
public record LifecycleStep(Duration after, Action action) {

    /** What a step does. */
    public sealed interface Action {
        /** lock the account in the server's own way */
        record Disable() implements Action {}

        /** lock the account by a value on an attribute, like {@code loginShell: /sbin/nologin} */
        record DisableBy(String attribute, String value) implements Action {}

        /** leave the groups that we put it into */
        record LeaveGroups() implements Action {}

        /** take all our members out of a group */
        record Empty() implements Action {}

        /** move the entry below another entry */
        record Move(DN to) implements Action {}

        /** delete the entry, if we created it and {@code prune} is on */
        record Delete() implements Action {}
    }
}

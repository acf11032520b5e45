package io.isthmus.reconcile;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.GroupRule;
import io.isthmus.plan.Link;
import java.util.Optional;

/**
 * A group whose entry was planned.
 *
 * @param actual its entry as read, without members; empty while it is to be created
 * @param asked whether its entry waits for an administrator
 * @param inSync whether the entry is as desired, members aside
 */
record GroupSeen(
        DesiredEntry desired, Optional<Link> link, Optional<ActualEntry> actual, boolean asked, boolean inSync) {
    GroupRule rule() {
        return (GroupRule) desired.rule();
    }

    boolean createdByUs() {
        return actual.isEmpty() || link.filter(Link::createdByUs).isPresent();
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.GroupRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberState.Names;
import io.isthmus.plan.MemberState.Outlook;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Situation;
import java.util.Optional;

/** What groups will make of a resource once what was decided for it is carried out. */
final class Outlooks {
    private Outlooks() {}

    /** Takes a decision in. @param item what of it may be written, or waits for an administrator */
    static void take(PlanDraft draft, Pair pair, Situation situation, Optional<Change> item, boolean asked) {
        DesiredEntry desired = pair.desired();
        Optional<DN> stands = stands(pair, item);
        boolean goes = item.filter(Change.DeleteEntry.class::isInstance).isPresent();
        Outlook outlook =
                new Outlook(!desired.leaves() && !goes, stands.map(dn -> new Names(dn.toString(), desired.uid())));
        if (!pair.link().map(Outlooks::of).equals(Optional.of(outlook))) {
            draft.outlooks.put(desired.resource().id(), outlook);
        }
        boolean there = stands.isPresent() && !goes;
        if (desired.rule() instanceof GroupRule && there) {
            Optional<ActualEntry> actual = pair.actual()
                    .filter(entry -> pair.link()
                                    .flatMap(Link::anchor)
                                    .filter(entry.anchor()::equals)
                                    .isPresent()
                            || item.isPresent());
            draft.groups.put(
                    desired.resource().id(),
                    new GroupSeen(desired, pair.link(), actual, asked, situation == Situation.IN_SYNC));
        }
    }

    /** What groups make of a resource as its link is recorded. */
    static Outlook of(Link link) {
        return new Outlook(
                link.asMember().belongs(),
                link.anchor()
                        .map(anchor -> new Names(
                                link.dn().toString(), link.asMember().uid().orElse(""))));
    }

    /** Whether the two records of a resource mean the same to groups. */
    static boolean same(Optional<Link> one, Link other) {
        return one.map(Outlooks::of).equals(Optional.of(of(other)));
    }

    private static Optional<DN> stands(Pair pair, Optional<Change> item) {
        if (item.isPresent()) {
            return Optional.of(
                    item.get() instanceof Change.RenameEntry rename
                            ? rename.newDn()
                            : item.get().dn());
        }
        return pair.actual()
                .filter(entry -> pair.link()
                        .flatMap(Link::anchor)
                        .filter(entry.anchor()::equals)
                        .isPresent())
                .map(ActualEntry::dn);
    }
}

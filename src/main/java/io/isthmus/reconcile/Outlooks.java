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
                new Outlook(!desired.leaves() && !goes, stands.map(dn -> new Names(dn.toString(), uid(pair, item))));
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

    /** What groups will hold of a resource of which nothing is to be written. */
    static Link.AsMember asMember(Pair pair) {
        return new Link.AsMember(
                Optional.of(uid(pair, Optional.empty())), !pair.desired().leaves());
    }

    /** What groups hold of a resource after one of its changes was carried out. */
    static Link.AsMember after(Change change, DesiredEntry desired, Link before) {
        Link.AsMember wanted = Link.AsMember.of(desired);
        return names(change, desired.uid())
                ? wanted
                : new Link.AsMember(before.asMember().uid().or(wanted::uid), wanted.belongs());
    }

    /** What names its entry to groups that go by names: what is desired once it is written, until then what the entry has. */
    private static String uid(Pair pair, Optional<Change> item) {
        String wanted = pair.desired().uid();
        return item.filter(change -> names(change, wanted)).isPresent()
                ? wanted
                : pair.actual().map(entry -> Standing.uid(entry, wanted)).orElse(wanted);
    }

    private static boolean names(Change change, String uid) {
        return change instanceof Change.AddEntry
                || change instanceof Change.RenameEntry
                || change.modifications().stream()
                        .anyMatch(part -> part.attribute().equalsIgnoreCase("uid")
                                && part.add().contains(uid));
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

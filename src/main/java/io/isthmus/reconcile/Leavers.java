package io.isthmus.reconcile;

import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberKey;
import io.isthmus.plan.MemberState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Members that leave a group after their entry was renamed. A server that keeps references whole renames them in the group as well,
 * with the entry or a moment later, so that what we wrote may not be there any more and its successor has to go, too.
 */
final class Leavers {
    /** One that is to be in the group no more. */
    private record Leaver(String target, String member) {}

    private final Map<String, Link> links;
    private final Predicate<Change.ModifyMembers> byDn;
    private final Set<Leaver> leavers = new HashSet<>();

    private Leavers(Map<String, Link> links, Predicate<Change.ModifyMembers> byDn) {
        this.links = links;
        this.byDn = byDn;
    }

    /** Of changes that follow what is desired. @param byDn whether the members of a change are named by DNs */
    static Leavers of(
            Collection<Change.ModifyMembers> changes,
            Map<String, Link> links,
            Predicate<Change.ModifyMembers> byDn,
            GroupMembers members) {
        Leavers of = new Leavers(links, byDn);
        Set<String> renamed = new HashSet<>();
        changes.stream()
                .filter(byDn)
                .flatMap(change -> change.edits().stream())
                .filter(edit -> of.successor(edit).isPresent())
                .forEach(edit -> renamed.add(edit.resource()));
        if (!renamed.isEmpty()) {
            // by what is desired of them, since what comes under the new name may stand in another change, or wait
            members.differing(Set.of(), renamed, Set.of()).stream()
                    .filter(state -> !state.wanted() && !state.claimed().isEmpty())
                    .forEach(state -> of.leavers.add(new Leaver(state.target(), state.member())));
        }
        return of;
    }

    /** Of changes that take others back, whatever is desired. @param all of them, also those that are not written yet */
    static Leavers ofUndo(
            Collection<Change.ModifyMembers> all, Map<String, Link> links, Predicate<Change.ModifyMembers> byDn) {
        Leavers of = new Leavers(links, byDn);
        Set<Leaver> stay = new HashSet<>();
        all.forEach(change -> change.edits()
                .forEach(edit -> (edit.add() ? stay : of.leavers)
                        .add(new Leaver(change.about().resource(), edit.resource()))));
        of.leavers.removeAll(stay);
        return of;
    }

    /** What is sent instead of a removal: in this order, lest the server puts the second value there after it was removed. */
    List<MemberEdit> removals(Change.ModifyMembers change, MemberEdit edit) {
        List<MemberEdit> removals = new ArrayList<>(List.of(edit));
        if (byDn.test(change) && leavers.contains(new Leaver(change.about().resource(), edit.resource()))) {
            successor(edit)
                    .map(name -> new MemberEdit(edit.resource(), name, false, edit.kind(), edit.leaves()))
                    .ifPresent(removals::add);
        }
        return removals;
    }

    private Optional<String> successor(MemberEdit edit) {
        return Optional.ofNullable(links.get(edit.resource()))
                .filter(link -> !edit.add())
                .flatMap(link -> Outlooks.of(link).names())
                .map(MemberState.Names::dn)
                .filter(name ->
                        !MemberKey.of(MemberRule.As.DN, name).equals(MemberKey.of(MemberRule.As.DN, edit.value())));
    }
}

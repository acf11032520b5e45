package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberEdit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes planned memberships ready to be sent: to the group where it stands now, by the names that its members have now. */
final class Addressing {
    private final Parts parts;
    private final Aftermath aftermath;
    private final Function<Change.ModifyMembers, MemberRule.As> as;
    private final Movers movers;
    private final boolean undo;
    private final Map<String, Link> links = new HashMap<>();

    /** @param undo whether what was taken out comes back, whoever it is and whatever is wanted of it */
    Addressing(
            Parts parts,
            Aftermath aftermath,
            Function<Change.ModifyMembers, MemberRule.As> as,
            Movers movers,
            boolean undo) {
        this.parts = parts;
        this.aftermath = aftermath;
        this.as = as;
        this.movers = movers;
        this.undo = undo;
    }

    /**
     * @param all what the run writes of memberships, this slice included
     * @param results takes what is not sent
     */
    List<MemberResults.Ready> ready(
            Collection<MemberExecution.Saved> all, Collection<MemberExecution.Saved> slice, MemberResults results) {
        Set<String> groups = new HashSet<>();
        Set<String> members = new HashSet<>();
        Set<String> sought = new HashSet<>();
        for (MemberExecution.Saved saved : slice) {
            groups.add(saved.change().about().resource());
            saved.change().edits().forEach(edit -> (edit.add() ? sought : members).add(edit.resource()));
        }
        sought.addAll(groups);
        members.addAll(sought);
        parts.links().ofResources(members).forEach(link -> links.put(link.resource(), link));
        Standing standing;
        try {
            standing = Standing.of(
                    parts,
                    links.values().stream()
                            .filter(link -> sought.contains(link.resource()))
                            .toList());
        } catch (DirectoryFailure away) {
            ChangeResult failed = new ChangeResult.Failed(away.kind(), -1, String.valueOf(away.getMessage()));
            slice.forEach(saved -> results.take(new MemberResults.Ready(saved, saved.change(), List.of()), failed));
            return List.of();
        }
        Leavers leavers = undo
                ? Leavers.ofUndo(changes(all), links, this::byDn)
                : Leavers.of(changes(slice), links, this::byDn, parts.members());
        Map<String, Long> positions = parts.resources().positions(groups);
        List<MemberResults.Ready> ready = new ArrayList<>();
        slice.forEach(saved -> there(saved, positions, standing, results)
                .map(change -> current(saved, change, standing, leavers, results))
                .ifPresent(made -> {
                    if (made.now().edits().isEmpty() && made.waiting().isEmpty()) {
                        results.outcome(saved, "converged", "");
                    } else {
                        ready.add(made);
                    }
                }));
        return ready;
    }

    /** The change, of the group where it stands; empty where it is not sent. */
    private Optional<Change.ModifyMembers> there(
            MemberExecution.Saved saved, Map<String, Long> positions, Standing standing, MemberResults results) {
        Change.ModifyMembers change = saved.change();
        String target = change.about().resource();
        if (target.startsWith(GroupMembers.BY_DN)) {
            return Optional.of(change);
        }
        Optional<Link> group = Optional.ofNullable(links.get(target))
                .filter(link -> link.anchor().isPresent());
        long position = positions.getOrDefault(target, 0L);
        if (position != change.about().journal()) {
            results.outcome(saved, "superseded", "superseded by push " + position);
            // that push alone does not name what was to be written
            aftermath.setbacks().later(target, position);
            return Optional.empty();
        }
        if (group.isEmpty()) {
            results.outcome(saved, "failed", "the group has no entry yet");
        }
        return group.map(link -> change.at(
                link.anchor().orElseThrow(),
                standing.entry(link).map(ActualEntry::dn).orElse(link.dn())));
    }

    private MemberResults.Ready current(
            MemberExecution.Saved saved,
            Change.ModifyMembers change,
            Standing standing,
            Leavers leavers,
            MemberResults results) {
        List<MemberEdit> edits = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        for (MemberEdit edit : change.edits()) {
            Optional<String> now = value(edit, standing, as.apply(change));
            if (!edit.add()) {
                if (now.filter(name -> movers.keeps(change, edit, name)).isEmpty()) {
                    edits.addAll(leavers.removals(change, edit));
                }
            } else if (undo && edit.resource().isEmpty()) {
                edits.add(edit);
            } else if (now.filter(name -> movers.stays(change, edit, name)).isPresent()) {
                results.stays(change, new MemberEdit(edit.resource(), now.get(), true, edit.kind()));
            } else {
                now.ifPresentOrElse(
                        name -> edits.add(new MemberEdit(edit.resource(), name, true, edit.kind())),
                        () -> waiting.add(edit.value()));
            }
        }
        return new MemberResults.Ready(saved, change.with(edits), waiting);
    }

    private Optional<String> value(MemberEdit edit, Standing standing, MemberRule.As by) {
        return Optional.ofNullable(links.get(edit.resource()))
                .filter(link -> undo || link.asMember().belongs())
                .flatMap(link -> standing.value(link, by))
                .filter(value -> !value.isEmpty());
    }

    private boolean byDn(Change.ModifyMembers change) {
        return as.apply(change) == MemberRule.As.DN;
    }

    private static List<Change.ModifyMembers> changes(Collection<MemberExecution.Saved> saved) {
        return saved.stream().map(MemberExecution.Saved::change).toList();
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberKey;
import io.isthmus.plan.NetChanges;
import io.isthmus.plan.Reversal;
import io.isthmus.plan.Situation;
import io.isthmus.plan.WholeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the plan that takes a run back, as far as what it wrote still stands; nothing is written before it is approved. */
final class Undoing {
    private static final int CHUNK = 500;
    private static final String UNDO_OF = "undo of run ";

    private final Parts parts;
    private final Execution execution;
    private final SearchBase whole;

    Undoing(Parts parts, Execution execution) {
        this.parts = parts;
        this.execution = execution;
        SearchBase wider = ReadScope.wider(parts.mapping());
        Set<String> attributes = new HashSet<>(wider.attributes());
        attributes.addAll(WholeEntry.ATTRIBUTES);
        this.whole = new SearchBase(wider.base(), wider.scope(), attributes);
    }

    /** What is not taken back, with the reason. */
    private record Left(Change change, String why) {}

    /** Saves the plan, or the reason why there is none, in the run's row. */
    RunRow plan(RunProgress run, String undone) {
        try {
            return planned(run, undone);
        } catch (DirectoryFailure failed) {
            return execution.failed(run, failed.getMessage());
        } catch (RuntimeException failed) {
            return execution.failed(run, "internal error: " + failed.getMessage());
        }
    }

    private RunRow planned(RunProgress run, String undone) {
        run.read(parts.resources().position(), false);
        NetChanges net = new NetChanges();
        List<Left> left = new ArrayList<>();
        parts.runs().changes(undone, row -> {
            if (row.outcome().equals("applied")) {
                net.add(row.change());
            } else if (row.change() instanceof Change.ModifyMembers && partly(row.outcome())) {
                left.add(new Left(row.change(), "it was written in part only; look at these members yourself"));
            }
        });
        PlanDraft draft = new PlanDraft();
        Map<String, List<String>> lost = new HashMap<>();
        List<Change.ModifyMembers> members = net.members();
        List<Change> entries = net.entries();
        for (int from = 0; from < entries.size(); from += CHUNK) {
            List<Change> some = entries.subList(from, Math.min(entries.size(), from + CHUNK));
            entries(undone, some, members, draft, lost, left);
        }
        Set<String> made = entries.stream()
                .filter(change -> change instanceof Change.AddEntry || change instanceof Change.DeleteEntry)
                .map(change -> change.about().resource())
                .collect(Collectors.toSet());
        // the members of a group that comes or goes as a whole come and go with it
        members.stream()
                .filter(change -> !made.contains(change.about().resource()))
                .forEach(change -> members(undone, change, draft, left));
        tell(run, left);
        RunRow row = execution.propose(run, draft, false, false);
        name(row, lost);
        return parts.runs().find(row.id()).orElse(row);
    }

    /** Of memberships: the server may have refused some and taken the others, or somebody else was there before. */
    private static boolean partly(String outcome) {
        return Set.of("failed", "invalid", "denied", "moved").contains(outcome);
    }

    private void entries(
            String undone,
            List<Change> some,
            List<Change.ModifyMembers> members,
            PlanDraft draft,
            Map<String, List<String>> lost,
            List<Left> left) {
        Set<String> ids = some.stream().map(change -> change.about().resource()).collect(Collectors.toSet());
        Map<String, Link> links = new HashMap<>();
        parts.links().ofResources(ids).forEach(link -> links.put(link.resource(), link));
        Map<String, Long> positions = parts.resources().positions(ids);
        Map<String, ActualEntry> now = standing(some, links);
        Map<String, Desired> desired = new HashMap<>();
        new DesiredBatch(parts.mapping(), parts.resources(), parts.links())
                .of(parts.resources().byIds(ids), parts.clock().instant())
                .forEach(made -> desired.put(made.resource().id(), made.desired()));
        for (Change change : some) {
            String id = change.about().resource();
            Optional<Link> link = Optional.ofNullable(links.get(id));
            Optional<DesiredEntry> wanted =
                    Optional.ofNullable(desired.get(id)).flatMap(made -> made.entry(link.flatMap(Link::kept)));
            if (wanted.isEmpty()) {
                left.add(new Left(change, "no rule of the mapping has this resource any more"));
                continue;
            }
            Optional<String> foreign = foreign(change, link);
            if (foreign.isPresent()) {
                left.add(new Left(change, foreign.get()));
                continue;
            }
            About about = about(change, undone, positions.getOrDefault(id, 0L));
            Reversal back = Reversal.of(
                    folded(change, members), about, Optional.ofNullable(now.get(id)), placeholders(id, members));
            back.left().forEach(why -> left.add(new Left(change, why)));
            back.change().ifPresent(reverse -> {
                lost.put(id, new ArrayList<>(back.lost()));
                memberships(change, members).ifPresent(lost.get(id)::add);
                draft.resources.add(id);
                draft.items.add(new PlanItem(reverse, Aims.of(reverse, wanted.get(), link), link));
            });
        }
    }

    /** Of a deleted entry, those that the run has not ended, where the server tells them: they went with it. */
    private static Optional<String> memberships(Change change, List<Change.ModifyMembers> members) {
        if (!(change instanceof Change.DeleteEntry delete)) {
            return Optional.empty();
        }
        Set<DN> comeBack = members.stream()
                .filter(one -> one.edits().stream()
                        .anyMatch(edit -> edit.resource().equals(change.about().resource())))
                .map(Change::dn)
                .collect(Collectors.toSet());
        List<String> groups = delete.before().values().entrySet().stream()
                .filter(attribute -> attribute.getKey().equalsIgnoreCase("memberOf"))
                .flatMap(attribute -> attribute.getValue().stream())
                .filter(group -> comeBack.stream().noneMatch(dn -> is(dn, group)))
                .toList();
        return groups.isEmpty()
                ? Optional.empty()
                : Optional.of("what others made it a member of: " + String.join(", ", groups));
    }

    private static boolean is(DN dn, String value) {
        try {
            return dn.equals(new DN(value));
        } catch (LDAPException noDn) {
            return false;
        }
    }

    /** A created group with the members that the run put into it. */
    private static Change folded(Change change, List<Change.ModifyMembers> members) {
        NetChanges net = new NetChanges().add(change);
        if (change instanceof Change.AddEntry) {
            members.stream()
                    .filter(one -> one.about().resource().equals(change.about().resource()))
                    .forEach(one -> net.add(
                            new Change.ModifyEntry(one.about(), new Anchor("none"), change.dn(), one.modifications())));
        }
        return net.entries().get(0);
    }

    private static Set<String> placeholders(String id, List<Change.ModifyMembers> members) {
        return members.stream()
                .filter(one -> one.about().resource().equals(id))
                .flatMap(one -> one.placeholder().stream())
                .collect(Collectors.toSet());
    }

    /** Why the entry that the run wrote is not the resource's any more. */
    private static Optional<String> foreign(Change change, Optional<Link> link) {
        Optional<Anchor> linked = link.flatMap(Link::anchor);
        if (change instanceof Change.DeleteEntry) {
            return linked.map(
                    anchor -> "the resource has an entry again: " + link.get().dn());
        }
        if (linked.isEmpty()) {
            return Optional.of("the resource is not linked to the entry any more");
        }
        Optional<Anchor> written = change instanceof Change.ModifyEntry modify
                ? Optional.of(modify.anchor())
                : change instanceof Change.RenameEntry rename ? Optional.of(rename.anchor()) : Optional.empty();
        boolean ours = written.map(linked.get()::equals).orElse(link.get().createdByUs());
        return ours
                ? Optional.empty()
                : Optional.of(
                        "the resource is linked to another entry: " + link.get().dn());
    }

    private static About about(Change change, String undone, long position) {
        About of = change.about();
        return new About(
                of.resource(),
                of.type(),
                of.source(),
                of.name(),
                position,
                of.situation() == Situation.ADOPTABLE ? Situation.UNMANAGED : Situation.PENDING,
                List.of(new About.Reason(UNDO_OF + undone, of.source(), position, "")),
                false);
    }

    /** Linked entries by their anchors; for deletions what stands at their DN. */
    private Map<String, ActualEntry> standing(List<Change> some, Map<String, Link> links) {
        Directory directory = parts.directory();
        Map<Anchor, String> sought = new LinkedHashMap<>();
        Map<DN, String> deleted = new HashMap<>();
        Map<String, ActualEntry> now = new HashMap<>();
        for (Change change : some) {
            String id = change.about().resource();
            if (change instanceof Change.DeleteEntry) {
                deleted.put(change.dn(), id);
            } else {
                Optional.ofNullable(links.get(id)).flatMap(Link::anchor).ifPresent(anchor -> sought.put(anchor, id));
            }
        }
        List<Filter> filters = new ArrayList<>(
                sought.keySet().stream().map(directory::anchorFilter).toList());
        deleted.keySet().stream()
                .map(dn -> Filter.createEqualityFilter(
                        dn.getRDN().getAttributeNames()[0], dn.getRDN().getAttributeValues()[0]))
                .forEach(filters::add);
        if (!filters.isEmpty()) {
            directory.find(whole, filters).forEach(entry -> {
                Optional.ofNullable(sought.get(entry.anchor())).ifPresent(id -> now.put(id, entry));
                Optional.ofNullable(deleted.get(entry.dn())).ifPresent(id -> now.put(id, entry));
            });
        }
        return now;
    }

    private void members(String undone, Change.ModifyMembers change, PlanDraft draft, List<Left> left) {
        String group = change.about().resource();
        boolean byDn = group.startsWith(GroupMembers.BY_DN);
        Optional<Link> link = byDn
                ? Optional.empty()
                : parts.links().ofResources(Set.of(group)).stream().findFirst();
        var dn = link.map(Link::dn).orElse(change.dn());
        Optional<ActualEntry> entry = parts.directory().entry(dn, Set.of(change.attribute()));
        if (entry.isEmpty() || !byDn && link.flatMap(Link::anchor).isEmpty()) {
            left.add(new Left(change, "the group is gone"));
            return;
        }
        MemberRule.As as = as(parts.mapping(), change.attribute());
        Set<String> holds = entry.get().attribute(change.attribute()).stream()
                .map(Attribute::getValues)
                .flatMap(java.util.Arrays::stream)
                .map(value -> MemberKey.of(as, value))
                .collect(Collectors.toSet());
        long position = byDn ? 0 : parts.resources().positions(Set.of(group)).getOrDefault(group, 0L);
        Reversal back = Reversal.of(change, about(change, undone, position), as, holds);
        if (!back.left().isEmpty()) {
            left.add(new Left(change, String.join("; ", back.left())));
        }
        back.change().map(Change.ModifyMembers.class::cast).ifPresent(reverse -> {
            for (int from = 0; from < reverse.edits().size(); from += Change.ModifyMembers.MOST) {
                int to = Math.min(reverse.edits().size(), from + Change.ModifyMembers.MOST);
                draft.members.add(reverse.with(reverse.edits().subList(from, to)));
            }
        });
    }

    /** What members are named by in an attribute. */
    static MemberRule.As as(MappingSet mapping, String attribute) {
        return mapping.groups().stream()
                .map(GroupRule::members)
                .filter(rule -> rule.attribute().equalsIgnoreCase(attribute))
                .map(MemberRule::as)
                .findFirst()
                .orElse(attribute.equalsIgnoreCase("memberUid") ? MemberRule.As.UID : MemberRule.As.DN);
    }

    private void tell(RunProgress run, List<Left> left) {
        List<Long> ids = parts.runs()
                .addChanges(run.id(), left.stream().map(Left::change).toList(), "moved", List.of());
        Map<Long, Runs.Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            outcomes.put(
                    ids.get(i),
                    new Runs.Outcome("moved", "not taken back: " + left.get(i).why()));
        }
        if (!outcomes.isEmpty()) {
            parts.runs().record(outcomes, List.of(), List.of());
            run.outcomes(Map.of("moved", (long) left.size()));
        }
    }

    /** What cannot come back with an entry stands with its change. */
    private void name(RunRow row, Map<String, List<String>> lost) {
        Map<Long, Runs.Outcome> outcomes = new HashMap<>();
        parts.runs().changes(row.id(), change -> {
            List<String> of = lost.getOrDefault(change.change().about().resource(), List.of());
            if (change.change() instanceof Change.AddEntry && Approvals.open(change) && !of.isEmpty()) {
                outcomes.put(
                        change.id(),
                        new Runs.Outcome(change.outcome(), "does not come back: " + String.join("; ", of)));
            }
        });
        if (!outcomes.isEmpty()) {
            parts.runs().record(outcomes, List.of(), List.of());
        }
    }

    /** Before an approved plan is written: what it puts back is left alone from now on. */
    void begins(RunRow row, List<ChangeRow> open, String actor) {
        List<Change> forward =
                open.stream().map(change -> Reversal.forward(change.change())).toList();
        for (int from = 0; from < forward.size(); from += CHUNK) {
            new Suppressing(parts).suppress(forward.subList(from, Math.min(forward.size(), from + CHUNK)), row, actor);
        }
    }

    /** Afterwards: what the directory refused may be done again, and entries that were adopted are nobody's. */
    void ends(RunRow row) {
        List<String> unlinked = new ArrayList<>();
        Set<String> undone = new HashSet<>();
        Set<Boolean> all = new HashSet<>();
        parts.runs().changes(row.id(), change -> {
            boolean written =
                    change.outcome().equals("applied") || change.outcome().equals("converged");
            all.add(written);
            undone.addAll(undone(change.change().about()));
            if (written && change.change().about().situation() == Situation.UNMANAGED) {
                unlinked.add(change.change().about().resource());
            }
        });
        if (!unlinked.isEmpty()) {
            parts.links().remove(unlinked);
        }
        parts.rulings().endOfRefused(row.id());
        if (!all.contains(false)) {
            // what was taken back is lost no more (rule 23)
            undone.forEach(run -> parts.runs().guard().undone(run));
        }
    }

    private static List<String> undone(About about) {
        return about.reasons().stream()
                .map(About.Reason::rule)
                .filter(rule -> rule.startsWith(UNDO_OF))
                .map(rule -> rule.substring(UNDO_OF.length()))
                .toList();
    }
}

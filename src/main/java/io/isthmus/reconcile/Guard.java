package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import io.isthmus.plan.Counted;
import io.isthmus.plan.EntryCounts;
import io.isthmus.plan.Finding;
import io.isthmus.plan.Judgement;
import io.isthmus.plan.Limited;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.RecentLosses;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.Switches;
import io.isthmus.plan.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Gives the verdict on a whole plan before the first write, and splits the plan by it (rules 22 to 25). */
final class Guard {
    private final SafetyLimits limits;
    private final GroupMembers members;
    private final GuardMemory memory;
    private final Populations populations;
    private final Footing footing;
    private final Duration sightingsApart;

    Guard(Parts parts) {
        this.limits = parts.limits();
        this.members = parts.members();
        this.memory = parts.runs().guard();
        this.populations = new Populations(parts);
        this.footing = new Footing(parts);
        this.sightingsApart = parts.settings().sightingsApart();
    }

    /**
     * A plan, split.
     *
     * @param held what waits for approval, or behind what does
     * @param groups by what its memberships are counted
     */
    record Split(
            List<PlanItem> go,
            List<PlanItem> held,
            List<Change.ModifyMembers> goMembers,
            List<Change.ModifyMembers> heldMembers,
            GroupLosses groups,
            Verdict verdict) {

        boolean holds() {
            return !held.isEmpty() || !heldMembers.isEmpty();
        }

        boolean goes() {
            return !go.isEmpty() || !goMembers.isEmpty();
        }

        /** Resources of which something is not written now. */
        Set<String> waitingFor() {
            Set<String> resources = new HashSet<>();
            held.forEach(item -> resources.add(item.resource()));
            heldMembers.forEach(change -> resources.add(change.about().resource()));
            return resources;
        }

        /** How many changes are not written now. @param all whether nothing goes on while something is held */
        long waiting(boolean all) {
            long kept = held.size() + (long) heldMembers.size();
            return all ? kept + go.size() + goMembers.size() : kept;
        }
    }

    /** A run over everything begins, with the number of linked entries below each base as far as its reading tells them. */
    void begins(Map<DN, Long> managed) {
        populations.afresh();
        populations.read(managed);
    }

    /**
     * What goes and what waits. Memberships of what waits are in neither part: they are planned again with it.
     *
     * @param items what may be written as far as switches are concerned
     * @param waits by resource: what of it waits already
     */
    Split split(PlanDraft draft, List<PlanItem> items, Map<String, Set<Limited>> waits) {
        List<PlanItem> free =
                items.stream().filter(item -> !behind(item, waits)).toList();
        List<Finding> entries = findings(free);
        SafetyLimits.Population linked = populations.of(Map.of(), 0);
        Judgement judged = judge(entries, linked)
                .and(limits.emptied(entries, linked, footing.of(free, draft.forgotten), draft.forgotten.size()));
        Map<String, Set<Limited>> held = judged.held();
        List<PlanItem> go = new ArrayList<>();
        List<PlanItem> kept = new ArrayList<>();
        items.forEach(item -> (behind(item, waits) || over(item, held) ? kept : go).add(item));
        return members(draft, go, kept, judged, waits);
    }

    /** Takes out of a draft what waits already, and memberships of that; returns how many changes wait. */
    long without(PlanDraft draft, Map<String, Set<Limited>> waits) {
        if (waits.isEmpty()) {
            return 0;
        }
        List<PlanItem> go =
                draft.items.stream().filter(item -> !behind(item, waits)).toList();
        List<Change.ModifyMembers> all = List.copyOf(free(draft, go));
        long waiting = draft.items.size() - (long) go.size();
        draft.items.clear();
        draft.items.addAll(go);
        draft.members.clear();
        for (Change.ModifyMembers change : all) {
            Predicate<MemberEdit> stays = stays(waits.get(change.about().resource()));
            List<MemberEdit> goes =
                    change.edits().stream().filter(stays.negate()).toList();
            waiting += goes.size() < change.edits().size() ? 1 : 0;
            add(draft.members, change, goes);
        }
        return waiting;
    }

    private Split members(
            PlanDraft draft,
            List<PlanItem> go,
            List<PlanItem> kept,
            Judgement entries,
            Map<String, Set<Limited>> waits) {
        List<Change.ModifyMembers> all = free(draft, go);
        GroupLosses groups = groups(draft, all);
        List<Finding> findings = findings(all, groups);
        long privileged = all.stream()
                .filter(change -> limits.privileged().contain(change.dn()))
                .map(change -> change.about().resource())
                .distinct()
                .mapToLong(group -> groups.ours().getOrDefault(group, 0L))
                .sum();
        Judgement judged = judge(findings, populations.of(groups.ours(), privileged));
        Map<String, Set<Limited>> held = new HashMap<>(waits);
        judged.held().forEach((group, classes) -> held.merge(group, classes, Guard::both));
        List<Change.ModifyMembers> goMembers = new ArrayList<>();
        List<Change.ModifyMembers> keptMembers = new ArrayList<>();
        for (Change.ModifyMembers change : all) {
            Predicate<MemberEdit> stays = stays(held.get(change.about().resource()));
            add(
                    goMembers,
                    change,
                    change.edits().stream().filter(stays.negate()).toList());
            add(keptMembers, change, change.edits().stream().filter(stays).toList());
        }
        Verdict verdict = entries.and(judged).verdict(limits.window(), limits.nothing(populations.all()));
        return new Split(go, kept, goMembers, keptMembers, groups, told(verdict));
    }

    /** What was applied counts whatever came of it since (rule 23): where a user is back that has to be said, it is not to be seen. */
    private Verdict told(Verdict verdict) {
        boolean disables = verdict.held() && verdict.limit().equals(Limited.DISABLES.label());
        return disables && !limits.window().isZero()
                ? verdict.enabledAgain(memory.enabledAgain(limits.window()))
                : verdict;
    }

    private static Set<Limited> both(Set<Limited> one, Set<Limited> other) {
        Set<Limited> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    /** Of a group of which something waits: removals do; of a privileged one, or one left out, all; what follows an account never. */
    private static Predicate<MemberEdit> stays(@org.jspecify.annotations.Nullable Set<Limited> held) {
        if (held == null) {
            return edit -> false;
        }
        boolean all = held.isEmpty() || held.contains(Limited.PRIVILEGED);
        return edit -> !edit.leaves() && (all || !edit.add());
    }

    private Judgement judge(List<Finding> findings, SafetyLimits.Population population) {
        boolean losses =
                findings.stream().anyMatch(finding -> finding.counted().what().lasting());
        if (!losses) {
            return limits.judge(findings, population, RecentLosses.NONE);
        }
        Set<String> places = new HashSet<>(populations.places());
        findings.forEach(finding -> places.add(finding.counted().where()));
        RecentLosses lately = limits.window().isZero() ? RecentLosses.NONE : memory.lately(limits.window(), places);
        Judgement judged = limits.judge(findings, population, lately);
        return limits.limits(Limited.SOURCE_POPULATION)
                ? judged.and(limits.fallen(findings, populations.sources()))
                : judged;
    }

    private static List<Finding> findings(List<PlanItem> items) {
        List<Finding> findings = new ArrayList<>();
        for (PlanItem item : items) {
            for (Counted counted : EntryCounts.of(item.change(), item.desired())) {
                findings.add(finding(
                        item.change(), counted, item.desired().rule().base().toString()));
            }
        }
        return findings;
    }

    private static List<Finding> findings(List<Change.ModifyMembers> changes, GroupLosses groups) {
        List<Finding> findings = new ArrayList<>();
        List<List<Counted>> counted = groups.of(changes);
        for (int i = 0; i < changes.size(); i++) {
            Change.ModifyMembers change = changes.get(i);
            counted.get(i)
                    .forEach(one -> findings.add(finding(
                            change,
                            one,
                            one.what() == Limited.MEMBERS_OF_GROUP
                                    ? change.about().name()
                                    : "")));
        }
        return findings;
    }

    private static Finding finding(Change change, Counted counted, String place) {
        return new Finding(
                change.about().resource(),
                counted,
                place,
                new Finding.Source(change.about().source(), change.about().type()));
    }

    /**
     * More of what waits already for the same resource; nothing is taken away from one of which something waits. What no limit
     * holds waits because somebody left it out of an approval: then all of the resource does.
     */
    private static boolean behind(PlanItem item, Map<String, Set<Limited>> waits) {
        Set<Limited> classes = waits.get(item.resource());
        return classes != null && (classes.isEmpty() || destructive(item) || over(item, waits));
    }

    private static boolean destructive(PlanItem item) {
        return item.change() instanceof Change.DeleteEntry || Switches.disables(item.change(), item.desired());
    }

    private static boolean over(PlanItem item, Map<String, Set<Limited>> held) {
        Set<Limited> classes = held.getOrDefault(item.resource(), Set.of());
        return !classes.isEmpty()
                && EntryCounts.of(item.change(), item.desired()).stream()
                        .anyMatch(counted -> classes.contains(counted.what()));
    }

    /** Memberships without those of entries that wait. */
    private static List<Change.ModifyMembers> free(PlanDraft draft, List<PlanItem> go) {
        Set<String> stopped = new HashSet<>();
        draft.items.forEach(item -> stopped.add(item.resource()));
        go.forEach(item -> stopped.remove(item.resource()));
        if (stopped.isEmpty()) {
            return draft.members;
        }
        return draft.members.stream()
                .filter(change -> !stopped.contains(change.about().resource()))
                .map(change -> change.with(change.edits().stream()
                        .filter(edit -> !stopped.contains(edit.resource()))
                        .toList()))
                .filter(change -> !change.edits().isEmpty())
                .toList();
    }

    private GroupLosses groups(PlanDraft draft, List<Change.ModifyMembers> changes) {
        Set<String> losing = changes.stream()
                .filter(change -> change.edits().stream().anyMatch(edit -> !edit.add() && !edit.leaves())
                        || limits.privileged().contain(change.dn()))
                .map(change -> change.about().resource())
                .collect(Collectors.toSet());
        Set<String> deleted = draft.groups.entrySet().stream()
                .filter(group -> group.getValue().desired().leaves()
                        && !group.getValue().desired().withdrawn())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new GroupLosses(losing.isEmpty() ? Map.of() : members.ours(losing), deleted, limits.privileged());
    }

    private static void add(List<Change.ModifyMembers> to, Change.ModifyMembers change, List<MemberEdit> edits) {
        if (!edits.isEmpty()) {
            to.add(edits.size() == change.edits().size() ? change : change.with(edits));
        }
    }

    /** Notes what limits counted of changes that wait, so that later runs know what waits. */
    void noteHeld(List<Long> ids, List<PlanItem> items, List<MemberExecution.Saved> memberships, GroupLosses groups) {
        Map<Long, List<Counted>> counted = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            counted.put(
                    ids.get(i),
                    EntryCounts.of(items.get(i).change(), items.get(i).desired()));
        }
        counted.putAll(counted(memberships, groups));
        memory.counted(counted);
    }

    /** Notes what is about to be taken away without anybody's approval. */
    void noteLosses(List<Applier.Saved> entries, List<MemberExecution.Saved> memberships, GroupLosses groups) {
        Map<Long, List<Counted>> counted = new HashMap<>();
        entries.forEach(saved -> counted.put(
                saved.id(), EntryCounts.of(saved.item().change(), saved.item().desired())));
        counted.putAll(counted(memberships, groups));
        counted.values().removeIf(all -> all.stream().noneMatch(one -> one.lasting() > 0));
        memory.counted(counted);
        long moving = entries.stream().filter(saved -> moves(saved.item())).count();
        long edits = memberships.stream()
                .mapToLong(saved -> saved.change().edits().size())
                .sum();
        populations.moved(moving, edits);
    }

    private static boolean moves(PlanItem item) {
        return !(item.change() instanceof Change.ModifyEntry) || item.link().isEmpty();
    }

    private static Map<Long, List<Counted>> counted(List<MemberExecution.Saved> saved, GroupLosses groups) {
        List<List<Counted>> all =
                groups.of(saved.stream().map(MemberExecution.Saved::change).toList());
        Map<Long, List<Counted>> counted = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            counted.put(saved.get(i).id(), all.get(i));
        }
        return counted;
    }

    /** An administrator agreed to these: they count for no limit any more, nor does the smaller number that a source has now. */
    void approved(List<Applier.Saved> entries, List<MemberExecution.Saved> memberships) {
        List<Long> ids = new ArrayList<>();
        Set<String> sources = new HashSet<>();
        entries.forEach(saved -> {
            ids.add(saved.id());
            if (destructive(saved.item())) {
                sources.add(saved.item().change().about().source());
            }
        });
        memberships.forEach(saved -> {
            ids.add(saved.id());
            if (saved.change().edits().stream().anyMatch(edit -> !edit.add())) {
                sources.add(saved.change().about().source());
            }
        });
        memory.decided(ids);
        if (!sources.isEmpty()) {
            memory.agreed(sources);
        }
        populations.afresh();
    }

    /**
     * Links to end, since their entry was seen to be missing twice, {@code sightings-apart} apart: a directory that is not the
     * right one for a while makes us forget nothing (rule 24).
     *
     * @param whole whether everything was looked for
     */
    Collection<String> ended(PlanDraft draft, boolean whole) {
        if (sightingsApart.isZero() || draft.forgotten.isEmpty() && !whole) {
            return draft.forgotten;
        }
        return memory.missing(whole ? Optional.empty() : Optional.of(draft.resources), draft.forgotten, sightingsApart);
    }

    /** A run over everything was carried out: what sources have now is noted. */
    void covered() {
        memory.noteSources();
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberDeviations;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberPlan;
import io.isthmus.plan.MemberPlanner;
import io.isthmus.plan.MemberState;
import io.isthmus.plan.PrimaryMembers;
import io.isthmus.plan.Situation;
import io.isthmus.plan.SuppressedMembers;
import io.isthmus.plan.Switches;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Plans the memberships that a draft brings about: of its groups, and of the users for whom groups will have another value. A run
 * over everything holds them against what the groups hold, in portions; soon work goes by what is recorded as ours.
 */
final class MemberPlans {
    private static final int CHUNK = 1000;

    private final Directory directory;
    private final MappingSet mapping;
    private final GroupMembers members;
    private final SearchBase wider;
    private final PrimaryGroups primaryGroups;
    private final Timer diff;

    MemberPlans(Parts parts, Timer diff) {
        this.diff = diff;
        this.directory = parts.directory();
        this.mapping = parts.mapping();
        this.members = parts.members();
        this.wider = ReadScope.wider(mapping);
        this.primaryGroups = new PrimaryGroups(directory, wider);
    }

    /**
     * Groups that have to be planned since some of their members changed, beside what is in the draft.
     *
     * @param whole whether every group that is not settled is planned anyway: then only grants that changed touch others
     */
    Set<String> touched(PlanDraft draft, boolean whole) {
        Set<String> touched = new HashSet<>();
        if (mapping.hasMemberships()) {
            Set<String> changed = members.grant(draft.grants);
            inChunks(draft.outlooks.keySet(), some -> touched.addAll(members.targetsOf(some)));
            // roles that grant what they granted before touch nothing
            Set<String> granted = new HashSet<>(whole ? changed : draft.grants.keySet());
            granted.removeAll(draft.outlooks.keySet());
            inChunks(
                    granted,
                    some -> members.differing(Set.of(), some, Set.of()).stream()
                            .filter(MemberState::differs)
                            .forEach(state -> touched.add(state.target())));
            touched.removeIf(target -> target.startsWith(GroupMembers.BY_DN));
            touched.removeAll(draft.resources);
        }
        return touched;
    }

    private static void inChunks(Collection<String> resources, Consumer<List<String>> to) {
        List<String> all = List.copyOf(resources);
        for (int from = 0; from < all.size(); from += CHUNK) {
            to.accept(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
    }

    /** What would make a group a member of itself is left out and told. */
    private void leaveOutCycles(PlanDraft draft) {
        List<GroupMembers.Nesting> nestings = draft.members.stream()
                .flatMap(change -> change.edits().stream()
                        .filter(MemberEdit::add)
                        .map(edit -> new GroupMembers.Nesting(change.about().resource(), edit.resource())))
                .toList();
        Set<GroupMembers.Nesting> cyclic = members.cyclic(nestings);
        if (!cyclic.isEmpty()) {
            draft.rings.addAll(cyclic);
            List<Change.ModifyMembers> all = List.copyOf(draft.members);
            draft.members.clear();
            all.forEach(change -> Cycles.split(draft, change, cyclic));
        }
    }

    private static Set<String> movers(PlanDraft draft) {
        Set<String> movers = new HashSet<>(draft.outlooks.keySet());
        movers.addAll(draft.grants.keySet());
        return movers;
    }

    /**
     * From what is recorded.
     *
     * @param groups those whose members may all have changed
     * @param except groups that were planned already
     */
    void unread(PlanDraft draft, Collection<String> groups, Collection<String> except, Switches switches) {
        if (!mapping.hasMemberships()) {
            return;
        }
        Set<String> movers = movers(draft);
        Set<String> emptied = new HashSet<>(groups);
        emptied.removeIf(group -> !draft.groups.get(group).desired().leaves());
        Map<String, Set<String>> named = new HashMap<>(draft.named);
        named.keySet().retainAll(groups);
        named.keySet().removeIf(group -> emptied.contains(group) || fresh(draft.groups.get(group)));
        Set<String> whole = new HashSet<>(groups);
        whole.removeAll(named.keySet());
        draft.wholly.addAll(whole);
        Set<MemberState> states = new LinkedHashSet<>(members.all(emptied));
        states.addAll(members.named(named));
        Set<String> also = new HashSet<>(draft.outlooks.keySet());
        also.addAll(draft.suppressedMembers(whole));
        states.addAll(members.differing(whole, movers, also));
        Map<String, List<MemberState>> byTarget = byTarget(states, draft);
        byTarget.keySet().removeAll(except);
        fromRecords(draft, byTarget, new MemberDrafting(draft, switches, false));
        leaveOutCycles(draft);
    }

    private void fromRecords(PlanDraft draft, Map<String, List<MemberState>> byTarget, MemberDrafting drafting) {
        Map<String, Granted> granted = granted(byTarget.keySet(), Set.of());
        List<ActualEntry> entries = new ArrayList<>(entries(byTarget.keySet(), draft));
        granted.values().forEach(group -> entries.add(group.entry()));
        PrimaryGroups.Held held = primaryGroups.of(entries);
        byTarget.forEach((target, of) -> {
            if (target.startsWith(GroupMembers.BY_DN)) {
                Optional.ofNullable(granted.get(target))
                        .ifPresentOrElse(
                                group -> drafting.take(
                                        group,
                                        target,
                                        held.sift(group.entry(), MemberPlanner.unread(group.as(), of), of)),
                                () -> blocked(draft, target, of));
            } else {
                Optional.ofNullable(draft.groups.get(target)).ifPresent(group -> {
                    List<MemberState> states = prepared(group, of);
                    MemberPlan plan =
                            MemberPlanner.unread(group.rule().members().as(), states);
                    drafting.take(
                            group,
                            group.actual()
                                    .map(entry -> held.sift(entry, plan, states))
                                    .orElse(PrimaryMembers.none(plan)),
                            List.of());
                });
            }
        });
    }

    private static List<ActualEntry> entries(Collection<String> targets, PlanDraft draft) {
        return targets.stream()
                .flatMap(target -> Optional.ofNullable(draft.groups.get(target)).stream())
                .flatMap(group -> group.actual().stream())
                .toList();
    }

    /** Against what groups of the draft hold. @param grantedToo whether to look at those that roles grant as well */
    void read(PlanDraft draft, Collection<String> groups, boolean grantedToo, Switches switches) {
        if (!mapping.hasMemberships()) {
            return;
        }
        Map<String, String> stands = stands(draft);
        List<String> targets = List.copyOf(groups);
        draft.wholly.addAll(targets);
        MemberDrafting drafting = new MemberDrafting(draft, switches, true);
        for (List<String> portion : MemberPortions.of(members, targets)) {
            readPortion(draft, portion, stands, drafting);
        }
        if (grantedToo) {
            readGranted(draft, stands, drafting);
        }
        leaveOutCycles(draft);
    }

    private void readPortion(
            PlanDraft draft, List<String> portion, Map<String, String> stands, MemberDrafting drafting) {
        HeapRoom.HERE.require();
        Map<String, List<MemberState>> states = byTarget(members.all(portion), draft);
        Map<Anchor, ActualEntry> actual = actual(portion, draft);
        PrimaryGroups.Held held = primaryGroups.of(entries(portion, draft));
        for (String target : portion) {
            GroupSeen group = draft.groups.get(target);
            MemberRule rule = group.rule().members();
            List<MemberState> of = prepared(group, states.getOrDefault(target, List.of()));
            if (group.actual().isEmpty()) {
                drafting.take(group, PrimaryMembers.none(MemberPlanner.unread(rule.as(), of)), List.of());
                continue;
            }
            Optional<ActualEntry> entry = group.actual().map(found -> actual.get(found.anchor()));
            if (entry.isEmpty()) {
                // gone since its entry was read: the next run sees it
                continue;
            }
            Optional<Attribute> holds = entry.get().attribute(rule.attribute());
            List<String> there =
                    holds.map(values -> Arrays.asList(values.getValues())).orElse(List.of());
            MemberPlan plan = Objects.requireNonNull(diff.record(() -> MemberPlanner.read(
                    rule.as(), of, there, ownership(group), rule.placeholder().map(DN::toString), stands)));
            PrimaryMembers.Sifted sifted = held.sift(entry.get(), plan, of);
            drafting.take(group, sifted, there);
            drafting.settle(group, sifted, entry.get(), holds);
        }
    }

    /** A rule that is withdrawn takes out what is ours, and no more. */
    private static Ownership ownership(GroupSeen group) {
        return group.desired().withdrawn()
                ? Ownership.MERGE
                : group.rule().membershipsOf(group.desired().dn(), group.createdByUs());
    }

    /** Records that memberships have ended: what a draft found gone, and what is ours of groups whose rule is gone. */
    void end(PlanDraft draft) {
        members.record(List.of(), draft.released);
        Map<String, Long> ours = members.ours(draft.endings.groups());
        List<String> groups = draft.endings.groups().stream()
                .filter(group -> ours.getOrDefault(group, 0L) > 0)
                .toList();
        for (List<String> portion : MemberPortions.of(members, groups)) {
            members.record(
                    List.of(),
                    members.all(portion).stream()
                            .filter(state -> !state.claimed().isEmpty())
                            .map(state -> new GroupMembers.Membership(state.target(), state.member(), ""))
                            .toList());
        }
    }

    /** Where entries stand that are about to be renamed. */
    private static Map<String, String> stands(PlanDraft draft) {
        Map<String, String> stands = new HashMap<>();
        draft.items.stream()
                .filter(item -> item.change() instanceof Change.RenameEntry)
                .forEach(item -> stands.put(item.resource(), item.change().dn().toString()));
        return stands;
    }

    private Map<Anchor, ActualEntry> actual(List<String> portion, PlanDraft draft) {
        Map<String, Set<Filter>> byAttribute = new LinkedHashMap<>();
        for (String target : portion) {
            GroupSeen group = draft.groups.get(target);
            group.actual()
                    .ifPresent(entry -> byAttribute
                            .computeIfAbsent(group.rule().members().attribute(), key -> new HashSet<>())
                            .add(directory.anchorFilter(entry.anchor())));
        }
        Map<Anchor, ActualEntry> actual = new HashMap<>();
        byAttribute.forEach((attribute, anchors) -> directory
                .find(new SearchBase(wider.base(), wider.scope(), Set.of(attribute)), List.copyOf(anchors))
                .forEach(entry -> actual.put(entry.anchor(), entry)));
        return actual;
    }

    private void readGranted(PlanDraft draft, Map<String, String> stands, MemberDrafting drafting) {
        Set<String> targets = new HashSet<>();
        Set<DN> linked = linkedDns(draft);
        mapping.grantedGroups().stream()
                .filter(dn -> !linked.contains(dn))
                .forEach(dn -> targets.add(GroupMembers.target(dn)));
        Map<String, Granted> granted = granted(targets, Granted.ATTRIBUTES);
        Map<String, List<MemberState>> states = byTarget(members.all(targets), draft);
        PrimaryGroups.Held held =
                primaryGroups.of(granted.values().stream().map(Granted::entry).toList());
        states.forEach((target, of) -> {
            Granted group = granted.get(target);
            if (!target.startsWith(GroupMembers.BY_DN)) {
                // a group that a resource stands for: planned with that
                return;
            }
            if (group == null) {
                blocked(draft, target, of);
                return;
            }
            drafting.take(
                    group,
                    target,
                    held.sift(
                            group.entry(),
                            MemberPlanner.read(
                                    group.as(), of, group.values(), Ownership.MERGE, Optional.empty(), stands),
                            of));
        });
    }

    private static Set<DN> linkedDns(PlanDraft draft) {
        Set<DN> dns = new HashSet<>();
        draft.groups.values().forEach(group -> dns.add(group.desired().dn()));
        return dns;
    }

    /** The groups that no resource stands for, as far as they exist. */
    private Map<String, Granted> granted(Collection<String> targets, Set<String> attributes) {
        Map<String, Granted> granted = new HashMap<>();
        for (DN dn : mapping.grantedGroups()) {
            String target = GroupMembers.target(dn);
            if (targets.contains(target)) {
                Set<String> asked = new HashSet<>(attributes);
                asked.add("objectClass");
                directory.entry(dn, asked).flatMap(Granted::of).ifPresent(group -> granted.put(target, group));
            }
        }
        return granted;
    }

    /** What is known of members in this draft goes before what their links say. */
    private static Map<String, List<MemberState>> byTarget(Collection<MemberState> states, PlanDraft draft) {
        Map<String, List<MemberState>> byTarget = new LinkedHashMap<>();
        for (MemberState state : states) {
            byTarget.computeIfAbsent(state.target(), key -> new ArrayList<>())
                    .add(Optional.ofNullable(draft.outlooks.get(state.member()))
                            .map(state::with)
                            .orElse(state));
        }
        byTarget.forEach((target, of) -> draft.ended.addAll(SuppressedMembers.ended(of, draft.suppressionsOf(target))));
        return byTarget;
    }

    /** Whether nothing was written into it yet. */
    private static boolean fresh(GroupSeen group) {
        return group.actual().isEmpty() || adopted(group);
    }

    /** Whether its entry is there and becomes ours only now. */
    private static boolean adopted(GroupSeen group) {
        return group.actual().isPresent() && group.link().flatMap(Link::anchor).isEmpty();
    }

    /** A group that goes names nobody any more; whom roles put into it stays for as long as it stands. */
    private List<MemberState> prepared(GroupSeen group, List<MemberState> states) {
        boolean made = group.actual().isEmpty();
        boolean adopted = adopted(group);
        MemberRule.As as = group.rule().members().as();
        DN dn = group.desired().dn();
        boolean leaves = group.desired().leaves();
        Set<String> stay = leaves && mapping.grantedGroups().contains(dn) ? members.grantedTo(dn) : Set.of();
        return states.stream()
                .map(state -> leaves && !stay.contains(state.member()) ? state.unnamed() : state)
                .map(state -> made ? state.afresh() : adopted ? state.adopted(as) : state)
                .toList();
    }

    private static void blocked(PlanDraft draft, String target, List<MemberState> states) {
        long wanted = states.stream().filter(MemberState::wanted).count();
        if (wanted > 0) {
            draft.stands(target, Situation.BLOCKED, 0);
            String dn = target.substring(GroupMembers.BY_DN.length());
            draft.noticed.add(MemberDeviations.blocked(target, dn, wanted));
        }
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberState;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppression;
import io.isthmus.plan.Taken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What planning found out, before order and guard. Grows chunk by chunk; used on one thread. */
final class PlanDraft {
    /** whether it is part of a run over everything */
    boolean whole;
    /** whatever was planned */
    final Set<String> resources = new LinkedHashSet<>();
    /** what may be written */
    final List<PlanItem> items = new ArrayList<>();
    /** up to which suppression it honours them */
    long ruled = -1;
    /** what an administrator has to accept first, by resource: an adoption by a weak match */
    final Set<String> asked = new HashSet<>();
    /** by resource: how it stands; each in one situation */
    final Map<String, Standing> standings = new HashMap<>();
    /** by resource: links to record although nothing is written: claims that the directory confirms, creations that proved to be ours */
    final Map<String, Link> links = new HashMap<>();
    /** what was seen to be as desired */
    final List<Settled.Settlement> settled = new ArrayList<>();
    /** links whose entry is gone and is not wanted any more */
    final List<String> forgotten = new ArrayList<>();
    /** links that a person ended */
    final List<String> cut = new ArrayList<>();
    /** resources whose password goes with what is written for them */
    final Set<String> passwords = new HashSet<>();
    /** resources with a reference that does not resolve yet */
    final Set<String> pendingReferences = new HashSet<>();
    /** which roles users ask for and have */
    final List<UserRoles.Seen> roles = new ArrayList<>();

    /** by user: the groups that its roles put it into, with the names of those roles */
    final Map<String, Map<DN, Set<String>>> grants = new HashMap<>();
    /** who is deactivated or deleted while the mapping cannot make the whole entry, and groups of which it cannot */
    final Set<String> leavers = new HashSet<>();
    /** by resource: what its references name */
    final Map<String, Set<String>> refersTo = new HashMap<>();
    /** by resource: where the entries stand that its references name, by their resources */
    final Map<String, Map<String, DN>> referents = new HashMap<>();
    /** what only one can have, and has by now */
    final Taken taken = new Taken();
    /** by resource: the name that an earlier draft of the same plan gives an entry that it renames or creates */
    final Map<String, DN> places = new HashMap<>();
    /** who is created by the same plan as whom it refers to, in a circle: neither can be there first */
    final Set<String> circle = new HashSet<>();
    /** by resource: what groups will make of it once this is carried out, where its link does not say so */
    final Map<String, MemberState.Outlook> outlooks = new HashMap<>();
    /** by resource: the groups that were looked at and have an entry, or get one */
    final Map<String, GroupSeen> groups = new LinkedHashMap<>();
    /** by group: values that pushes named; of its members soon work looks at these alone, where the group stands and was written */
    final Map<String, Set<String>> named = new HashMap<>();
    /** groups of which all members were looked at */
    final Set<String> wholly = new HashSet<>();
    /** memberships that are left out, since a group would be a member of itself */
    final Set<GroupMembers.Nesting> rings = new HashSet<>();
    /** memberships to write */
    final List<Change.ModifyMembers> members = new ArrayList<>();
    /** resources of which something waits in the held set, where it is looked whether it is still to be done */
    final Set<String> watched = new HashSet<>();
    /** by such a resource: what is to be done of it, whatever switches say */
    final Map<String, List<Change>> due = new HashMap<>();
    /** memberships that the directory holds as they should be, and those that it does not hold any more */
    final List<GroupMembers.Membership> confirmed = new ArrayList<>();

    final List<GroupMembers.Membership> released = new ArrayList<>();

    /** rules that are withdrawn, and claims that no rule has any more */
    final Endings endings = new Endings();

    /** by resource: what is to be left as it is */
    final Map<String, List<Suppression>> suppressions = new HashMap<>();
    /** what was left as it is */
    final List<Change> left = new ArrayList<>();
    /** what cannot be done */
    final List<Stuck> stuck = new ArrayList<>();
    /** suppressions of what is not desired any more */
    final Set<Long> ended = new HashSet<>();
    /** resources about whose entry a person decided, so that nobody has to be asked */
    final Set<String> decided = new HashSet<>();

    /** what is to be listed of what was planned */
    final Noticed noticed = new Noticed();
    /** by resource: a name that it wants and another has */
    final Map<String, Contested> contested = new HashMap<>();

    /**
     * A link conflict (rule 7).
     *
     * @param change what is left out for it
     * @param names DNs that would have to become free
     * @param detail who has the name and who wants it
     */
    record Contested(Change change, Set<DN> names, String detail) {}

    /** The beginning of one. @param named values that pushes named, by group */
    static PlanDraft naming(Map<String, Set<String>> named) {
        PlanDraft draft = new PlanDraft();
        draft.named.putAll(named);
        return draft;
    }

    /** What of a resource is to be left as it is. */
    List<Suppression> suppressionsOf(String resource) {
        return suppressions.getOrDefault(resource, List.of()).stream()
                .filter(one -> !ended.contains(one.id()))
                .toList();
    }

    /** Members of these groups that are to be left in them, or out of them. */
    Set<String> suppressedMembers(Collection<String> groups) {
        return groups.stream()
                .flatMap(group -> suppressionsOf(group).stream())
                .map(Suppression::member)
                .filter(member -> !member.isEmpty())
                .collect(Collectors.toSet());
    }

    /** This is to be done, whatever switches say. */
    void due(Change change) {
        if (watched.contains(change.about().resource())) {
            due.computeIfAbsent(change.about().resource(), key -> new ArrayList<>(1))
                    .add(change);
        }
    }

    /** Of these, what an administrator has to accept first, or what not. */
    List<PlanItem> asked(List<PlanItem> some, boolean ask) {
        return some.stream()
                .filter(item -> asked.contains(item.resource()) == ask)
                .toList();
    }

    /** What would have to be done and cannot. */
    record Stuck(Change change, String why) {}

    /** How a resource stands. @param journal position of its last push */
    record Standing(Situation situation, long journal) {}

    void stands(String resource, Situation situation, long journal) {
        standings.put(resource, new Standing(situation, journal));
    }

    /** What was found out later about what was planned. */
    void standsNow(String resource, Situation situation) {
        standings.computeIfPresent(resource, (key, before) -> new Standing(situation, before.journal()));
    }

    /**
     * By resource: the names that this gives to entries that it renames, or creates and refers to, unless an administrator has to
     * accept it first.
     *
     * @param written what of an item is written, if anything
     */
    Map<String, DN> given(Function<PlanItem, Optional<Change>> written) {
        Set<String> named = refersTo.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Map<String, DN> given = new HashMap<>();
        for (PlanItem item : items) {
            boolean wanted = !(item.change() instanceof Change.AddEntry) || named.contains(item.resource());
            if (wanted && !asked.contains(item.resource())) {
                written.apply(item).flatMap(Change::gives).ifPresent(name -> given.put(item.resource(), name));
            }
        }
        return given;
    }

    /** By resource of those that this creates: which of these its references name. */
    Map<String, Set<String>> refersToCreated() {
        Set<String> created = items.stream()
                .filter(item -> item.change() instanceof Change.AddEntry)
                .map(PlanItem::resource)
                .collect(Collectors.toSet());
        Map<String, Set<String>> refers = new HashMap<>();
        created.forEach(resource -> {
            Set<String> others = new HashSet<>(refersTo.getOrDefault(resource, Set.of()));
            others.retainAll(created);
            if (!others.isEmpty()) {
                refers.put(resource, others);
            }
        });
        return refers;
    }

    /** Whether anything stands so. */
    boolean any(Predicate<Situation> situation) {
        return standings.values().stream().map(Standing::situation).anyMatch(situation);
    }
}

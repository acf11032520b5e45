package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.access.Sources;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberState;
import io.isthmus.plan.Suppression;
import io.isthmus.report.Explainer;
import io.isthmus.report.Explainer.Wanted;
import io.isthmus.report.Explainer.Write;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.Blocked;
import io.isthmus.report.Explanation.Pending;
import io.isthmus.report.Explanation.State;
import io.isthmus.report.Explanation.Value;
import io.isthmus.report.MembershipExplainer;
import io.isthmus.report.MembershipExplainer.Membership;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Explains why the directory holds what it holds for a resource. Answers from what is recorded; the one entry is read as well where
 * the directory is up.
 */
public final class Explanations {
    private static final int CHANGES = 200;
    private static final int MEMBERSHIPS = 500;
    private static final int GROUPS_LOOKED_INTO = 10;
    private static final int UNKNOWN = 20;

    private final Directory directory;
    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;
    private final Runs runs;
    private final History history;
    private final DirectoryStates states;
    private final Reconciliation reconciliation;
    private final Sources sources;
    private final Rulings rulings;
    private final Clock clock;
    private final PlanMaker maker;
    private final ExplainedMemberships memberships;
    private final MembershipObstacles between;

    /** @param imports what is known of imported resources */
    public Explanations(
            Directory directory,
            MappingSet mapping,
            Resources resources,
            Memberships members,
            Links links,
            Runs runs,
            History history,
            DirectoryStates states,
            Reconciliation reconciliation,
            Sources sources,
            Imports imports,
            Rulings rulings,
            Clock clock) {
        this.directory = directory;
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
        this.runs = runs;
        this.history = history;
        this.states = states;
        this.reconciliation = reconciliation;
        this.sources = sources;
        this.rulings = rulings;
        this.clock = clock;
        this.maker = new PlanMaker(directory, mapping, resources, links, imports.entries(), rulings, clock);
        this.memberships = new ExplainedMemberships(mapping, resources, links, history, members);
        this.between = new MembershipObstacles(directory, mapping, resources, links, clock);
    }

    /** @throws ReconcileProblem not-found */
    public Explanation ofResource(String id) {
        return resources.byIds(List.of(id)).stream()
                .findFirst()
                .map(this::of)
                .orElseThrow(() -> new ReconcileProblem("not-found", "there is no resource " + id));
    }

    /**
     * Of the entry at a DN: of the resource that it stands for, also if somebody moved it there.
     *
     * @throws ReconcileProblem not-found for a DN of which nothing is known and where nothing stands
     */
    public Explanation ofDn(DN dn) {
        Optional<Link> link = links.ofDns(List.of(dn)).stream()
                .min(java.util.Comparator.comparing(found -> found.anchor().isEmpty()));
        Optional<ActualEntry> entry = Optional.empty();
        List<String> notes = new ArrayList<>();
        if (link.isEmpty()) {
            entry = read(notes, () -> directory.entry(dn, Set.of("objectClass")));
            link = entry.flatMap(there ->
                    Optional.ofNullable(links.ofAnchors(List.of(there.anchor())).get(there.anchor())));
        }
        if (link.isPresent()) {
            return ofResource(link.get().resource());
        }
        String target = GroupMembers.target(dn);
        List<MemberState> states = history.membersOf(target, MEMBERSHIPS);
        if (entry.isEmpty() && states.isEmpty()) {
            throw new ReconcileProblem(
                    "not-found", "nothing is known of " + dn + (notes.isEmpty() ? "" : ", and " + notes.get(0)));
        }
        notes.add("no resource stands for this entry: it is unmanaged"
                + (states.isEmpty() ? "" : ", but for the members that roles put there"));
        boolean up = reconciliation.status().directoryUp();
        Optional<Blocked> nowhere = between.granted(target, up);
        MembershipExplainer.Explained members = MembershipExplainer.explain(between
                .ofGroup(
                        memberships.ofGroup(
                                target, Optional.empty(), Optional.empty(), cut(states, states.size(), notes)),
                        up)
                .stream()
                .map(one ->
                        nowhere.filter(found -> one.pending()).map(one::behind).orElse(one))
                .toList());
        return new Explanation(
                Optional.empty(),
                Optional.of(new Explanation.Entry(
                        dn.toString(), entry.map(ActualEntry::anchor).map(Anchor::value))),
                members.values(),
                members.pending(),
                members.blocked(),
                notes);
    }

    private Explanation of(Resource resource) {
        List<String> notes = new ArrayList<>();
        Optional<Link> link = links.ofResources(List.of(resource.id())).stream().findFirst();
        Desired desired = new DesiredBatch(mapping, resources, links)
                .of(List.of(resource), clock.instant())
                .get(0)
                .desired();
        String request = history.requests(List.of(new History.At(resource.journal(), resource.id()))).values().stream()
                .findFirst()
                .orElse("");
        List<Write> writes = writes(resource);
        Obstacles obstacles = new Obstacles(mapping, resources, links, runs, states);
        obstacles.mapped(resource, desired, link);
        Optional<ActualEntry> actual = actual(resource, desired, link, obstacles, notes);
        // of somebody who is gone nothing is made anew
        boolean over =
                resource.deleted().isPresent() && link.flatMap(Link::anchor).isEmpty();
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        desired.entry(link.flatMap(Link::kept))
                .filter(entry -> !over)
                .ifPresent(entry -> wanted.putAll(ExplainedDesire.of(
                        mapping,
                        actual.map(there -> new Demanded(directory).left(entry, there, link))
                                .orElse(entry),
                        request)));
        if (desired instanceof Desired.Invalid) {
            link.ifPresent(kept -> ExplainedDesire.held(kept.claims(), wanted));
        }
        List<Value> values =
                new ArrayList<>(Explainer.values(wanted, link.map(Link::claims).orElse(Claims.NONE), actual, writes));
        open(values, obstacles);
        MembershipExplainer.Explained groups = memberships(resource, link, request, obstacles, notes);
        values.addAll(groups.values());
        obstacles.memberships(groups);
        obstacles.tried(writes, resource.journal());
        obstacles.leftAlone(
                rulings.suppressions(List.of(resource.id()), mapping.hash()).getOrDefault(resource.id(), List.of()));
        Reconciliation.Status status = reconciliation.status();
        obstacles.around(status, resource, paused(resource.source()), obstacles.isOpen());
        resource.deleted()
                .ifPresent(at -> notes.add(
                        "its source deleted it at " + at + (over ? "; no entry of it is left, and none is made" : "")));
        return new Explanation(
                Optional.of(subject(resource, request)),
                link.map(found -> new Explanation.Entry(
                        actual.map(ActualEntry::dn).orElse(found.dn()).toString(),
                        found.anchor().map(Anchor::value))),
                values,
                obstacles.pending,
                obstacles.blocked,
                notes);
    }

    private static Explanation.Subject subject(Resource resource, String request) {
        return new Explanation.Subject(
                resource.id(),
                resource.type().label(),
                resource.source(),
                resource.name(),
                resource.active(),
                resource.deleted(),
                resource.version(),
                resource.journal(),
                request);
    }

    private boolean paused(String source) {
        return sources.list().stream().anyMatch(one -> one.name().equals(source) && one.paused());
    }

    private List<Write> writes(Resource resource) {
        List<ChangeRow> rows = history.ofEntry(resource.id(), CHANGES);
        Set<History.At> asked = new HashSet<>();
        rows.forEach(row -> asked.add(History.At.of(row.change())));
        Map<History.At, String> requests = history.requests(asked);
        return rows.stream()
                .map(row -> ExplainedMemberships.write(row, requests))
                .toList();
    }

    /** The entry as it is, and what a plan for this resource alone makes of it. */
    private Optional<ActualEntry> actual(
            Resource resource, Desired desired, Optional<Link> link, Obstacles obstacles, List<String> notes) {
        Optional<Anchor> anchor = link.flatMap(Link::anchor);
        return read(notes, () -> {
            if (desired instanceof Desired.Wanted) {
                List<PlanMaker.Decision> decisions =
                        maker.decide(List.of(resource.id()), Map.of(), Set.of(), false, new PlanDraft());
                decisions.forEach(obstacles::seen);
                return decisions.stream()
                        .flatMap(decision -> decision.pair().actual().stream())
                        .filter(there -> anchor.filter(there.anchor()::equals).isPresent())
                        .findFirst();
            }
            List<Filter> filters = anchor.map(directory::anchorFilter).stream().toList();
            return filters.isEmpty()
                    ? Optional.empty()
                    : directory.find(ReadScope.wider(mapping), filters).stream().findFirst();
        });
    }

    private interface Reading {
        Optional<ActualEntry> read();
    }

    private Optional<ActualEntry> read(List<String> notes, Reading reading) {
        String down = "the directory is down: what it holds now is not known";
        if (!reconciliation.status().directoryUp()) {
            notes.add(down);
            return Optional.empty();
        }
        try {
            return reading.read();
        } catch (DirectoryFailure failed) {
            notes.add(down + " (" + failed.getMessage() + ")");
            return Optional.empty();
        }
    }

    /** Values that are not there yet, and those that have to go. */
    private static void open(List<Value> values, Obstacles obstacles) {
        for (Value value : values) {
            if (value.state() == State.PENDING) {
                obstacles.pending.add(new Pending(value.attribute(), value.value(), "desired, and not written yet"));
            } else if (value.state() == State.LEAVING) {
                obstacles.pending.add(new Pending(value.attribute(), value.value(), "no longer desired: it goes"));
            } else if (value.state() == State.INTENDED) {
                obstacles.pending.add(
                        new Pending(value.attribute(), value.value(), "written, and the result is not known yet"));
            }
        }
    }

    private MembershipExplainer.Explained memberships(
            Resource resource, Optional<Link> link, String request, Obstacles obstacles, List<String> notes) {
        List<Membership> found = new ArrayList<>();
        boolean up = reconciliation.status().directoryUp();
        if (resource.type() == ResourceType.GROUP) {
            List<MemberState> states = history.membersOf(resource.id(), MEMBERSHIPS);
            found.addAll(between.ofGroup(
                    memberships.ofGroup(
                            resource.id(), Optional.of(resource), link, cut(states, size(resource, states), notes)),
                    up));
            if (resource.deleted().isEmpty()) {
                obstacles.unknown(resource, history.unknown(resource.id(), UNKNOWN));
            }
            held(resource.id(), Optional.empty(), obstacles);
            obstacles.leaves(states.stream().anyMatch(Explanations::leaves));
        }
        List<MemberState> of = history.membershipsOf(resource.id());
        List<Membership> groups =
                between.ofMember(memberships.ofMember(resource, cut(of, of.size(), notes), request), up);
        groups.stream()
                .filter(one -> one.pending() || leaves(one.state()))
                .limit(GROUPS_LOOKED_INTO)
                .forEach(one -> held(one.state().target(), Optional.of(resource.id()), obstacles));
        List<String> left = groups.stream()
                .map(Membership::state)
                .filter(Explanations::leaves)
                .map(MemberState::target)
                .limit(GROUPS_LOOKED_INTO)
                .toList();
        Map<String, List<Suppression>> stays = left.isEmpty() ? Map.of() : rulings.suppressions(left, mapping.hash());
        obstacles.leaves(left.stream()
                .anyMatch(group -> stays.getOrDefault(group, List.of()).stream()
                        .noneMatch(one -> one.member().equals(resource.id()))));
        found.addAll(groups);
        return MembershipExplainer.explain(found);
    }

    private static boolean leaves(MemberState state) {
        return !state.wanted() && !state.claimed().isEmpty();
    }

    private long size(Resource group, List<MemberState> states) {
        return Math.max(states.size(), history.sizeOf(group.id()));
    }

    /** Changes of members that wait for approval. @param member of which only; empty is all */
    private void held(String target, Optional<String> member, Obstacles obstacles) {
        List<ChangeRow> rows = history.ofMembers(target, 20).stream()
                .filter(row -> row.outcome().equals("held"))
                .filter(row -> member.isEmpty()
                        || ((io.isthmus.plan.Change.ModifyMembers) row.change())
                                .edits().stream()
                                        .anyMatch(edit -> edit.resource().equals(member.get())))
                .toList();
        rows.forEach(row -> obstacles.held(ExplainedMemberships.write(row, Map.of())));
    }

    private static List<MemberState> cut(List<MemberState> states, long size, List<String> notes) {
        if (size > MEMBERSHIPS || states.size() > MEMBERSHIPS) {
            notes.add(Math.max(size, states.size()) + " memberships; " + Math.min(states.size(), MEMBERSHIPS)
                    + " are shown");
        }
        return states.subList(0, Math.min(states.size(), MEMBERSHIPS));
    }
}

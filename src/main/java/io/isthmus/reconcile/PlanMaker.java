package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Roles;
import io.isthmus.plan.Change;
import io.isthmus.plan.EntryPlanner;
import io.isthmus.plan.Known;
import io.isthmus.plan.LeaverPlanner;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Pairing;
import io.isthmus.plan.Planned;
import io.isthmus.plan.Suppressed;
import io.isthmus.plan.WholeEntry;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans some resources: reads what belongs to them in a few searches for all of them, correlates, and lets the pure planner
 * decide. A full run and a targeted one are this same code on more or fewer resources.
 */
final class PlanMaker {
    private final Directory directory;
    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;
    private final DesiredBatch desires;
    private final ImportedEntries imported;
    private final Rulings rulings;
    private final Clock clock;
    private final SearchBase wider;
    private final Seeking seeking;
    private final Unmapped unmapped;
    private final Placeholders placeholders;
    private final Roles roles;
    private final Timer diff;

    PlanMaker(Parts parts, Timer diff) {
        this(
                parts.directory(),
                parts.mapping(),
                parts.resources(),
                parts.links(),
                parts.imports().entries(),
                parts.rulings(),
                parts.clock(),
                diff);
    }

    /** For looking, not for a run: nobody asks how long it takes. */
    PlanMaker(
            Directory directory,
            MappingSet mapping,
            Resources resources,
            Links links,
            ImportedEntries imported,
            Rulings rulings,
            Clock clock) {
        this(
                directory,
                mapping,
                resources,
                links,
                imported,
                rulings,
                clock,
                new CompositeMeterRegistry().timer("none"));
    }

    private PlanMaker(
            Directory directory,
            MappingSet mapping,
            Resources resources,
            Links links,
            ImportedEntries imported,
            Rulings rulings,
            Clock clock,
            Timer diff) {
        this.directory = directory;
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
        this.imported = imported;
        this.rulings = rulings;
        this.desires = new DesiredBatch(mapping, resources, links);
        this.clock = clock;
        this.wider = ReadScope.wider(mapping);
        this.seeking = new Seeking(directory, mapping);
        this.unmapped = new Unmapped(directory, wider);
        this.placeholders = new Placeholders(directory);
        this.roles = new Roles(mapping.roles());
        this.diff = diff;
    }

    /** What was decided for a resource, with what bookkeeping needs. */
    record Decision(Planned planned, Pair pair) {
        Decision deleting(Map<Anchor, ActualEntry> whole) {
            return pair.actual()
                    .map(there -> whole.get(there.anchor()))
                    .map(entry -> new Decision(planned.deleting(entry), pair))
                    .orElse(this);
        }
    }

    /**
     * Decides for these resources.
     *
     * @param known linked entries that were read already, by resource
     * @param gone resources whose linked entry is known to be nowhere
     * @param retry whether these were planned before in this run: what has not left its name by now does not leave it
     */
    List<Decision> decide(
            Collection<String> ids, Map<String, ActualEntry> known, Set<String> gone, boolean retry, PlanDraft draft) {
        Map<String, Link> linked = new HashMap<>();
        links.ofResources(ids).forEach(link -> linked.put(link.resource(), link));
        List<DesiredEntry> made =
                wanted(resources.byIds(ids), draft, new Unwanted(mapping, linked, known, gone, draft));
        linked.keySet()
                .retainAll(made.stream().map(entry -> entry.resource().id()).collect(Collectors.toSet()));
        Map<String, ActualEntry> actual = new HashMap<>(known);
        Ruled ruled = Ruled.of(rulings, made);
        ruled.cut(linked, actual, draft);
        actual.putAll(seeking.linked(linked, known, gone));
        unmapped.addTo(actual, linked);
        Demanded demanded = new Demanded(directory);
        List<DesiredEntry> wanted = made.stream()
                .map(entry -> demanded.fit(entry, found(actual, entry), found(linked, entry)))
                .toList();
        List<DesiredEntry> unpaired = wanted.stream()
                .filter(entry -> !actual.containsKey(entry.resource().id()))
                .toList();
        Set<String> unique = seeking.unique();
        List<ActualEntry> found = seeking.candidates(wanted, actual, unique, draft.whole);
        Map<String, ActualEntry> origins = origins(unpaired, ruled);
        found.addAll(origins.values());
        Map<Anchor, Link> others = new HashMap<>(
                links.ofAnchors(found.stream().map(ActualEntry::anchor).toList()));
        confirmIntended(unpaired, linked).forEach((resource, there) -> {
            Link ours = linked.get(resource).at(there.anchor());
            actual.put(resource, there);
            linked.put(resource, ours);
            others.put(there.anchor(), ours);
            draft.links.put(resource, ours);
        });
        Pairing pairing = new Pairing(
                mapping,
                wanted,
                linked,
                actual,
                found,
                others,
                about(origins, ruled, others, leftAlone(unpaired, draft)),
                seeking.correlated(),
                unique,
                draft.taken);
        Set<Anchor> leaving = leaving(found, wanted, others, retry);
        List<Decision> decisions = Objects.requireNonNull(diff.record(() -> pairing.pairs(leaving).stream()
                .flatMap(pair -> planned(pair, draft).map(planned -> new Decision(planned, pair)).stream())
                .toList()));
        decisions.forEach(decision -> ruled.note(decision.pair(), draft));
        Map<Anchor, ActualEntry> deleted = deleted(decisions);
        return deleted.isEmpty()
                ? decisions
                : decisions.stream().map(decision -> decision.deleting(deleted)).toList();
    }

    /** Where the mapping fails nothing is planned but what the entry of who leaves needs, and a group's members. */
    private static Optional<Planned> planned(Pair pair, PlanDraft draft) {
        boolean leaver = draft.leavers.contains(pair.desired().resource().id());
        return leaver ? LeaverPlanner.plan(pair) : Optional.of(EntryPlanner.plan(pair));
    }

    private static <T> Optional<T> found(Map<String, T> all, DesiredEntry entry) {
        return Optional.ofNullable(all.get(entry.resource().id()));
    }

    /** What is to be deleted is read whole, so that the plan knows what goes with it. */
    private Map<Anchor, ActualEntry> deleted(List<Decision> decisions) {
        List<Filter> filters = decisions.stream()
                .flatMap(decision -> decision.planned().change().stream())
                .filter(Change.DeleteEntry.class::isInstance)
                .map(change -> directory.anchorFilter(((Change.DeleteEntry) change).anchor()))
                .toList();
        Map<Anchor, ActualEntry> whole = new HashMap<>();
        if (!filters.isEmpty()) {
            directory
                    .find(new SearchBase(wider.base(), wider.scope(), WholeEntry.ATTRIBUTES), filters)
                    .forEach(entry -> whole.put(entry.anchor(), entry));
        }
        return whole;
    }

    private List<DesiredEntry> wanted(List<Resource> batch, PlanDraft draft, Unwanted unwanted) {
        List<DesiredEntry> wanted = new ArrayList<>();
        for (DesiredBatch.Made made : desires.of(batch, draft.places, draft.circle, clock.instant())) {
            RoleWatch.seen(roles, made.resource(), made.desired()).ifPresent(draft.roles::add);
            if (made.desired() instanceof Desired.Wanted entry) {
                // a draft of a hundred thousand is held until it is saved
                wanted.add(placeholders.with(entry.entry()).named());
                draft.refersTo.put(made.resource().id(), made.refersTo());
                if (!made.referents().isEmpty()) {
                    draft.referents.put(made.resource().id(), made.referents());
                }
                if (made.resource().type() == ResourceType.USER) {
                    draft.grants.put(made.resource().id(), mapping.groupsGranted(entry.entry()));
                }
                if (!entry.entry().pending().isEmpty()) {
                    draft.pendingReferences.add(made.resource().id());
                }
            } else {
                unwanted.take(made.resource(), made.desired());
                unwanted.remains(made.resource(), made.desired()).ifPresent(entry -> {
                    wanted.add(entry.named());
                    draft.leavers.add(made.resource().id());
                    if (made.resource().type() == ResourceType.USER) {
                        draft.grants.put(made.resource().id(), mapping.groupsGranted(entry));
                    }
                });
            }
        }
        // the first comer has a name that two want
        wanted.sort(Comparator.<DesiredEntry, java.time.Instant>comparing(
                        entry -> entry.resource().created())
                .thenComparing(entry -> entry.resource().id()));
        return wanted;
    }

    private static Set<String> leftAlone(List<DesiredEntry> unpaired, PlanDraft draft) {
        return unpaired.stream()
                .filter(entry -> Suppressed.leavesAlone(
                        entry, draft.suppressionsOf(entry.resource().id())))
                .map(entry -> entry.resource().id())
                .collect(Collectors.toSet());
    }

    private Known about(
            Map<String, ActualEntry> origins, Ruled ruled, Map<Anchor, Link> others, Set<String> leftAlone) {
        Set<String> owners = others.values().stream().map(Link::resource).collect(Collectors.toSet());
        List<Resource> having = owners.isEmpty() ? List.of() : resources.byIds(owners);
        Map<String, String> sources = having.stream().collect(Collectors.toMap(Resource::id, Resource::source));
        Set<String> departed = having.stream()
                .filter(resource -> resource.deleted().isPresent())
                .map(Resource::id)
                .collect(Collectors.toSet());
        return new Known(origins, ruled.rulings(), sources, departed, leftAlone);
    }

    /** The entries that unpaired resources were imported from, or that a person gave them. */
    private Map<String, ActualEntry> origins(List<DesiredEntry> unpaired, Ruled ruled) {
        Map<Anchor, String> sought = new LinkedHashMap<>();
        imported.origins(unpaired.stream().map(entry -> entry.resource().id()).toList())
                .forEach((resource, anchor) -> sought.put(anchor, resource));
        Map<Anchor, String> given = ruled.given(unpaired);
        sought.values().removeAll(given.values());
        sought.putAll(given);
        return seeking.entries(sought);
    }

    /** A creation that was intended and is found standing is ours, if it carries our stamp or was made by us since (rule 12). */
    private Map<String, ActualEntry> confirmIntended(List<DesiredEntry> unpaired, Map<String, Link> linked) {
        Map<DesiredEntry, ActualEntry> standing = new LinkedHashMap<>();
        for (DesiredEntry entry : unpaired) {
            Optional.ofNullable(linked.get(entry.resource().id()))
                    .filter(link -> link.anchor().isEmpty())
                    .flatMap(link -> directory.entry(link.dn(), wider.attributes()))
                    .ifPresent(there -> standing.put(entry, there));
        }
        Map<Anchor, Link> owners = links.ofAnchors(
                standing.values().stream().map(ActualEntry::anchor).toList());
        Map<DN, String> newest =
                newestIntention(standing.values().stream().map(ActualEntry::dn).toList());
        Map<String, ActualEntry> confirmed = new HashMap<>();
        standing.forEach((entry, there) -> {
            Link link = linked.get(entry.resource().id());
            boolean ours = entry.isStampedOn(there)
                    || link.resource().equals(newest.get(there.dn()))
                            && directory.createdByUsSince(link.dn(), link.linked());
            if (ours && !owners.containsKey(there.anchor())) {
                confirmed.put(entry.resource().id(), there);
            }
        });
        return confirmed;
    }

    /** Of several that once meant to create an entry at a DN it can only be the last one's: that one found the place empty. */
    private Map<DN, String> newestIntention(List<DN> dns) {
        Map<DN, Link> newest = new HashMap<>();
        for (Link link : links.ofDns(dns)) {
            if (link.anchor().isEmpty()) {
                newest.merge(link.dn(), link, (a, b) -> a.linked().isAfter(b.linked()) ? a : b);
            }
        }
        Map<DN, String> resources = new HashMap<>();
        newest.forEach((dn, link) -> resources.put(dn, link.resource()));
        return resources;
    }

    /** Entries that are about to leave their DN, in this batch or another, are in nobody's way. */
    private Set<Anchor> leaving(
            List<ActualEntry> found, List<DesiredEntry> wanted, Map<Anchor, Link> owners, boolean retry) {
        Map<String, DN> desired = new HashMap<>();
        wanted.forEach(entry -> desired.put(entry.resource().id(), entry.dn()));
        Set<String> elsewhere = new HashSet<>();
        owners.values().stream()
                .map(Link::resource)
                .filter(id -> !desired.containsKey(id))
                .forEach(elsewhere::add);
        if (!elsewhere.isEmpty() && !retry) {
            desires.of(resources.byIds(elsewhere), clock.instant()).forEach(made -> {
                if (made.desired() instanceof Desired.Wanted entry
                        && !entry.entry().unwanted()) {
                    desired.put(made.resource().id(), entry.entry().dn());
                }
            });
        }
        return found.stream()
                .filter(entry -> Optional.ofNullable(owners.get(entry.anchor()))
                        .map(link -> desired.get(link.resource()))
                        .filter(dn -> !dn.equals(entry.dn()))
                        .isPresent())
                .map(ActualEntry::anchor)
                .collect(Collectors.toSet());
    }
}

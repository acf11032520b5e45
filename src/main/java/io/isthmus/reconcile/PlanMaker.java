package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.directory.Directory;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.UserRule;
import io.isthmus.plan.Candidates;
import io.isthmus.plan.Correlator;
import io.isthmus.plan.EntryPlanner;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Planned;
import io.isthmus.plan.Situation;
import io.isthmus.scim.Resource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Clock clock;
    private final SearchBase wider;

    PlanMaker(Directory directory, MappingSet mapping, Resources resources, Links links, Clock clock) {
        this.directory = directory;
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
        this.desires = new DesiredBatch(mapping, resources, links);
        this.clock = clock;
        this.wider = ReadScope.wider(mapping);
    }

    /** What was decided for a resource, with what bookkeeping needs. */
    record Decision(Planned planned, Pair pair) {}

    /**
     * Decides for these resources.
     *
     * @param known linked entries that were read already, by resource
     * @param gone resources whose linked entry is known to be nowhere
     */
    List<Decision> decide(Collection<String> ids, Map<String, ActualEntry> known, Set<String> gone, PlanDraft draft) {
        return decide(resources.byIds(ids), known, gone, draft);
    }

    List<Decision> decide(List<Resource> batch, Map<String, ActualEntry> known, Set<String> gone, PlanDraft draft) {
        List<DesiredEntry> wanted = wanted(batch, draft);
        Map<String, Link> linked = new HashMap<>();
        links.ofResources(wanted.stream().map(entry -> entry.resource().id()).toList())
                .forEach(link -> linked.put(link.resource(), link));
        Map<String, ActualEntry> actual = new HashMap<>(known);
        actual.putAll(linkedEntries(linked, known, gone));
        List<DesiredEntry> unlinked = wanted.stream()
                .filter(entry -> Optional.ofNullable(linked.get(entry.resource().id()))
                        .flatMap(Link::anchor)
                        .isEmpty())
                .toList();
        List<ActualEntry> found = candidates(seeking(wanted, unlinked, actual));
        Map<Anchor, Link> others =
                links.ofAnchors(found.stream().map(ActualEntry::anchor).toList());
        confirmIntended(unlinked, linked, others, actual);
        Correlator correlator =
                new Correlator(mapping, new Candidates(found, correlated(), leaving(found, wanted, others)), others);
        List<Decision> decisions = new ArrayList<>();
        for (DesiredEntry entry : wanted) {
            String id = entry.resource().id();
            Pair pair = correlator.correlate(
                    entry, Optional.ofNullable(linked.get(id)), Optional.ofNullable(actual.get(id)));
            decisions.add(new Decision(EntryPlanner.plan(pair), pair));
        }
        return decisions;
    }

    private List<DesiredEntry> wanted(List<Resource> batch, PlanDraft draft) {
        List<DesiredEntry> wanted = new ArrayList<>();
        for (DesiredBatch.Made made : desires.of(batch, clock.instant())) {
            if (made.desired() instanceof Desired.Wanted entry) {
                wanted.add(entry.entry());
                if (!entry.entry().pending().isEmpty()) {
                    draft.pendingReferences.add(made.resource().id());
                }
            } else {
                draft.count(made.desired() instanceof Desired.Invalid ? Situation.INVALID : Situation.OUT_OF_SCOPE, 1);
            }
        }
        // the first comer has a name that two want
        wanted.sort(Comparator.<DesiredEntry, java.time.Instant>comparing(
                        entry -> entry.resource().created())
                .thenComparing(entry -> entry.resource().id()));
        return wanted;
    }

    private Map<String, ActualEntry> linkedEntries(
            Map<String, Link> linked, Map<String, ActualEntry> known, Set<String> gone) {
        Map<Anchor, String> sought = new LinkedHashMap<>();
        linked.values().stream()
                .filter(link -> link.anchor().isPresent())
                .filter(link -> !known.containsKey(link.resource()) && !gone.contains(link.resource()))
                .forEach(link -> sought.put(link.anchor().get(), link.resource()));
        Map<String, ActualEntry> entries = new HashMap<>();
        if (!sought.isEmpty()) {
            String attribute = directory.capabilities().anchorAttribute();
            List<Filter> filters = sought.keySet().stream()
                    .map(anchor -> Filter.createEqualityFilter(attribute, anchor.value()))
                    .toList();
            for (ActualEntry entry : directory.find(wider, filters)) {
                Optional.ofNullable(sought.get(entry.anchor())).ifPresent(resource -> entries.put(resource, entry));
            }
        }
        return entries;
    }

    /** Entries that may belong to unlinked resources, or stand where these want to stand. */
    private List<ActualEntry> candidates(List<DesiredEntry> unlinked) {
        Map<DN, Set<Filter>> byBase = new LinkedHashMap<>();
        for (DesiredEntry entry : unlinked) {
            if (entry.standing() == DesiredEntry.Standing.ACTIVE
                    || entry.standing() == DesiredEntry.Standing.INACTIVE) {
                byBase.computeIfAbsent(entry.rule().base(), key -> new LinkedHashSet<>())
                        .addAll(filters(entry));
            }
        }
        List<ActualEntry> found = new ArrayList<>();
        byBase.forEach((base, filters) -> found.addAll(
                directory.find(new SearchBase(base, wider.scope(), wider.attributes()), List.copyOf(filters))));
        return found;
    }

    private static List<Filter> filters(DesiredEntry entry) {
        UserRule rule = entry.rule();
        List<Filter> filters = new ArrayList<>();
        for (String attribute : rule.correlate()) {
            if (rule.stampAttribute().filter(attribute::equalsIgnoreCase).isPresent()) {
                filters.add(
                        Filter.createEqualityFilter(attribute, entry.resource().id()));
            } else {
                entry.attributes().entrySet().stream()
                        .filter(mapped -> mapped.getKey().equalsIgnoreCase(attribute))
                        .filter(mapped -> mapped.getValue().values().size() == 1)
                        .forEach(mapped -> filters.add(Filter.createEqualityFilter(
                                attribute, mapped.getValue().values().get(0))));
            }
        }
        RDN rdn = entry.dn().getRDN();
        filters.add(Filter.createEqualityFilter(rdn.getAttributeNames()[0], rdn.getAttributeValues()[0]));
        return filters;
    }

    /** A creation that was intended and is found standing is ours, if it carries our stamp or was made by us since (rule 12). */
    private void confirmIntended(
            List<DesiredEntry> unlinked,
            Map<String, Link> linked,
            Map<Anchor, Link> others,
            Map<String, ActualEntry> actual) {
        for (DesiredEntry entry : unlinked) {
            Optional.ofNullable(linked.get(entry.resource().id()))
                    .flatMap(link -> directory
                            .entry(link.dn(), wider.attributes())
                            .filter(there -> !others.containsKey(there.anchor()))
                            .filter(there ->
                                    stamped(entry, there) || directory.createdByUsSince(link.dn(), link.linked())))
                    .ifPresent(there -> actual.put(entry.resource().id(), there));
        }
    }

    private static boolean stamped(DesiredEntry entry, ActualEntry there) {
        return entry.stamp().isPresent()
                && there.attribute(entry.rule().stampAttribute().orElseThrow())
                        .filter(attribute -> attribute.hasValue(entry.stamp().get()))
                        .isPresent();
    }

    /** Those that look for an entry, or for a free name: the unlinked, and the linked that want to be renamed. */
    private static List<DesiredEntry> seeking(
            List<DesiredEntry> wanted, List<DesiredEntry> unlinked, Map<String, ActualEntry> actual) {
        List<DesiredEntry> seeking = new ArrayList<>(unlinked);
        wanted.stream()
                .filter(entry -> Optional.ofNullable(actual.get(entry.resource().id()))
                        .filter(there -> !there.dn().equals(entry.dn()))
                        .isPresent())
                .forEach(seeking::add);
        return seeking;
    }

    /** Entries that are about to leave their DN, in this batch or another, are in nobody's way. */
    private Set<Anchor> leaving(List<ActualEntry> found, List<DesiredEntry> wanted, Map<Anchor, Link> owners) {
        Map<String, DN> desired = new HashMap<>();
        wanted.forEach(entry -> desired.put(entry.resource().id(), entry.dn()));
        Set<String> elsewhere = new HashSet<>();
        owners.values().stream()
                .map(Link::resource)
                .filter(id -> !desired.containsKey(id))
                .forEach(elsewhere::add);
        if (!elsewhere.isEmpty()) {
            desires.of(resources.byIds(elsewhere), clock.instant()).forEach(made -> {
                if (made.desired() instanceof Desired.Wanted entry) {
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

    private Set<String> correlated() {
        Set<String> names = new HashSet<>();
        mapping.users().forEach(rule -> names.addAll(rule.correlate()));
        return names;
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.LastChange;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps what runs see for the lists: a run over everything replaces what is kept before it writes, and every run says at its end
 * what its writes have made of the parts that it had in hand. Used on the loop's thread.
 */
final class DeviationWatch {
    private static final Logger LOG = Logger.getLogger(DeviationWatch.class);
    /** entries of which it is asked who wrote them; where more have drifted at once that tells nothing */
    private static final int ASKED = 1000;

    private static final int PAGE = 500;

    private final Deviations store;
    private final Directory directory;
    private final SearchBase authors;
    private final java.time.Clock clock;
    /** runs under way: soon work passes between the slices of others */
    private final Set<Observed> open = Collections.newSetFromMap(new WeakHashMap<>());

    DeviationWatch(Parts parts) {
        this.store = parts.deviations();
        this.directory = parts.directory();
        SearchBase wider = ReadScope.wider(parts.mapping());
        this.authors = new SearchBase(wider.base(), wider.scope(), LastChange.ATTRIBUTES);
        this.clock = parts.clock();
    }

    /**
     * Takes in a draft that is about to be carried out.
     *
     * @param whole whether it covers everything
     */
    void planned(RunProgress run, PlanDraft draft, boolean whole) {
        take(run, draft, whole, true);
    }

    /** Keeps what a draft found out that nobody carries out now. */
    void seen(RunProgress run, PlanDraft draft, boolean whole) {
        take(run, draft, whole, false);
        finish(run);
    }

    private void take(RunProgress run, PlanDraft draft, boolean whole, boolean carriedOut) {
        Observed observed = run.observed();
        open.add(observed);
        Noticed noticed = draft.noticed;
        Map<Part, List<Deviation>> told = told(noticed);
        Set<Part> refused = carriedOut ? noticed.refusedBefore() : refusedStill(draft, told);
        Set<Part> undecided = undecided(draft, refused, carriedOut);
        Set<Part> parts = new HashSet<>(undecided);
        if (whole) {
            observed.whole();
            List<Deviation> decided = told.entrySet().stream()
                    .filter(part -> !undecided.contains(part.getKey()))
                    .flatMap(part -> part.getValue().stream())
                    .toList();
            Set<Part> kept = store.replaceAll(look(run), decided, undecided);
            parts.removeIf(part -> !kept.contains(part) && !told.containsKey(part));
        } else {
            draft.resources.forEach(resource -> parts.add(new Part(resource, false)));
            noticed.groups().forEach(group -> parts.add(new Part(group, true)));
            parts.removeIf(part -> part.members() && !noticed.groups().contains(part.resource()));
            beside(run, told, parts);
        }
        parts.forEach(part -> observed.seen(part, told.getOrDefault(part, List.of()), refused.contains(part)));
        if (carriedOut) {
            draft.items.stream()
                    .filter(item -> !draft.asked.contains(item.resource()))
                    .filter(item -> parts.contains(new Part(item.resource(), false)))
                    .forEach(item -> observed.inHand(item.change()));
            draft.members.stream()
                    .filter(change -> parts.contains(new Part(change.about().resource(), true)))
                    .forEach(observed::inHand);
        }
    }

    /** What was found of members that were not read is added to what is known of them. */
    private void beside(RunProgress run, Map<Part, List<Deviation>> told, Set<Part> read) {
        told.forEach((part, deviations) -> {
            if (!read.contains(part)) {
                store.replace(look(run), Map.of(part, Deviations.Keep.EVERYTHING), deviations);
                run.observed().beside(part, deviations);
            }
        });
    }

    /** Groups that are listed for a ring that they would close. */
    Set<String> inRings() {
        Set<String> groups = new HashSet<>();
        Optional<Deviations.Place> after = Optional.empty();
        List<Deviations.Row> page;
        do {
            page = store.page(Deviation.Listing.INVALID, after, PAGE);
            page.stream()
                    .map(Deviations.Row::deviation)
                    .filter(deviation -> deviation.members() && Cycles.told(deviation.detail()))
                    .forEach(deviation -> groups.add(deviation.resource().id()));
            after = page.stream().reduce((one, next) -> next).map(Deviations.Row::place);
        } while (page.size() == PAGE);
        return groups;
    }

    /** These groups are in no ring any more. */
    void noRing(RunProgress run, Collection<String> groups) {
        if (groups.isEmpty()) {
            return;
        }
        Map<Part, Set<String>> over = new HashMap<>();
        groups.forEach(group -> over.put(new Part(group, true), Set.of("@" + Situation.INVALID.label())));
        run.observed().noRing(over.keySet());
        store.end(over);
    }

    /** Parts of which the writes decide, or of which an earlier refusal still stands. */
    private static Set<Part> undecided(PlanDraft draft, Set<Part> refused, boolean carriedOut) {
        Set<Part> undecided = new HashSet<>(refused);
        if (carriedOut) {
            draft.items.stream()
                    .filter(item -> !draft.asked.contains(item.resource()))
                    .forEach(item -> undecided.add(new Part(item.resource(), false)));
            draft.members.forEach(
                    change -> undecided.add(new Part(change.about().resource(), true)));
        }
        return undecided;
    }

    /** A plan tries nothing: what the server may have said of members, and of what others moved, holds for as long as that differs. */
    private static Set<Part> refusedStill(PlanDraft draft, Map<Part, List<Deviation>> told) {
        Set<Part> refused = new HashSet<>(draft.noticed.refusedBefore());
        draft.members.forEach(change -> refused.add(new Part(change.about().resource(), true)));
        told.forEach((part, deviations) -> {
            if (deviations.stream().anyMatch(DeviationWatch::others)) {
                refused.add(part);
            }
        });
        return refused;
    }

    /** Keeps what became of what the run had in hand. */
    void finish(RunProgress run) {
        Observed observed = run.observed();
        open.remove(observed);
        Set<Part> known = observed.known();
        if (known.isEmpty()) {
            return;
        }
        open.forEach(other -> other.forget(known));
        Observed.Outcome outcome = observed.outcome();
        store.replace(look(run), outcome.replaced(), outcome.deviations());
        store.end(outcome.ended());
        outcome.beside()
                .forEach((part, left) -> store.replace(look(run), Map.of(part, Deviations.Keep.EVERYTHING), left));
    }

    private Deviations.Look look(RunProgress run) {
        return new Deviations.Look(run.id(), clock.instant());
    }

    /** The deviations, with who wrote an entry that others have changed: a few searches for all of them. */
    private Map<Part, List<Deviation>> told(Noticed noticed) {
        Map<Part, List<Deviation>> told = new HashMap<>();
        noticed.parts().forEach(part -> told.put(part, noticed.of(part)));
        Set<Anchor> asked = told.values().stream()
                .flatMap(List::stream)
                .filter(DeviationWatch::others)
                .flatMap(deviation -> deviation.anchor().stream())
                .limit(ASKED)
                .map(Anchor::new)
                .collect(Collectors.toSet());
        Map<String, Moved> moved = asked.isEmpty() ? Map.of() : moved(asked);
        told.replaceAll((part, deviations) -> deviations.stream()
                .map(deviation -> deviation
                        .anchor()
                        .filter(anchor -> others(deviation))
                        .map(moved::get)
                        .map(deviation::moved)
                        .orElse(deviation))
                .toList());
        return told;
    }

    private static boolean others(Deviation deviation) {
        return deviation.difference().filter(of -> of.kind() != Kind.PENDING).isPresent();
    }

    private Map<String, Moved> moved(Collection<Anchor> anchors) {
        List<Filter> filters = new ArrayList<>();
        anchors.forEach(anchor -> filters.add(directory.anchorFilter(anchor)));
        Map<String, Moved> moved = new HashMap<>();
        try {
            Optional<DN> us = directory.account();
            directory
                    .find(authors, filters)
                    .forEach(entry -> LastChange.of(entry, us)
                            .ifPresent(last -> moved.put(entry.anchor().value(), last)));
        } catch (DirectoryFailure notTold) {
            LOG.debugf("not told who changed %d entries: %s", anchors.size(), notTold.getMessage());
        }
        return moved;
    }
}

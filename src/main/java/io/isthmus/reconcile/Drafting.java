package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Change;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.EntryDeviations;
import io.isthmus.plan.EntryPlanner;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Planned;
import io.isthmus.plan.Released;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppressed;
import io.isthmus.plan.Switches;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Sorts decisions into a draft: what may be written, what has to be asked, what only needs to be remembered. */
final class Drafting {
    private final Switches switches;

    Drafting(Switches switches) {
        this.switches = switches;
    }

    void take(PlanMaker.Decision decision, PlanDraft draft) {
        String resource = decision.planned().about().resource();
        Suppressed.Filtered left =
                Suppressed.filter(decision.planned(), decision.pair(), draft.suppressionsOf(resource));
        draft.ended.addAll(left.ended());
        left.left().ifPresent(draft.left::add);
        Planned planned = left.planned();
        Pair pair = left.pair();
        Switches.Filtered filtered =
                draft.decided.contains(resource) ? switches.decided(planned) : switches.filter(planned, pair.desired());
        Optional<Change> item = filtered.go().or(filtered::asked);
        planned.change().ifPresent(draft::due);
        draft.stands(
                resource,
                situation(planned, pair, item.isPresent()),
                planned.about().journal());
        draft.noticed.decided(resource, planned.about().situation());
        draft.noticed.add(EntryDeviations.of(planned, pair));
        ends(planned, pair, left.left(), draft);
        Outlooks.take(
                draft, pair, planned.about().situation(), item, filtered.asked().isPresent());
        Optional<Link> link = pair.link().map(found -> confirmed(found, pair, planned.confirmed(), item.isPresent()));
        link.filter(now -> !Optional.of(now).equals(pair.link())).ifPresent(now -> draft.links.put(resource, now));
        boolean missingAndUnwanted =
                pair.situation() == Situation.MISSING && planned.change().isEmpty();
        if (missingAndUnwanted) {
            draft.forgotten.add(resource);
        }
        if (pair.situation() == Situation.LINK_CONFLICT && planned.about().situation() != Situation.SUPPRESSED) {
            draft.contested.put(resource, contested(planned, pair));
        }
        if (!(pair.desired().rule() instanceof GroupRule)) {
            // a group is settled once its members are known to be as well
            settled(planned, pair).ifPresent(draft.settled::add);
        }
        Map<String, DN> refers = draft.referents.getOrDefault(resource, Map.of());
        filtered.go().ifPresent(change -> draft.items.add(new PlanItem(change, pair.desired(), link, refers)));
        filtered.asked().ifPresent(change -> {
            draft.asked.add(resource);
            draft.items.add(new PlanItem(change, pair.desired(), link, refers));
        });
    }

    private static void ends(Planned planned, Pair pair, Optional<Change> left, PlanDraft draft) {
        draft.endings.planned(pair.desired(), planned.change().isPresent());
        left.filter(change -> !Switches.locking(change, pair.desired()).equals(Optional.of(change)))
                .ifPresent(change -> draft.endings.left(planned.about().resource()));
        boolean goes = planned.change().orElse(null) instanceof Change.DeleteEntry;
        if (planned.confirmed().isPresent() && !goes && !Released.of(pair).isEmpty()) {
            draft.endings.released(planned.about().resource());
        }
    }

    /** What is no longer desired is not counted as being in order, nor as waiting for a deletion that nobody allows. */
    private static Situation situation(Planned planned, Pair pair, boolean toWrite) {
        Situation situation = planned.about().situation();
        boolean stays = situation == Situation.IN_SYNC || situation == Situation.PENDING && !toWrite;
        return EntryDeviations.undesired(planned, pair)
                .filter(deviation -> stays)
                .map(Deviation::situation)
                .orElse(situation);
    }

    /** The link as the run will have recorded it, with the claims and the place that the directory confirms. */
    private static Link confirmed(Link link, Pair pair, Optional<Claims> confirmed, boolean toWrite) {
        Optional<DN> place = pair.actual()
                .filter(there -> link.anchor().filter(there.anchor()::equals).isPresent())
                .map(ActualEntry::dn)
                .filter(dn -> dn.equals(pair.desired().dn()) || link.claims().meant(dn));
        return new Link(
                link.resource(),
                link.anchor(),
                place.orElse(link.dn()),
                link.createdByUs(),
                pair.desired().rule().name(),
                link.linked(),
                // what is to be written may be held, and its memberships with it
                toWrite ? link.asMember() : Outlooks.asMember(pair),
                confirmed.orElse(link.claims()));
    }

    private static PlanDraft.Contested contested(Planned planned, Pair pair) {
        Set<DN> names = new HashSet<>(Set.of(pair.desired().dn()));
        pair.actual().map(ActualEntry::dn).ifPresent(names::add);
        String detail = pair.detail() + "; " + planned.about().name() + " (resource "
                + planned.about().resource() + ") wants it too";
        return new PlanDraft.Contested(EntryPlanner.refused(pair), names, detail);
    }

    /** What entry and desired state look like when they agree. */
    private static Optional<Settled.Settlement> settled(Planned planned, Pair pair) {
        return pair.actual()
                .filter(there -> planned.about().situation() == Situation.IN_SYNC)
                .flatMap(there -> settlement(
                        pair.desired(),
                        there.dn(),
                        name -> there.attribute(name).map(found -> Arrays.asList(found.getValues()))));
    }

    /** The same for an entry that was created just now as desired: the next run need not plan it to see that. */
    static Optional<Settled.Settlement> created(DesiredEntry desired, Change.AddEntry add) {
        return add.disabled() || desired.rule() instanceof GroupRule
                ? Optional.empty()
                : settlement(
                        desired,
                        add.dn(),
                        name -> add.attributes().entrySet().stream()
                                .filter(given -> given.getKey().equalsIgnoreCase(name))
                                .map(Map.Entry::getValue)
                                .findFirst());
    }

    /** Empty where more than a push can make entry and desired state differ: time, or another resource. */
    static Optional<Settled.Settlement> settlement(
            DesiredEntry desired, DN dn, Function<String, Optional<List<String>>> there) {
        return settlement(desired, dn, there, Map.of());
    }

    /** @param more what is to be remembered of the entry beside the mapped values */
    static Optional<Settled.Settlement> settlement(
            DesiredEntry desired,
            DN dn,
            Function<String, Optional<List<String>>> there,
            Map<String, List<String>> more) {
        boolean stands = desired.standing() == DesiredEntry.Standing.ACTIVE
                || desired.standing() == DesiredEntry.Standing.INACTIVE;
        if (!stands || !desired.pending().isEmpty() || depends(desired.rule())) {
            return Optional.empty();
        }
        Map<String, List<String>> values = new HashMap<>(more);
        for (Map.Entry<String, DesiredValues> entry : desired.attributes().entrySet()) {
            if (entry.getValue().ownership() != Ownership.INITIAL
                    && !entry.getValue().values().isEmpty()) {
                there.apply(entry.getKey())
                        .ifPresent(found -> values.put(entry.getKey().toLowerCase(Locale.ROOT), found));
            }
        }
        return Optional.of(new Settled.Settlement(
                desired.resource().id(), desired.resource().journal(), Image.of(dn, values)));
    }

    /** Whether a rule's result depends on the time; who refers to another is looked at again when that one moves. */
    private static boolean depends(EntryRule rule) {
        return rule.inactive().stream().anyMatch(step -> !step.after().equals(Duration.ZERO));
    }
}

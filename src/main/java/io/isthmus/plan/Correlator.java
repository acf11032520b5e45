package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.EntryScope;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.UserRule;
import io.isthmus.scim.ResourceType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the entry that belongs to a desired entry (rules 7 and 9): by link, else by the rule's correlation attributes in order,
 * exactly one. Used for one batch; remembers what the batch has taken: names, entries, and values that the directory has once.
 */
public final class Correlator {
    /** ends what is told of an entry whose resource was deleted: it gives up no name by itself */
    public static final String DEPARTED =
            ", which was deleted at the identity provider; decide adopt if this is the same one";

    private static final String IMPORT = "import";

    private final MappingSet mapping;
    private final Candidates candidates;
    private final Map<Anchor, Link> linked;
    private final Known known;
    private final Set<String> unique;
    private final Taken taken;

    /**
     * @param candidates what was read that may belong to the batch's unlinked members, or stands where they want to stand
     * @param linked links of those candidates, by anchor
     */
    public Correlator(MappingSet mapping, Candidates candidates, Map<Anchor, Link> linked) {
        this(mapping, candidates, linked, Known.NOTHING);
    }

    /** @param origins entries that members of the batch were imported from, by resource; among the candidates as well */
    public Correlator(
            MappingSet mapping, Candidates candidates, Map<Anchor, Link> linked, Map<String, ActualEntry> origins) {
        this(mapping, candidates, linked, new Known(origins, Map.of(), Map.of(), Set.of()));
    }

    /** @param known what is known of members of the batch beside */
    public Correlator(MappingSet mapping, Candidates candidates, Map<Anchor, Link> linked, Known known) {
        this(mapping, candidates, linked, known, Set.of(), new Taken());
    }

    /**
     * @param unique lower-case names of attributes of which no two entries of the directory may have the same value
     * @param taken by others, and from now on by the batch
     */
    Correlator(
            MappingSet mapping,
            Candidates candidates,
            Map<Anchor, Link> linked,
            Known known,
            Set<String> unique,
            Taken taken) {
        this.mapping = mapping;
        this.candidates = candidates;
        this.linked = Map.copyOf(linked);
        this.known = known;
        this.unique = unique;
        this.taken = taken;
    }

    /**
     * @param link the resource's link, an intended creation (without anchor) included
     * @param actual the linked entry, if it was found; for an intended creation the entry that was confirmed to be ours
     */
    public Pair correlate(DesiredEntry desired, Optional<Link> link, Optional<ActualEntry> actual) {
        if (actual.isPresent()) {
            return EntryScope.isProtected(mapping, actual.get())
                    ? pair(desired, link, actual, Situation.PROTECTED, "the entry is protected by the mapping")
                    : occupied(free(pair(desired, link, actual, Situation.IN_SYNC, "")));
        }
        if (EntryScope.isProtected(mapping, desired.dn())) {
            return pair(desired, link, Optional.empty(), Situation.PROTECTED, "its DN is protected by the mapping");
        }
        Pair found = unlinked(desired, link);
        boolean stood = link.filter(known -> known.anchor().isPresent() || ClaimsAfter.again(known.claims()))
                .isPresent();
        boolean lost = stood && found.situation() == Situation.NEW;
        return occupied(
                lost
                        ? pair(
                                desired,
                                link,
                                actual,
                                Situation.MISSING,
                                "the linked entry " + link.get().dn() + " is gone")
                        : found);
    }

    private Pair unlinked(DesiredEntry desired, Optional<Link> intended) {
        if (desired.unwanted()) {
            return pair(desired, intended, Optional.empty(), Situation.NEW, "");
        }
        if (known.apart(desired.resource().id())) {
            return standing(desired, intended);
        }
        Optional<ActualEntry> origin = Optional.ofNullable(
                        known.origins().get(desired.resource().id()))
                .filter(entry -> EntryScope.has(desired.rule(), entry));
        if (origin.isPresent()) {
            return hit(desired, intended, strongMatch(desired, origin.get()), origin.get());
        }
        for (String attribute : desired.rule().correlate()) {
            // what another resource has is told as such, whatever the scope says
            List<ActualEntry> hits = hits(desired, attribute).stream()
                    .filter(entry -> linked.containsKey(entry.anchor()) || EntryScope.has(desired.rule(), entry))
                    .toList();
            if (hits.size() > 1) {
                String names = String.join(
                        "; ", hits.stream().map(hit -> hit.dn().toString()).toList());
                String detail = "more than one entry has this " + attribute + ": " + names;
                return new Pair(desired, intended, Optional.empty(), Situation.DISPUTED, hits, detail, false);
            }
            if (hits.size() == 1) {
                return hit(desired, intended, attribute, hits.get(0));
            }
        }
        return standing(desired, intended);
    }

    private Pair standing(DesiredEntry desired, Optional<Link> intended) {
        return candidates
                .at(desired.dn())
                .map(there -> hit(desired, intended, "dn", there))
                .orElseGet(() -> pair(desired, intended, Optional.empty(), Situation.NEW, ""));
    }

    /** Whoever names an imported resource has it pushed: the entry is known, but not more trusted than one found by name. */
    private String strongMatch(DesiredEntry desired, ActualEntry origin) {
        return desired.rule().strong().stream()
                .filter(attribute -> hits(desired, attribute).equals(List.of(origin)))
                .findFirst()
                .orElse(IMPORT);
    }

    private Pair hit(DesiredEntry desired, Optional<Link> intended, String attribute, ActualEntry entry) {
        Optional<Link> other = Optional.ofNullable(linked.get(entry.anchor()))
                .filter(link -> !link.resource().equals(desired.resource().id()));
        Optional<String> source = other.flatMap(
                link -> known.otherSource(link.resource(), desired.resource().source()));
        if (source.isPresent()) {
            String detail = fromTwo(desired) + "the entry " + entry.dn() + " belongs to resource "
                    + other.get().resource() + " of " + source.get() + "; decide which of the two leads";
            return new Pair(desired, intended, Optional.empty(), Situation.DISPUTED, List.of(entry), detail, false);
        }
        if (other.isPresent()) {
            String detail = "the entry " + entry.dn() + " with this " + attribute + " belongs to resource "
                    + other.get().resource()
                    + (known.departed().contains(other.get().resource()) ? DEPARTED : "");
            return pair(desired, intended, Optional.of(entry), Situation.LINK_CONFLICT, detail);
        }
        if (EntryScope.isProtected(mapping, entry)) {
            return pair(desired, intended, Optional.of(entry), Situation.PROTECTED, entry.dn() + " is protected");
        }
        if (attribute.equals("dn") || !EntryScope.has(desired.rule(), entry)) {
            String detail = "the entry " + entry.dn()
                    + " stands there, and the rule's scope and correlation do not make it this user's";
            return new Pair(desired, intended, Optional.empty(), Situation.DISPUTED, List.of(entry), detail, false);
        }
        boolean strong = desired.rule().strong().stream().anyMatch(attribute::equalsIgnoreCase);
        String detail = known.given(desired.resource().id(), entry)
                ? "the entry " + entry.dn() + " was given to it by a decision"
                : attribute.equals(IMPORT)
                        ? "it was imported from the entry " + entry.dn() + never(desired.rule())
                        : "the entry " + entry.dn() + " has the same " + attribute + never(desired.rule());
        return new Pair(desired, intended, Optional.of(entry), Situation.ADOPTABLE, List.of(), detail, strong);
    }

    private static String never(EntryRule rule) {
        return rule.adopt() == UserRule.Adopt.NEVER
                ? "; rule " + rule.name() + " says adopt: never, so no plan adopts it, but the decision adopt does"
                : "";
    }

    private List<ActualEntry> hits(DesiredEntry desired, String attribute) {
        if (desired.rule().stampAttribute().filter(attribute::equalsIgnoreCase).isPresent()) {
            return candidates.having(attribute, desired.resource().id());
        }
        return desired.attributes().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(attribute))
                .map(Map.Entry::getValue)
                .map(DesiredValues::values)
                .filter(values -> values.size() == 1)
                .findFirst()
                .map(values -> candidates.having(attribute, values.get(0)))
                .orElse(List.of());
    }

    /** A linked entry that should be renamed finds its new name taken by an entry that stays there. */
    private Pair free(Pair pair) {
        DesiredEntry desired = pair.desired();
        Optional<ActualEntry> holder = candidates
                .at(desired.dn())
                .filter(there ->
                        !there.anchor().equals(pair.actual().orElseThrow().anchor()));
        if (holder.isEmpty()) {
            return pair;
        }
        String whose = Optional.ofNullable(linked.get(holder.get().anchor()))
                .map(link -> "resource " + link.resource())
                .orElse("an entry that is not ours");
        return conflict(pair, whose + " already has the DN " + desired.dn());
    }

    private static Pair conflict(Pair pair, String detail) {
        return new Pair(pair.desired(), pair.link(), pair.actual(), Situation.LINK_CONFLICT, List.of(), detail, false);
    }

    /** The first comer has the name, the entry and the values; the second is told who. */
    private Pair occupied(Pair pair) {
        DesiredEntry desired = pair.desired();
        boolean wants = pair.situation() == Situation.NEW
                || pair.situation() == Situation.MISSING
                || pair.situation() == Situation.IN_SYNC
                || pair.situation() == Situation.ADOPTABLE;
        boolean nowhere = desired.unwanted() && pair.actual().isEmpty();
        boolean leftAlone =
                !pair.linked() && known.leftAlone().contains(desired.resource().id());
        if (!wants || nowhere || leftAlone) {
            return pair;
        }
        Taken.First mine = Taken.First.of(desired);
        Optional<Taken.First> named = standsThere(pair) ? Optional.empty() : taken.name(desired.dn(), mine);
        if (named.isPresent()) {
            return second(pair, named.get(), "the DN " + desired.dn());
        }
        Optional<ActualEntry> adopted = pair.actual().filter(entry -> pair.situation() == Situation.ADOPTABLE);
        Optional<Taken.First> owner = adopted.flatMap(entry -> taken.entry(entry.anchor(), mine));
        return owner.isPresent()
                ? second(pair, owner.get(), "the entry " + adopted.get().dn())
                : onlyOnce(pair, mine);
    }

    private static Pair second(Pair pair, Taken.First first, String what) {
        if (pair.linked() || first.source().equals(pair.desired().resource().source())) {
            return conflict(pair, "resource " + first.resource() + " already has " + what);
        }
        String detail = fromTwo(pair.desired()) + "resource " + first.resource() + " of " + first.source() + " has "
                + what + "; decide which of the two leads";
        return pair(pair.desired(), pair.link(), Optional.empty(), Situation.DISPUTED, detail);
    }

    /** A value that another has stays as it is, and the entry with it where there is none yet. */
    private Pair onlyOnce(Pair pair, Taken.First mine) {
        Pair left = pair;
        pair.actual().ifPresent(entry -> taken.keeps(entry, pair.desired(), unique, mine));
        for (Taken.Value value : Taken.comingTo(pair.actual(), pair.desired(), unique)) {
            Optional<Taken.First> first = taken.value(value, mine);
            if (first.isPresent()) {
                String what = "the " + value.attribute() + " " + value.text();
                left = conflict(
                        keeping(left, value.attribute()),
                        "resource " + first.get().resource() + " already has " + what);
            }
        }
        return left;
    }

    private static Pair keeping(Pair pair, String attribute) {
        Map<String, DesiredValues> attributes =
                new LinkedHashMap<>(pair.desired().attributes());
        pair.actual()
                .ifPresent(entry -> attributes.computeIfPresent(attribute, (name, values) -> {
                    List<String> there = entry.attribute(name)
                            .map(found -> Arrays.asList(found.getValues()))
                            .orElse(List.of());
                    return new DesiredValues(there, values.ownership());
                }));
        return pair.with(pair.desired().with(attributes));
    }

    private static String fromTwo(DesiredEntry desired) {
        return "the same " + (desired.resource().type() == ResourceType.GROUP ? "group" : "person")
                + " comes from two sources: ";
    }

    private static boolean standsThere(Pair pair) {
        return pair.situation() == Situation.IN_SYNC
                && pair.actual()
                        .filter(entry -> entry.dn().equals(pair.desired().dn()))
                        .isPresent();
    }

    private static Pair pair(
            DesiredEntry desired,
            Optional<Link> link,
            Optional<ActualEntry> actual,
            Situation situation,
            String detail) {
        return new Pair(desired, link, actual, situation, List.of(), detail, false);
    }
}

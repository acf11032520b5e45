package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pairs the desired entries of one batch with what was read for it.
 *
 * @param wanted in the order of who comes first
 * @param links of the batch, by resource
 * @param actual linked entries, by resource
 * @param found entries that may belong to the unlinked, or stand where some want to stand
 * @param owners links of what was found, by anchor
 * @param known what is known of some beside
 * @param correlate names of the attributes that rules correlate by
 * @param unique lower-case names of attributes of which no two entries of the directory may have the same value
 * @param taken what others of the same plan have, and from now on the batch
 */
public record Pairing(
        MappingSet mapping,
        List<DesiredEntry> wanted,
        Map<String, Link> links,
        Map<String, ActualEntry> actual,
        List<ActualEntry> found,
        Map<Anchor, Link> owners,
        Known known,
        Set<String> correlate,
        Set<String> unique,
        Taken taken) {
    /** Where nothing but names is unique, and nothing is taken yet. */
    public Pairing(
            MappingSet mapping,
            List<DesiredEntry> wanted,
            Map<String, Link> links,
            Map<String, ActualEntry> actual,
            List<ActualEntry> found,
            Map<Anchor, Link> owners,
            Known known,
            Set<String> correlate) {
        this(mapping, wanted, links, actual, found, owners, known, correlate, Set.of(), new Taken());
    }

    /** Whether an entry has all unique values that are desired of it. */
    public static boolean settled(ActualEntry entry, DesiredEntry desired, Set<String> unique) {
        return Taken.settled(entry, desired, unique);
    }

    /**
     * The pairs, in the order of {@code wanted}. An entry that is to leave its name but cannot, since its own new name is taken,
     * keeps it: those that wanted it are told so.
     *
     * @param leaving entries that are to be renamed
     */
    public List<Pair> pairs(Set<Anchor> leaving) {
        Set<Anchor> free = new HashSet<>(leaving);
        while (true) {
            Taken now = taken.further();
            keep(now, free);
            List<Pair> pairs = correlated(free, now);
            boolean stuck = pairs.stream()
                    .filter(pair -> pair.linked() && pair.situation() != Situation.IN_SYNC)
                    .flatMap(pair -> pair.actual().stream())
                    .map(entry -> free.remove(entry.anchor()))
                    .reduce(false, Boolean::logicalOr);
            if (!stuck) {
                taken.add(now);
                return pairs;
            }
        }
    }

    /** Whoever has a value and keeps it has come first. */
    private void keep(Taken now, Set<Anchor> free) {
        if (unique.isEmpty()) {
            return;
        }
        Set<String> batch = new HashSet<>();
        for (DesiredEntry entry : wanted) {
            batch.add(entry.resource().id());
            Optional.ofNullable(actual.get(entry.resource().id()))
                    .ifPresent(there -> now.keeps(there, entry, unique, Taken.First.of(entry)));
        }
        for (ActualEntry entry : found) {
            Optional.ofNullable(owners.get(entry.anchor()))
                    .map(Link::resource)
                    .filter(owner -> !batch.contains(owner) && !free.contains(entry.anchor()))
                    .ifPresent(owner -> now.keeps(entry, unique, new Taken.First(owner, "")));
        }
    }

    private List<Pair> correlated(Set<Anchor> free, Taken now) {
        Correlator correlator =
                new Correlator(mapping, new Candidates(found, correlate, free), owners, known, unique, now);
        return wanted.stream()
                .map(entry -> {
                    String id = entry.resource().id();
                    return correlator.correlate(
                            entry, Optional.ofNullable(links.get(id)), Optional.ofNullable(actual.get(id)));
                })
                .toList();
    }
}

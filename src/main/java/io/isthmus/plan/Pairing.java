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
 */
public record Pairing(
        MappingSet mapping,
        List<DesiredEntry> wanted,
        Map<String, Link> links,
        Map<String, ActualEntry> actual,
        List<ActualEntry> found,
        Map<Anchor, Link> owners,
        Known known,
        Set<String> correlate) {

    /**
     * The pairs, in the order of {@code wanted}. An entry that is to leave its name but cannot, since its own new name is taken,
     * keeps it: those that wanted it are told so.
     *
     * @param leaving entries that are to be renamed
     */
    public List<Pair> pairs(Set<Anchor> leaving) {
        Set<Anchor> free = new HashSet<>(leaving);
        while (true) {
            List<Pair> pairs = correlated(free);
            boolean stuck = pairs.stream()
                    .filter(pair -> pair.linked() && pair.situation() != Situation.IN_SYNC)
                    .flatMap(pair -> pair.actual().stream())
                    .map(entry -> free.remove(entry.anchor()))
                    .reduce(false, Boolean::logicalOr);
            if (!stuck) {
                return pairs;
            }
        }
    }

    private List<Pair> correlated(Set<Anchor> free) {
        Correlator correlator = new Correlator(mapping, new Candidates(found, correlate, free), owners, known);
        return wanted.stream()
                .map(entry -> {
                    String id = entry.resource().id();
                    return correlator.correlate(
                            entry, Optional.ofNullable(links.get(id)), Optional.ofNullable(actual.get(id)));
                })
                .toList();
    }
}

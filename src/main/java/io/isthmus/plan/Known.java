package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the members of a batch beside what they want and what was read.
 *
 * @param origins by resource: the entry that it was imported from, or that a person gave it; among the candidates as well
 * @param rulings by resource: what a person decided about it
 * @param sources by resource that has one of the candidates: whose it is
 * @param departed those of them that their source has deleted
 * @param leftAlone resources that are to have no entry for now: they take nobody's name
 */
public record Known(
        Map<String, ActualEntry> origins,
        Map<String, Ruling> rulings,
        Map<String, String> sources,
        Set<String> departed,
        Set<String> leftAlone) {
    public static final Known NOTHING = new Known(Map.of(), Map.of(), Map.of(), Set.of());

    /** Where nobody has been deleted. */
    public Known(
            Map<String, ActualEntry> origins,
            Map<String, Ruling> rulings,
            Map<String, String> sources,
            Set<String> leftAlone) {
        this(origins, rulings, sources, Set.of(), leftAlone);
    }

    public Known {
        departed = Set.copyOf(departed);
        origins = Map.copyOf(origins);
        rulings = Map.copyOf(rulings);
        sources = Map.copyOf(sources);
        leftAlone = Set.copyOf(leftAlone);
    }

    /** Whether a person decided that none of the entries that match is the resource's. */
    boolean apart(String resource) {
        return Optional.ofNullable(rulings.get(resource))
                .filter(ruling -> ruling.action() == Ruling.Action.CREATE)
                .isPresent();
    }

    /** Whether a person decided that the entry is the resource's. */
    boolean given(String resource, ActualEntry entry) {
        return Optional.ofNullable(rulings.get(resource))
                .filter(ruling -> ruling.means(entry.anchor()))
                .isPresent();
    }

    /** The source of a resource, if that is another one. */
    Optional<String> otherSource(String resource, String than) {
        return Optional.ofNullable(sources.get(resource)).filter(source -> !source.equals(than));
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Situation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps nothing. */
final class NoDeviations implements Deviations {
    @Override
    public Set<Part> replaceAll(Look look, Collection<Deviation> seen, Set<Part> except) {
        return Set.of();
    }

    @Override
    public void replace(Look look, Map<Part, Keep> parts, Collection<Deviation> seen) {
        // nothing is kept
    }

    @Override
    public void end(Map<Part, Set<String>> items) {
        // nothing is kept
    }

    @Override
    public List<Row> page(Listing listing, Optional<Place> after, int limit) {
        return List.of();
    }

    @Override
    public Map<Situation, Long> situations() {
        return Map.of();
    }
}

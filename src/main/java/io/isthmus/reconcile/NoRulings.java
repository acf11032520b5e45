package io.isthmus.reconcile;

import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nobody decides anything. */
final class NoRulings implements Rulings {
    @Override
    public Map<String, List<Suppression>> suppressions(Collection<String> resources, String mapping) {
        return Map.of();
    }

    @Override
    public long newest() {
        return 0;
    }

    @Override
    public void suppress(Collection<Suppression> suppressions, Occasion occasion) {}

    @Override
    public void end(Collection<Long> ids) {}

    @Override
    public void endOfRefused(String run) {}

    @Override
    public void keepOnly(String mapping) {}

    @Override
    public List<Stored> list(String mapping, long after, int limit) {
        return List.of();
    }

    @Override
    public Optional<Suppression> lift(long id) {
        return Optional.empty();
    }

    @Override
    public Map<String, Ruling> decisions(Collection<String> resources) {
        return Map.of();
    }

    @Override
    public void decide(String resource, Ruling ruling, String actor) {}

    @Override
    public boolean turn(String run, RunRow.Status to, String actor) {
        return true;
    }
}

package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.Situation;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which entries show that the directory is still the one it was: those that were there together with what is missing now. What was
 * linked later may have been made in an empty directory that took its place (rule 24).
 */
final class Footing {
    /** runs over everything that are looked at for one that found all; older ones prove no more than the links themselves */
    private static final int SOME = 20;

    private final Links links;
    private final Runs runs;

    Footing(Parts parts) {
        this.links = parts.links();
        this.runs = parts.runs();
    }

    /**
     * How many links there are by base, the missing ones included, that date from when those stood. Asked for only where something
     * is to be made again.
     *
     * @param forgotten missing entries that nobody wants any more
     */
    SafetyLimits.Population of(List<PlanItem> items, Collection<String> forgotten) {
        Map<String, Long> counted = new HashMap<>();
        return (what, where) -> counted.computeIfAbsent(where, base -> count(items, forgotten, base));
    }

    private long count(List<PlanItem> items, Collection<String> forgotten, String where) {
        List<PlanItem> missing = items.stream()
                .filter(item -> item.change() instanceof Change.AddEntry)
                .filter(item -> item.change().about().situation() == Situation.MISSING)
                .filter(item -> base(item).toNormalizedString().equals(where))
                .toList();
        if (missing.isEmpty()) {
            return 0;
        }
        Instant stood = Stream.of(
                        missing.stream().flatMap(item -> item.link().stream()).map(Link::linked),
                        forgotten.isEmpty()
                                ? Stream.<Instant>empty()
                                : links.ofResources(forgotten).stream().map(Link::linked),
                        foundAll().stream())
                .flatMap(times -> times)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        return links.below(List.of(base(missing.get(0))), stood).getOrDefault(where, 0L);
    }

    private static DN base(PlanItem item) {
        return item.desired().rule().base();
    }

    /**
     * When the newest run over everything began that found all that was linked. One that left something alone may have left a
     * missing entry alone.
     */
    private Optional<Instant> foundAll() {
        return Stream.of(RunRow.Kind.FULL, RunRow.Kind.SYNC)
                .flatMap(kind ->
                        runs.list(Optional.of(kind), Optional.of(RunRow.Status.DONE), Optional.empty(), SOME).stream())
                .filter(RunRow::complete)
                .filter(run -> Stream.of(Situation.MISSING, Situation.SUPPRESSED)
                        .allMatch(absent -> run.counts().getOrDefault(absent.label(), 0L) == 0))
                .map(RunRow::started)
                .max(Instant::compareTo);
    }
}

package io.isthmus.app;

import io.isthmus.plan.Situation;
import io.isthmus.reconcile.Reconciliation;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entries by situation, for the metrics: what is listed as it is listed now, what was healed since not any more; the rest as the
 * last run over everything counted it. Every situation has a number, so that none keeps an old one.
 */
final class EntryCounts {
    private static final Set<Situation> LISTED = EnumSet.of(
            Situation.DRIFTED,
            Situation.CONFLICT,
            Situation.MISSING,
            Situation.ORPHAN,
            Situation.GRACE,
            Situation.DISPUTED,
            Situation.LINK_CONFLICT,
            Situation.PROTECTED,
            Situation.ADOPTABLE,
            Situation.INVALID,
            Situation.BLOCKED,
            Situation.FAILED);

    private EntryCounts() {}

    static Map<String, Long> of(Reconciliation.Status status) {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> last = status.lastFull().map(run -> run.counts()).orElse(Map.of());
        for (Situation situation : Situation.values()) {
            counts.put(
                    situation.label(),
                    LISTED.contains(situation)
                            ? status.listed().getOrDefault(situation, 0L)
                            : last.getOrDefault(situation.label(), 0L));
        }
        return counts;
    }
}

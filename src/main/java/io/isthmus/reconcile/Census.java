package io.isthmus.reconcile;

import io.isthmus.plan.Situation;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How what a run looked at stood: each resource counts once, as it was found, whatever the run has made of it. Of what a reading found in order only the number
 * is known, until it is planned after all.
 */
final class Census {
    /** what is no news where the same run finds another situation later */
    private static final Set<Situation> PASSING =
            EnumSet.of(Situation.IN_SYNC, Situation.LINK_CONFLICT, Situation.INVALID, Situation.BLOCKED);

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Situation> standing = new HashMap<>();
    /** by resource: as what it is listed that the directory refused in this run */
    private final Map<String, Situation> refused = new HashMap<>();

    private Set<String> toPlan = Set.of();
    private long position = -1;

    /** @param before what the run has counted before */
    Census(Map<String, Long> before) {
        counts.putAll(before);
    }

    /**
     * Everything was read.
     *
     * @param inSync number of entries that are as desired
     * @param others the resources that are not among them
     * @param journal the position that the reading was about
     */
    void read(long inSync, Set<String> others, long journal) {
        add(Situation.IN_SYNC, inSync);
        toPlan = others;
        position = journal;
    }

    /** What no resource stands for. */
    void add(Situation situation, long number) {
        if (number != 0) {
            counts.merge(situation.label(), number, Long::sum);
        }
    }

    /** What was planned now stands as it was planned. */
    void take(PlanDraft draft) {
        draft.standings.forEach((resource, now) -> {
            if (!standing.containsKey(resource) && readInSync(resource, now.journal())) {
                add(Situation.IN_SYNC, -1);
            }
            stands(resource, now.situation());
        });
    }

    /** What came after the reading is in no number of it. */
    private boolean readInSync(String resource, long journal) {
        return journal <= position && !resource.startsWith(GroupMembers.BY_DN) && !toPlan.contains(resource);
    }

    private void stands(String resource, Situation now) {
        Optional<Situation> before = Optional.ofNullable(standing.get(resource));
        boolean replaced = before.map(found -> now == Situation.INVALID || PASSING.contains(found))
                .orElse(true);
        if (replaced) {
            before.ifPresent(found -> add(found, -1));
            add(now, 1);
            standing.put(resource, now);
        }
    }

    /**
     * The directory did not take what was written.
     *
     * @param planned in which situation it is counted, if an earlier run has planned it
     */
    void refused(String resource, Situation planned, Situation as) {
        standing.putIfAbsent(resource, planned);
        refused.put(resource, as);
    }

    /** All of it is written after all. */
    void taken(String resource) {
        refused.remove(resource);
    }

    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>(counts);
        refused.forEach((resource, as) -> {
            String planned = standing.getOrDefault(resource, as).label();
            // what an earlier run planned may be counted there as something else
            now.computeIfPresent(planned, (label, number) -> Math.max(0, number - 1));
            now.merge(as.label(), 1L, Long::sum);
        });
        now.values().removeIf(number -> number == 0);
        return Map.copyOf(now);
    }
}

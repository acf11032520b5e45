package io.isthmus.plan;

import java.util.Map;

/** What was taken away lately without anybody's approval: it counts on top of what a plan takes away (rule 23). */
public record RecentLosses(Map<Of, Long> numbers) {
    public static final RecentLosses NONE = new RecentLosses(Map.of());

    /** A class of changes, and the population that it was counted against. */
    public record Of(Limited what, String where) {}

    public RecentLosses {
        numbers = Map.copyOf(numbers);
    }

    /** How many. */
    public long of(Limited what, String where) {
        return numbers.getOrDefault(new Of(what, where), 0L);
    }
}

package io.isthmus.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The guard's limits (rules 22, 25 and 28).
 *
 * @param minPopulation percent counts from this many managed entries on
 * @param disables of accounts
 * @param deletes of entries
 * @param members that groups lose
 */
public record SafetyLimits(long minPopulation, Limit disables, Limit deletes, MemberLimits members) {
    /** Without limits on members. */
    public SafetyLimits(long minPopulation, Limit disables, Limit deletes) {
        this(minPopulation, disables, deletes, MemberLimits.NONE);
    }

    /** At most {@code count} and at most {@code percent} of the population; 0 means no such limit. */
    public record Limit(long count, double percent) {
        long max(long population, long minPopulation) {
            long byCount = count == 0 ? Long.MAX_VALUE : count;
            long byPercent = percent == 0 || population < minPopulation
                    ? Long.MAX_VALUE
                    : (long) Math.floor(population * percent / 100);
            return Math.min(byCount, byPercent);
        }
    }

    /** What was lost lately and counts on top. */
    public record RecentLosses(long disables, long deletes) {
        public static final RecentLosses NONE = new RecentLosses(0, 0);
    }

    /** The verdict, and the plan split by it. */
    public record Judged<T>(Verdict verdict, List<T> go, List<T> held) {}

    /** Judges a whole plan; a class of changes over its limit is held as a whole, the rest may go. */
    public <T> Judged<T> judge(
            List<T> plan, Predicate<T> disables, Predicate<T> deletes, long population, RecentLosses window) {
        Checked disabled = check(
                "disables",
                "accounts would be disabled",
                count(plan, disables),
                window.disables(),
                this.disables,
                population);
        Checked deleted = check(
                "deletes",
                "entries would be deleted",
                count(plan, deletes),
                window.deletes(),
                this.deletes,
                population);
        List<T> go = new ArrayList<>();
        List<T> held = new ArrayList<>();
        for (T change : plan) {
            boolean over = disabled.over && disables.test(change) || deleted.over && deletes.test(change);
            (over ? held : go).add(change);
        }
        Checked nearest = disabled.nearness() >= deleted.nearness() ? disabled : deleted;
        return new Judged<>(nearest.verdict(!held.isEmpty()), go, held);
    }

    private static <T> long count(List<T> plan, Predicate<T> of) {
        return plan.stream().filter(of).count();
    }

    private Checked check(String limit, String words, long now, long before, Limit of, long population) {
        long max = of.max(population, minPopulation);
        return new Checked(limit, words, now + before, max, population, now > 0 && now + before > max);
    }

    private record Checked(String limit, String words, long seen, long max, long population, boolean over) {
        double nearness() {
            return max == Long.MAX_VALUE ? 0 : over ? 1_000_000.0 + seen : (double) seen / Math.max(1, max);
        }

        Verdict verdict(boolean held) {
            String limited = max == Long.MAX_VALUE ? "there is no limit" : "at most " + max + " go without approval";
            String line = seen + " of " + population + " " + words + ": " + limited
                    + (over ? ", so these wait for approval" : ", so they pass");
            return new Verdict(held, limit, seen, population, max == Long.MAX_VALUE ? -1 : max, line);
        }
    }
}

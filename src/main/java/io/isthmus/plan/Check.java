package io.isthmus.plan;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * One limit held against what a plan would do.
 *
 * @param place for people; empty for all of the directory
 * @param now how many the plan would make
 * @param before how many were made lately without approval
 * @param of the population
 * @param max how many are let through
 * @param holds by resource: the classes of its changes that wait, if this is over
 */
public record Check(
        Limited what, String place, long now, long before, long of, long max, Map<String, Set<Limited>> holds) {

    /** Whether the limit is passed. */
    public boolean over() {
        return now > 0 && now + before > max;
    }

    /** How near it came: above 1 for those that are over. */
    double nearness() {
        double share = (double) (now + before) / Math.max(1, max);
        return over() ? 1 + Math.max(share, 1e-9) : Math.min(share, 1);
    }

    Verdict verdict(Duration window, boolean held) {
        long seen = now + before;
        String lately = before == 0 ? "" : ", " + before + " of them in the last " + hours(window);
        boolean limited = max < Long.MAX_VALUE;
        String line = what.told(seen, of, place) + lately + ": "
                + (limited ? "at most " + max + " go without approval" : "there is no limit") + ", so "
                + (over() ? "these wait for approval" : "they pass");
        return new Verdict(held, what.label(), seen, of, limited ? max : -1, line);
    }

    private static String hours(Duration window) {
        return window.toMinutesPart() == 0 ? window.toHours() + "h" : window.toMinutes() + "m";
    }
}

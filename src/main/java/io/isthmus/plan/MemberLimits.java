package io.isthmus.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The guard's limits on members that are removed (rules 22 and 24).
 *
 * @param perGroupPercent of a group's members that may go at once; 0 is no limit
 * @param perGroupMin groups with fewer members are not held for a percentage
 * @param all of all groups together
 * @param minPopulation memberships of ours from which on a percentage of them counts
 * @param groupsEmptied groups that may lose their last member at once; 0 is no limit
 */
public record MemberLimits(
        double perGroupPercent, long perGroupMin, SafetyLimits.Limit all, long minPopulation, long groupsEmptied) {
    /** Nothing is held. */
    public static final MemberLimits NONE = new MemberLimits(0, 0, new SafetyLimits.Limit(0, 0), 0, 0);

    /**
     * What a plan takes out of a group.
     *
     * @param group its target
     * @param name for the verdict
     * @param removed number of members; those that leave since their account is disabled or deleted, or come back under another
     *     name, do not count
     * @param of number of members of ours before
     * @param deleted whether the group itself was deleted at the identity provider: that is no inference (rule 5), and counts
     *     as one group
     */
    public record Loss(String group, String name, long removed, long of, boolean deleted) {
        boolean empties() {
            return removed >= of;
        }
    }

    /**
     * @param held groups whose removals wait
     * @param verdict the limit that was passed, if one was
     */
    public record Judged(Set<String> held, Optional<Verdict> verdict) {}

    /** Judges a whole plan. @param population number of memberships of ours */
    public Judged judge(List<Loss> losses, long population) {
        long removed = losses.stream()
                .filter(loss -> !loss.deleted())
                .mapToLong(Loss::removed)
                .sum();
        long most = all.max(population, minPopulation);
        if (removed > most) {
            return held(losses, "members-removed", removed, population, most, "members would be removed");
        }
        List<Loss> emptied = losses.stream().filter(Loss::empties).toList();
        if (groupsEmptied > 0 && emptied.size() > groupsEmptied) {
            return held(
                    emptied,
                    "groups-emptied",
                    emptied.size(),
                    emptied.size(),
                    groupsEmptied,
                    "groups would lose all members");
        }
        List<Loss> tooMuch = losses.stream().filter(this::tooMuch).toList();
        if (tooMuch.isEmpty()) {
            return new Judged(Set.of(), Optional.empty());
        }
        Loss first = tooMuch.get(0);
        long max = (long) Math.floor(first.of() * perGroupPercent / 100);
        return held(
                tooMuch,
                "members-removed",
                first.removed(),
                first.of(),
                max,
                "members of " + first.name() + " would be removed");
    }

    private boolean tooMuch(Loss loss) {
        return !loss.deleted()
                && perGroupPercent > 0
                && loss.of() >= perGroupMin
                && loss.removed() * 100.0 / loss.of() > perGroupPercent;
    }

    private static Judged held(List<Loss> losses, String limit, long seen, long of, long max, String words) {
        Set<String> groups = new HashSet<>();
        losses.forEach(loss -> groups.add(loss.group()));
        String line = seen + " of " + of + " " + words + ": at most " + max
                + " go without approval, so these wait for approval";
        return new Judged(groups, Optional.of(new Verdict(true, limit, seen, of, max, line)));
    }
}

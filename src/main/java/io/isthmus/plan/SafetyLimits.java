package io.isthmus.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The guard's limits (rules 22 to 25 and 28): a table from classes of changes to how many of them go without approval.
 *
 * @param table classes that are not in it have no limit
 * @param privileged groups to which the stricter limit applies
 * @param window how long what was taken away counts on top
 */
public record SafetyLimits(Map<Limited, Bound> table, PrivilegedGroups privileged, Duration window) {
    private static final Duration DAY = Duration.ofHours(24);
    /** of its own median that a source's population may be below before what it takes away is held */
    private static final double FALL_PERCENT = 20;

    /** As written in the settings: at most {@code count} and at most {@code percent} of the population; 0 is no such limit. */
    public record Limit(long count, double percent) {}

    /**
     * How many of a class go.
     *
     * @param count at most so many in the whole plan
     * @param percent of each population, from {@code from} on; 0 is no limit. One goes always
     */
    public record Bound(long count, double percent, long from) {
        static final Bound NONE = new Bound(Long.MAX_VALUE, 0, 0);

        static Bound of(Limit limit, long from) {
            return new Bound(limit.count() == 0 ? Long.MAX_VALUE : limit.count(), limit.percent(), from);
        }

        /** How many of one population go. */
        long max(long population) {
            boolean counts = percent > 0 && population >= from && population > 0;
            // a hair's breadth, so that 5 % of 240 are 12
            long share = counts ? Math.max(1, (long) Math.floor(population * percent / 100 + 1e-9)) : Long.MAX_VALUE;
            return Math.min(count, share);
        }
    }

    /** How large the population is that a class is counted against. */
    @FunctionalInterface
    public interface Population {
        long of(Limited what, String where);
    }

    /** How many resources of a source are live and active, and how many usually are. */
    public record Standing(long usual, long now) {}

    public SafetyLimits {
        table = Map.copyOf(table);
    }

    /** Of disables and deletes alone. */
    public SafetyLimits(long minPopulation, Limit disables, Limit deletes) {
        this(minPopulation, disables, deletes, MemberLimits.NONE);
    }

    /** Of disables, deletes and members. */
    public SafetyLimits(long minPopulation, Limit disables, Limit deletes, MemberLimits members) {
        this(
                rows(
                        minPopulation,
                        Map.of(Limited.DISABLES, disables, Limited.DELETES, deletes),
                        members,
                        Long.MAX_VALUE),
                PrivilegedGroups.NONE,
                DAY);
    }

    /**
     * All of them.
     *
     * @param entries limits on changes of entries, whose percentages count from {@code minPopulation} on
     * @param membersChanged of privileged groups together; 0 lets none through
     */
    public static SafetyLimits of(
            long minPopulation,
            Map<Limited, Limit> entries,
            MemberLimits members,
            PrivilegedGroups privileged,
            long membersChanged,
            Duration window) {
        Map<Limited, Bound> table = rows(minPopulation, entries, members, membersChanged);
        table.put(Limited.SOURCE_POPULATION, new Bound(Long.MAX_VALUE, FALL_PERCENT, Math.max(1, minPopulation)));
        return new SafetyLimits(table, privileged, window);
    }

    private static Map<Limited, Bound> rows(
            long minPopulation, Map<Limited, Limit> entries, MemberLimits members, long membersChanged) {
        Map<Limited, Bound> table = new EnumMap<>(Limited.class);
        entries.forEach((what, limit) -> table.put(what, Bound.of(limit, minPopulation)));
        table.put(Limited.MEMBERS_REMOVED, Bound.of(members.all(), members.minPopulation()));
        table.put(
                Limited.MEMBERS_OF_GROUP, new Bound(Long.MAX_VALUE, members.perGroupPercent(), members.perGroupMin()));
        table.put(Limited.GROUPS_EMPTIED, Bound.of(new Limit(members.groupsEmptied(), 0), 0));
        table.put(Limited.PRIVILEGED, new Bound(membersChanged, 0, 0));
        return table;
    }

    private Bound bound(Limited what) {
        return table.getOrDefault(what, Bound.NONE);
    }

    /** Whether anything of that class may ever be held. */
    public boolean limits(Limited what) {
        return bound(what).count() < Long.MAX_VALUE || bound(what).percent() > 0;
    }

    /** Judges the findings of a whole plan, every class against its row; a class over its limit is held as a whole. */
    public Judgement judge(List<Finding> findings, Population population, RecentLosses lately) {
        List<Check> checks = new ArrayList<>();
        Map<Limited, List<Finding>> byClass =
                grouped(findings, finding -> finding.counted().what());
        byClass.forEach((what, of) -> {
            if (limits(what)) {
                checks.addAll(checks(what, of, population, lately));
            }
        });
        return new Judgement(checks);
    }

    private static <K> Map<K, List<Finding>> grouped(List<Finding> findings, Function<Finding, K> by) {
        return findings.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    /** Each population for itself, and the number over all of them where there is more than one. */
    private List<Check> checks(Limited what, List<Finding> findings, Population population, RecentLosses lately) {
        List<Check> checks = new ArrayList<>();
        Map<String, List<Finding>> byPlace =
                grouped(findings, finding -> finding.counted().where());
        long before = 0;
        long all = 0;
        for (Map.Entry<String, List<Finding>> place : byPlace.entrySet()) {
            long size = population.of(what, place.getKey());
            long lost = lately.of(what, place.getKey());
            // members that a group lost lately were its members before
            size += what == Limited.MEMBERS_OF_GROUP ? lost : 0;
            // of what there was before, for whoever reads it; the limit is of what there is
            long told = size + (what == Limited.MEMBERS_REMOVED ? lost : 0);
            checks.add(check(what, place.getValue(), lost, told, bound(what).max(size), true));
            before += lost;
            all += size;
        }
        if (byPlace.size() > 1) {
            checks.add(check(what, findings, before, all, bound(what).count(), false));
        }
        checks.removeIf(check -> check.max() == Long.MAX_VALUE);
        return checks;
    }

    private static Check check(
            Limited what, List<Finding> findings, long before, long population, long max, boolean told) {
        long now = findings.stream()
                .mapToLong(finding -> finding.counted().number())
                .sum();
        Map<String, Set<Limited>> holds = new HashMap<>();
        findings.forEach(finding -> holds.put(finding.resource(), Set.of(what)));
        return new Check(what, told ? findings.get(0).place() : "", now, before, population, max, holds);
    }

    /**
     * Where all that is linked below a base is missing, the directory looks empty: nothing is created again without approval
     * (rule 24). One entry alone may well have been deleted. What stands proves that the directory is still the one it was only if
     * it was there together with what is missing: we may have made it in an empty one since.
     *
     * @param linked all that is linked below a base
     * @param stood what of it dates from when the missing ones stood, these included
     * @param forgotten missing entries that nobody wants any more
     */
    public Judgement emptied(List<Finding> findings, Population linked, Population stood, long forgotten) {
        if (!limits(Limited.RECREATES)) {
            return new Judgement(List.of());
        }
        List<Finding> again = findings.stream()
                .filter(finding -> finding.counted().what() == Limited.RECREATES)
                .toList();
        List<Check> checks = new ArrayList<>();
        grouped(again, finding -> finding.counted().where()).forEach((where, of) -> {
            if (of.size() > 1 && of.size() + forgotten >= stood.of(Limited.RECREATES, where)) {
                Map<String, Set<Limited>> holds = new HashMap<>();
                of.forEach(finding -> holds.put(finding.resource(), Set.of(Limited.RECREATES)));
                checks.add(new Check(
                        Limited.ALL_MISSING,
                        of.get(0).place(),
                        of.size(),
                        0,
                        linked.of(Limited.RECREATES, where),
                        0,
                        holds));
            }
        });
        return new Judgement(checks);
    }

    /** Where a source has far fewer resources than usual, what it takes away is held (rule 24). */
    public Judgement fallen(List<Finding> findings, Map<Finding.Source, Standing> sources) {
        List<Check> checks = new ArrayList<>();
        List<Finding> losses = findings.stream()
                .filter(finding -> finding.counted().what().lasting())
                .toList();
        grouped(losses, Finding::source).forEach((source, of) -> {
            Standing standing = sources.getOrDefault(source, new Standing(0, 0));
            long max = bound(Limited.SOURCE_POPULATION).max(standing.usual());
            long fall = standing.usual() - standing.now();
            if (fall > 0 && max < Long.MAX_VALUE) {
                Map<String, Set<Limited>> holds = of.stream()
                        .collect(Collectors.groupingBy(
                                Finding::resource,
                                Collectors.mapping(finding -> finding.counted().what(), Collectors.toSet())));
                checks.add(new Check(Limited.SOURCE_POPULATION, source.told(), fall, 0, standing.usual(), max, holds));
            }
        });
        return new Judgement(checks);
    }

    /** What speaks for a plan of which no limit counts anything. */
    public Check nothing(long population) {
        return new Check(
                Limited.DISABLES, "", 0, 0, population, bound(Limited.DISABLES).max(population), Map.of());
    }
}

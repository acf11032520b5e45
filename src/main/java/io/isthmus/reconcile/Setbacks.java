package io.isthmus.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resources whose write the directory did not take, for reasons that may pass by themselves: each is tried again, later and
 * later, and nothing else waits for it. Many entries in a row trip a breaker: until one is written, only a few are tried.
 */
final class Setbacks {
    static final int IN_A_ROW = 5;
    private static final int PROBES = 3;
    private static final int AT_ONCE = 500;
    private static final int PATIENCE = 3;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration SETTLED = Duration.ofMinutes(5);

    /**
     * @param settled whether it counts as dealt with, although it is tried again now and then
     * @param number to tell the later from the earlier
     */
    private record Setback(long journal, int times, Instant due, boolean settled, long number) {}

    private final Map<String, Setback> byResource = new HashMap<>();
    private final Set<String> inARow = new HashSet<>();
    private Optional<String> open = Optional.empty();
    private long count;

    /**
     * @param journal position of the resource's newest push when it was planned
     * @param lasting whether only an administrator can mend it, so that it never counts as dealt with
     */
    synchronized void failed(String resource, long journal, boolean lasting, Instant now) {
        Optional<Setback> before =
                Optional.ofNullable(byResource.get(resource)).filter(last -> last.journal() == journal);
        int times = before.map(Setback::times).orElse(0) + 1;
        boolean settled =
                before.filter(Setback::settled).isPresent() || !lasting && open.isEmpty() && times >= PATIENCE;
        Duration pause = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        Duration wait = settled ? SETTLED : pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        byResource.put(resource, new Setback(journal, times, now.plus(wait), settled, ++count));
    }

    /** The server refused this entry for a reason that is not in its data. */
    synchronized void refused(String resource, String detail) {
        inARow.add(resource);
        if (inARow.size() >= IN_A_ROW) {
            open = Optional.of(detail);
        }
    }

    /** @param whole whether nothing of the resource is left to be written */
    synchronized void succeeded(String resource, boolean whole) {
        boolean probe = open.isPresent() && byResource.containsKey(resource);
        inARow.clear();
        open = Optional.empty();
        if (whole) {
            byResource.remove(resource);
        }
        if (probe) {
            byResource.replaceAll((other, last) ->
                    new Setback(last.journal(), last.times(), Instant.EPOCH, last.settled(), last.number()));
        }
    }

    /** To be tried again at once. */
    synchronized void later(String resource, long journal) {
        byResource.putIfAbsent(resource, new Setback(journal, 0, Instant.EPOCH, false, ++count));
    }

    /** What was recorded up to now has a lower number than what is recorded from now on. */
    synchronized long mark() {
        return count;
    }

    /** These were planned since the mark: what did not fail again is dealt with. */
    synchronized void over(Collection<String> resources, long mark) {
        resources.forEach(
                resource -> byResource.computeIfPresent(resource, (same, last) -> last.number() > mark ? last : null));
    }

    /** Everything was planned since the mark. */
    synchronized void over(long mark) {
        over(List.copyOf(byResource.keySet()), mark);
    }

    /** Whose turn it is to be tried again. */
    synchronized List<String> due(Instant now) {
        return byResource.entrySet().stream()
                .filter(entry -> !entry.getValue().due().isAfter(now))
                .sorted(Comparator.comparing(entry -> entry.getValue().due()))
                .limit(open.isPresent() ? PROBES : AT_ONCE)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Up to where all pushes are in the directory or have an outcome, of those up to {@code position}. */
    synchronized long upTo(long position, long reconciled) {
        return byResource.values().stream()
                .filter(last -> !last.settled() && last.journal() > reconciled)
                .mapToLong(last -> last.journal() - 1)
                .reduce(position, Math::min);
    }

    /** Whether it was refused as this push left it. */
    synchronized boolean at(String resource, long journal) {
        return Optional.ofNullable(byResource.get(resource))
                .filter(last -> last.journal() == journal && last.times() > 0)
                .isPresent();
    }

    /** Whether something of it is to be tried again. */
    synchronized boolean has(String resource) {
        return byResource.containsKey(resource);
    }

    synchronized boolean isEmpty() {
        return byResource.isEmpty();
    }

    /** What the server said last, while it refuses one entry after the other. */
    synchronized Optional<String> open() {
        return open;
    }
}

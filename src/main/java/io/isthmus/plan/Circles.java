package io.isthmus.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who names each other in a circle, so that none of them can be there first. */
public final class Circles {
    private Circles() {}

    /**
     * Those that stand in a circle, or between two: whom they lead to and who leads to them comes to a circle. Takes time in
     * proportion to the number of names.
     *
     * @param refers whom each names; itself may be among them
     */
    public static Set<String> of(Map<String, Set<String>> refers) {
        Map<String, Set<String>> leading = reversed(endless(refers));
        return leading.isEmpty() ? Set.of() : Set.copyOf(endless(leading).keySet());
    }

    /** Of these names those that lead on and on. */
    private static Map<String, Set<String>> endless(Map<String, Set<String>> refers) {
        Map<String, Set<String>> named = reversed(refers);
        Map<String, Integer> ahead = new HashMap<>();
        refers.forEach((from, to) -> ahead.put(from, to.size()));
        Deque<String> ends = new ArrayDeque<>();
        named.keySet().stream().filter(one -> ahead.getOrDefault(one, 0) == 0).forEach(ends::add);
        Set<String> over = new HashSet<>();
        while (!ends.isEmpty()) {
            String end = ends.remove();
            over.add(end);
            named.getOrDefault(end, Set.of()).forEach(from -> {
                if (ahead.merge(from, -1, Integer::sum) == 0) {
                    ends.add(from);
                }
            });
        }
        Map<String, Set<String>> endless = new HashMap<>();
        refers.forEach((from, to) -> {
            Set<String> on = new HashSet<>(to);
            on.removeAll(over);
            if (!on.isEmpty()) {
                endless.put(from, on);
            }
        });
        return endless;
    }

    private static Map<String, Set<String>> reversed(Map<String, Set<String>> refers) {
        Map<String, Set<String>> reversed = new HashMap<>();
        refers.forEach((from, to) -> to.forEach(
                one -> reversed.computeIfAbsent(one, key -> new HashSet<>()).add(from)));
        return reversed;
    }
}

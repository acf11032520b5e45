package io.isthmus.console;

import io.isthmus.reconcile.RunRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The list of runs as its page shows it. */
record RunsView(List<Row> rows, String next, Trend trend) {
    record Row(String id, String kind, String status, String started, String by, String changes, String verdict) {}

    /** Counts by situation of the last runs over everything, but for what needs nobody's attention. */
    record Trend(boolean any, long width, long height, List<Bar> bars, List<Key> keys, String largest) {}

    /** One run: what is stacked, and the same in words. */
    record Bar(String run, String started, String words, List<Piece> pieces, long x, long width) {}

    record Piece(String situation, long y, long height) {}

    record Key(String name, String label) {}

    private static final List<String> QUIET = List.of("in_sync", "unmanaged", "protected", "out_of_scope", "imported");
    private static final int HEIGHT = 120;
    private static final int STEP = 22;

    static RunsView of(List<RunRow> rows, String next, List<RunRow> trend) {
        return new RunsView(rows.stream().map(RunsView::row).toList(), next, trend(trend));
    }

    private static Row row(RunRow run) {
        return new Row(
                run.id(),
                lower(run.kind()),
                lower(run.status()),
                Shown.time(run.started()),
                run.by().map(Shown::value).orElse(""),
                changes(run.changes()),
                run.error()
                        .map(Shown::value)
                        .orElse(run.verdict().map(found -> found.line()).orElse("")));
    }

    private static String changes(Map<String, Long> changes) {
        List<String> words = new ArrayList<>();
        for (String column : List.of("planned", "applied", "converged", "refused", "failed", "held")) {
            long number = changes.getOrDefault(column, 0L);
            if (number > 0) {
                words.add(Shown.number(number) + " " + column);
            }
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private static Trend trend(List<RunRow> runs) {
        List<Map<String, Long>> loud = runs.stream().map(RunsView::loud).toList();
        long largest = loud.stream().mapToLong(RunsView::sum).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        Map<String, Key> keys = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            loud.get(i).keySet().forEach(name -> keys.putIfAbsent(name, new Key(name, Shown.word(name))));
            bars.add(bar(runs.get(i), loud.get(i), largest, i * STEP));
        }
        return new Trend(
                !runs.isEmpty(),
                (long) Math.max(1, runs.size()) * STEP,
                HEIGHT,
                bars,
                List.copyOf(keys.values()),
                Shown.number(largest));
    }

    private static Map<String, Long> loud(RunRow run) {
        Map<String, Long> loud = new TreeMap<>(run.counts());
        loud.keySet().removeAll(QUIET);
        loud.values().removeIf(number -> number == 0);
        return loud;
    }

    private static Bar bar(RunRow run, Map<String, Long> counts, long largest, int x) {
        List<Piece> pieces = new ArrayList<>();
        List<String> words = new ArrayList<>();
        long top = HEIGHT;
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            long height = Math.max(2, count.getValue() * HEIGHT / largest);
            top -= height;
            pieces.add(new Piece(count.getKey(), Math.max(0, top), height));
            words.add(Shown.number(count.getValue()) + " " + Shown.word(count.getKey()));
        }
        String all = words.isEmpty() ? "everything as it should be" : String.join(", ", words);
        return new Bar(run.id(), Shown.time(run.started()), all, pieces, x + 3L, STEP - 6L);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

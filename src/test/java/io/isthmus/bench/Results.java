package io.isthmus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of several rounds: printed, and written to {@code target/bench/results.md} as table rows. */
final class Results {
    private static final Path FILE =
            Path.of(System.getProperty("isthmus.test.basedir", "."), "target/bench/results.md");

    private Results() {}

    /** @param spread (largest - smallest) / median, in percent */
    record Figure(double median, double spread) {
        boolean claims() {
            return spread <= 30;
        }
    }

    static Figure of(List<Double> rounds) {
        List<Double> sorted = rounds.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        double spread = (sorted.get(sorted.size() - 1) - sorted.get(0)) / median * 100;
        return new Figure(median, spread);
    }

    /** Of each round by itself. */
    static List<Double> ratios(List<Double> ours, List<Double> theirs) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return ratios;
    }

    static void title(String title, String columns) {
        write("\n### " + title + "\n\n| " + columns + " |\n|" + "---|".repeat(columns.split("\\|").length));
    }

    static void row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ')
                    .append(cell instanceof Double number ? number(number) : cell)
                    .append(" |");
        }
        write(row.toString());
    }

    static void note(String text) {
        write("\n" + text);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }

    static String shown(Figure figure) {
        return number(figure.median()) + " ±" + Math.round(figure.spread()) + " %"
                + (figure.claims() ? "" : " (no claim)");
    }

    private static void write(String line) {
        System.out.println(line);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** One line about a run under way: what it does, how far it is, how fast, and how long it will take. */
final class ProgressLine {
    private String phase = "";
    private long first;
    private double since;

    /** @param seconds by any clock that goes on */
    String of(JsonNode run, double seconds) {
        JsonNode progress = run.path("progress");
        if (!progress.isObject()) {
            return run.path("status").asText() + " ...";
        }
        long done = progress.path("done").asLong();
        long of = progress.path("of").asLong();
        if (!progress.path("phase").asText().equals(phase)) {
            phase = progress.path("phase").asText();
            first = done;
            since = seconds;
        }
        StringBuilder line = new StringBuilder(phase).append(' ').append(number(done));
        if (of > 0) {
            line.append(" of ").append(number(Math.max(of, done)));
        }
        line.append(
                switch (phase) {
                    case "reading" -> " entries";
                    case "planning" -> " resources";
                    default -> " changes";
                });
        double rate = (done - first) / Math.max(0.001, seconds - since);
        if (done > first && seconds - since >= 0.5) {
            line.append(", ").append(number(Math.round(rate))).append("/s");
            if (of > done) {
                line.append(", ").append(time(Math.round((of - done) / rate))).append(" left");
            }
        }
        return line.toString();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String time(long seconds) {
        return seconds < 120 ? Math.max(1, seconds) + " s" : (seconds + 30) / 60 + " min";
    }
}

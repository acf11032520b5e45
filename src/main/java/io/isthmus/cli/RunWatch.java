package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Waits for the end of a run, and shows how it comes along where somebody sits there. */
final class RunWatch {
    private static final Set<String> UNDER_WAY = Set.of("planning", "approved", "applying");

    private RunWatch() {}

    /** The run when it is over, or waits for somebody. */
    static JsonNode end(Client client, JsonNode begun) {
        Terminal terminal = new Terminal();
        ProgressLine line = new ProgressLine();
        String wait = terminal.there() ? "1s" : "30s";
        JsonNode run = begun;
        try {
            while (UNDER_WAY.contains(run.path("status").asText())) {
                terminal.show(line.of(run, System.nanoTime() / 1e9));
                run = client.call("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=" + wait, "");
            }
            return run;
        } finally {
            terminal.clear();
        }
    }

    /** The last line: what it came to. */
    static String summary(JsonNode run) {
        StringBuilder line = new StringBuilder("run ")
                .append(run.path("id").asText())
                .append(' ')
                .append(run.path("status").asText())
                .append(": ");
        String changes = counts(run.path("changes"));
        line.append(changes.isEmpty() ? "no changes" : changes);
        String situations = counts(run.path("counts"));
        return situations.isEmpty() ? line.toString() : line + "; " + situations;
    }

    private static String counts(JsonNode counts) {
        StringBuilder line = new StringBuilder();
        counts.properties().forEach(count -> {
            if (count.getValue().asLong() > 0) {
                line.append(line.isEmpty() ? "" : ", ")
                        .append(count.getValue().asLong())
                        .append(' ')
                        .append(count.getKey().replace('_', ' '));
            }
        });
        return line.toString();
    }

    /** 0 in sync or fine, 2 changes, 3 held, 1 error. */
    static int exit(JsonNode run) {
        return switch (run.path("status").asText()) {
            case "held" -> 3;
            case "planned" -> run.at("/verdict/held").asBoolean() ? 3 : 2;
            case "done" -> run.at("/changes/held").asLong() > 0 ? 3 : 0;
            default -> 1;
        };
    }
}

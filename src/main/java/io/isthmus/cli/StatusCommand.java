package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One line for Nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
@Command(name = "status", description = "One Nagios line with perfdata.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "print the status as JSON")
    boolean json;

    @Override
    public Integer call() {
        try {
            Client client = new Client();
            JsonNode status = client.call("GET", "/api/v1/status", "");
            Line line = Line.of(status, lastFull(client, status));
            System.out.println(json ? told(status, line.code(), line.text()) : Visible.of(line.text()));
            return line.code();
        } catch (Client.Refused refused) {
            return refused.status() >= 500 ? told(2, "CRITICAL", refused) : told(3, "UNKNOWN", refused);
        } catch (RuntimeException unknown) {
            return told(3, "UNKNOWN", unknown);
        }
    }

    private int told(int code, String word, RuntimeException why) {
        String line = unknown(word, String.valueOf(why.getMessage()));
        System.out.println(json ? told(JsonNodeFactory.instance.objectNode(), code, line) : line);
        return code;
    }

    /** What a script is told beside the status: what Nagios would be. */
    private static JsonNode told(JsonNode status, int code, String line) {
        return status instanceof ObjectNode object ? object.put("code", code).put("line", line) : status;
    }

    /** The line of a check that could not be made; Nagios reads it from standard output. */
    static String unknown(String word, String why) {
        return Visible.of("ISTHMUS " + word + " - " + why.replace('|', '/').replaceAll("\\s*\\R\\s*", " "));
    }

    private static JsonNode lastFull(Client client, JsonNode status) {
        String run = status.at("/lastFull/run").asText("");
        return run.isEmpty() ? MissingNode.getInstance() : client.call("GET", "/api/v1/runs/" + run, "");
    }

    /** What is printed, and the exit code. */
    record Line(int code, String text) {
        private static final String[] WORDS = {"OK", "WARNING", "CRITICAL"};

        /** @param full the last run over everything, missing if there was none */
        static Line of(JsonNode status, JsonNode full) {
            long oldest = status.at("/journal/oldestPendingSeconds").asLong();
            long lag = status.at("/limits/oldestPendingSeconds").asLong(300);
            long old = status.at("/limits/fullAgeSeconds").asLong(26 * 3600L);
            long age = status.at("/lastFull/ageSeconds").asLong(-1);
            boolean listed = status.has("drift");
            long drift = listed ? status.path("drift").asLong() : drift(full);
            boolean held = status.path("held").isObject();
            // what waits until somebody asks for it is not late because of us; an older server does not say
            boolean byHand =
                    status.has("switches") && !status.at("/switches/autoSync").asBoolean();
            String critical = critical(status, byHand ? 0 : oldest, lag);
            String waits = byHand ? waits(status, oldest > lag, age < 0) : "";
            String warning = warning(status, listed, drift, age > old, waits);
            int code = !critical.isEmpty() ? 2 : !warning.isEmpty() ? 1 : 0;
            String why = code == 2 ? critical : code == 1 ? warning : "in order";
            return new Line(
                    code,
                    "ISTHMUS %s - %s | pending=%d oldest=%ds;;%d full_age=%s;%d held=%d drift=%d position=%d reconciled=%d"
                            .formatted(
                                    WORDS[code],
                                    // a bar would begin the perfdata
                                    why.replace('|', '/'),
                                    status.at("/journal/pending").asLong(),
                                    oldest,
                                    lag,
                                    age < 0 ? "U" : age + "s",
                                    old,
                                    held ? 1 : 0,
                                    drift,
                                    status.at("/journal/position").asLong(),
                                    status.at("/journal/reconciled").asLong()));
        }

        /** What nobody has asked to write; pushes of the last minutes are no news where somebody writes now and then. */
        private static String waits(JsonNode status, boolean late, boolean never) {
            long pending = status.at("/journal/pending").asLong();
            if (pending == 0 || !late && !never) {
                return "";
            }
            return (pending == 1 ? "1 push waits" : pending + " pushes wait")
                    + (never
                            ? ", and no run over everything was made yet"
                            : ", the oldest for "
                                    + status.at("/journal/oldestPendingSeconds").asLong() + " s")
                    + ": auto-sync is off, isthmus plan shows what would be written, isthmus sync writes it";
        }

        private static String warning(JsonNode status, boolean listed, long drift, boolean old, String waits) {
            if (status.at("/directory/paused").asBoolean()) {
                return "the directory is paused by "
                        + status.at("/directory/pausedBy").asText();
            }
            if (status.path("held").isObject()) {
                return "run " + status.at("/held/run").asText() + " is held for approval";
            }
            if (!waits.isEmpty()) {
                return waits;
            }
            if (drift > 0) {
                return drift + " entries were changed by others"
                        + (listed ? " (report drift)" : ", says the last full run");
            }
            return old
                    ? "the last full run is "
                            + status.at("/lastFull/ageSeconds").asLong() / 3600 + " h old"
                    : "";
        }

        private static long drift(JsonNode full) {
            return Stream.of("drifted", "conflict", "missing")
                    .mapToLong(situation -> full.at("/counts/" + situation).asLong())
                    .sum();
        }

        private static String critical(JsonNode status, long oldest, long lag) {
            if (!status.at("/directory/up").asBoolean()) {
                return "directory down";
            }
            if (status.at("/directory/refuses").isTextual()) {
                return "the directory refuses one entry after the other";
            }
            return oldest > lag ? "pushes wait for " + oldest + " s" : "";
        }
    }
}

package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One line for Nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
@Command(name = "status", description = "One Nagios line with perfdata.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final long LAG = 300;
    private static final long OLD = 26 * 3600L;

    @Option(names = "--json", description = "print the status as JSON")
    boolean json;

    @Override
    public Integer call() {
        JsonNode status = new Client().call("GET", "/api/v1/status", "");
        long oldest = status.at("/journal/oldestPendingSeconds").asLong();
        boolean down = !status.at("/directory/up").asBoolean();
        boolean held = !status.path("held").isNull();
        long age = status.path("lastFull").isNull()
                ? -1
                : status.at("/lastFull/ageSeconds").asLong();
        int code = down || oldest > LAG ? 2 : held || age > OLD ? 1 : 0;
        if (json) {
            System.out.println(status);
        } else {
            String why = down
                    ? "directory down"
                    : oldest > LAG
                            ? "pushes wait for " + oldest + " s"
                            : held ? "a run is held for approval" : age > OLD ? "the last full run is old" : "in order";
            System.out.printf(
                    "ISTHMUS %s - %s | pending=%d oldest=%ds;;%d position=%d reconciled=%d full_age=%ds%n",
                    new String[] {"OK", "WARNING", "CRITICAL"}[code],
                    why,
                    status.at("/journal/pending").asLong(),
                    oldest,
                    LAG,
                    status.at("/journal/position").asLong(),
                    status.at("/journal/reconciled").asLong(),
                    age);
        }
        return code;
    }
}

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
        try {
            return told(new Client().call("GET", "/api/v1/status", ""));
        } catch (Client.Refused refused) {
            boolean down = refused.status() >= 500;
            System.out.println("ISTHMUS " + (down ? "CRITICAL" : "UNKNOWN") + " - " + refused.getMessage());
            return down ? 2 : 3;
        } catch (Client.Unreached | IllegalStateException unknown) {
            System.out.println("ISTHMUS UNKNOWN - " + unknown.getMessage());
            return 3;
        }
    }

    private int told(JsonNode status) {
        long oldest = status.at("/journal/oldestPendingSeconds").asLong();
        long age = status.path("lastFull").isNull()
                ? -1
                : status.at("/lastFull/ageSeconds").asLong();
        String critical = critical(status, oldest);
        long drift = status.path("drift").asLong();
        String warning = warning(status, age, drift);
        int code = !critical.isEmpty() ? 2 : !warning.isEmpty() ? 1 : 0;
        if (json) {
            System.out.println(status);
        } else {
            String why = !critical.isEmpty() ? critical : !warning.isEmpty() ? warning : "in order";
            System.out.printf(
                    "ISTHMUS %s - %s | pending=%d oldest=%ds;;%d position=%d reconciled=%d full_age=%ds drift=%d;0%n",
                    new String[] {"OK", "WARNING", "CRITICAL"}[code],
                    why,
                    status.at("/journal/pending").asLong(),
                    oldest,
                    LAG,
                    status.at("/journal/position").asLong(),
                    status.at("/journal/reconciled").asLong(),
                    age,
                    drift);
        }
        return code;
    }

    private static String warning(JsonNode status, long age, long drift) {
        if (!status.path("held").isNull()) {
            return "a run is held for approval";
        }
        if (drift > 0) {
            return drift + (drift == 1 ? " entry" : " entries") + " changed by others (report drift)";
        }
        return age > OLD ? "the last full run is old" : "";
    }

    private static String critical(JsonNode status, long oldest) {
        if (!status.at("/directory/up").asBoolean()) {
            return "directory down";
        }
        if (status.at("/directory/refuses").isTextual()) {
            return "the directory refuses one entry after the other";
        }
        return oldest > LAG ? "pushes wait for " + oldest + " s" : "";
    }
}

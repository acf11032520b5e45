package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a run back: says first what does not come back, then shows the plan and asks. */
@Command(
        name = "undo",
        description = {
            "Take back what a run has written, as far as it still stands.",
            "Prints what cannot be brought back, then the plan, and asks. Scripts take id and hash from --json,",
            "and give them to approve."
        },
        mixinStandardHelpOptions = true)
final class UndoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN")
    String id;

    @Option(names = "--json", description = "print the run that is the plan as JSON, and ask nothing")
    boolean json;

    @Override
    public Integer call() {
        Client client = new Client();
        JsonNode run = RunWatch.end(client, client.call("POST", RunCommands.path(id) + "/undo", "{}"));
        if (json || !run.path("status").asText().equals("planned")) {
            RunCommands.Format format = new RunCommands.Format();
            format.json = json;
            return RunCommands.show(client, run, format);
        }
        List<String> lost = lost(client, run);
        System.out.println(lost.isEmpty() ? "everything can be brought back" : "cannot be brought back:");
        lost.forEach(Visible::print);
        System.out.println();
        return RunCommands.asked(client, run)
                ? RunCommands.approve(
                        client, run.path("id").asText(), run.path("hash").asText(), List.of(), new RunCommands.Format())
                : run.at("/verdict/held").asBoolean() ? 3 : 2;
    }

    private static List<String> lost(Client client, JsonNode run) {
        List<String> lost = new ArrayList<>();
        String path = "/api/v1/runs/" + run.path("id").asText() + "/changes?limit=1000&after=";
        String after = "";
        do {
            JsonNode page = client.call("GET", path + after, "");
            for (JsonNode change : page.path("items")) {
                if (!change.path("detail").asText().isEmpty()) {
                    lost.add("  " + change.path("dn").asText() + ": "
                            + change.path("detail").asText());
                }
            }
            after = page.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        return lost;
    }
}

package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about runs. */
final class RunCommands {
    private RunCommands() {}

    @Command(
            name = "plan",
            description = "Show what a run would change; writes nothing.",
            mixinStandardHelpOptions = true)
    static final class Plan implements Callable<Integer> {
        @Option(names = "--user", paramLabel = "USER", description = "only this user, by SCIM id or userName")
        Optional<String> user;

        @ArgGroup
        Format format = new Format();

        @Override
        public Integer call() {
            return ask("plan", user, format);
        }
    }

    @Command(name = "sync", description = "Apply what is pending now.", mixinStandardHelpOptions = true)
    static final class Sync implements Callable<Integer> {
        @Option(names = "--user", paramLabel = "USER", description = "only this user, by SCIM id or userName")
        Optional<String> user;

        @ArgGroup
        Format format = new Format();

        @Override
        public Integer call() {
            return ask("sync", user, format);
        }
    }

    /** How a run is printed; for people unless one is chosen. */
    static final class Format {
        @Option(names = "--json", description = "print the run as JSON")
        boolean json;

        @Option(names = "--csv", description = "print its changes as CSV")
        boolean csv;

        @Option(names = "--ldif", description = "print its changes as LDIF")
        boolean ldif;
    }

    private static int ask(String kind, Optional<String> user, Format format) {
        Client client = new Client();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", kind);
        user.ifPresent(id -> body.put("resource", id));
        JsonNode run = client.call("POST", "/api/v1/runs", body.toString());
        return show(client, RunWatch.end(client, run), format);
    }

    static int show(Client client, JsonNode run, Format format) {
        String changes = "/api/v1/runs/" + run.path("id").asText() + "/changes";
        if (format.json) {
            System.out.println(run);
        } else if (format.csv) {
            client.copy(changes, "text/csv", System.out);
        } else if (format.ldif) {
            client.copy(changes, "text/ldif", System.out);
        } else {
            printChanges(client, run);
            System.out.println(RunWatch.summary(run));
            System.out.println(
                    run.path("verdict").path("line").asText(run.path("error").asText("")));
        }
        return RunWatch.exit(run);
    }

    private static void printChanges(Client client, JsonNode run) {
        String path = "/api/v1/runs/" + run.path("id").asText() + "/changes?limit=1000&after=";
        String after = "";
        do {
            JsonNode page = client.call("GET", path + after, "");
            for (JsonNode change : page.path("items")) {
                System.out.println(change.path("id").asText() + "  "
                        + change.path("type").asText() + "  "
                        + change.path("dn").asText()
                        + (change.has("newDn") ? " -> " + change.path("newDn").asText() : "") + "  ["
                        + change.path("situation").asText()
                        + (change.has("strong") && !change.path("strong").asBoolean() ? " by name alone, " : ", ")
                        + change.path("outcome").asText() + "] "
                        + change.path("detail").asText());
                for (JsonNode part : change.path("modifications")) {
                    System.out.println("      " + part.path("attribute").asText() + "  - " + part.path("delete")
                            + "  + " + part.path("add"));
                }
            }
            after = page.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
    }

    @Command(name = "approve", description = "Apply a held or planned run.", mixinStandardHelpOptions = true)
    static final class Approve implements Callable<Integer> {
        @Parameters(paramLabel = "RUN")
        String id;

        @Option(names = "--hash", description = "the plan's hash; with it nothing is asked")
        Optional<String> hash;

        @Option(names = "--except", split = ",", description = "ids of changes to leave out; they stay held")
        List<String> except = List.of();

        @Override
        public Integer call() {
            Client client = new Client();
            JsonNode run = client.call("GET", "/api/v1/runs/" + id, "");
            return hash.isEmpty() && !asked(client, run)
                    ? 1
                    : approve(client, id, hash.orElse(run.path("hash").asText()), except);
        }
    }

    /** Shows a plan with its verdict and hash, and asks whether it is to be applied. */
    static boolean asked(Client client, JsonNode run) {
        printChanges(client, run);
        System.out.println(run.path("verdict").path("line").asText());
        System.out.println("hash " + run.path("hash").asText());
        if (System.console() == null || !"yes".equals(System.console().readLine("apply these changes? (yes/no) "))) {
            System.err.println(
                    "not approved; scripts give approve " + run.path("id").asText() + " --hash");
            return false;
        }
        return true;
    }

    static int approve(Client client, String id, String hash, List<String> except) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("hash", hash);
        except.forEach(body.putArray("except")::add);
        JsonNode approved = client.call("POST", "/api/v1/runs/" + id + "/approve", body.toString());
        return show(client, RunWatch.end(client, approved), new Format());
    }

    @Command(name = "reject", description = "Turn a held or planned run down.", mixinStandardHelpOptions = true)
    static final class Reject implements Callable<Integer> {
        @Parameters(paramLabel = "RUN")
        String id;

        @Override
        public Integer call() {
            JsonNode run = new Client().call("POST", "/api/v1/runs/" + id + "/reject", "{}");
            System.out.println("run " + id + " " + run.path("status").asText());
            return 0;
        }
    }
}

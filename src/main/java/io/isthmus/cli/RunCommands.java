package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about runs. */
final class RunCommands {
    private static final Set<String> OPEN = Set.of("held", "planned");

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
        JsonNode run = RunWatch.end(client, client.call("POST", "/api/v1/runs", body.toString()));
        int code = show(client, run, format);
        // some of it waits behind what is held already
        return code == 0 && run.at("/verdict/held").asBoolean() ? 3 : code;
    }

    static String path(String run) {
        return "/api/v1/runs/" + Client.encoded(run);
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
            printChanges(client, run, false);
            Visible.print(RunWatch.summary(run));
            String error = run.path("error").asText("");
            String verdict = run.path("verdict").path("line").asText("");
            Stream.of(error, verdict).filter(line -> !line.isEmpty()).forEach(Visible::print);
        }
        return RunWatch.exit(run);
    }

    /** @param open only those that wait for a decision */
    private static void printChanges(Client client, JsonNode run, boolean open) {
        String path = "/api/v1/runs/" + run.path("id").asText() + "/changes?limit=1000&after=";
        String after = "";
        do {
            JsonNode page = client.call("GET", path + after, "");
            for (JsonNode change : page.path("items")) {
                if (open && !OPEN.contains(change.path("outcome").asText())) {
                    continue;
                }
                Visible.print(change.path("id").asText() + "  "
                        + change.path("type").asText() + "  "
                        + change.path("dn").asText()
                        + (change.has("newDn") ? " -> " + change.path("newDn").asText() : "") + "  ["
                        + change.path("situation").asText()
                        + (change.has("strong") && !change.path("strong").asBoolean() ? " by name alone, " : ", ")
                        + change.path("outcome").asText() + "] "
                        + change.path("detail").asText());
                for (JsonNode part : change.path("modifications")) {
                    Visible.print("      " + part.path("attribute").asText() + "  - " + part.path("delete") + "  + "
                            + part.path("add"));
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

        @Option(
                names = "--except",
                split = ",",
                paramLabel = "ID",
                description = "ids of changes to leave out; they stay held")
        List<String> except = List.of();

        @Option(names = "--json", description = "print the run as JSON; needs --hash, since nothing is asked")
        boolean json;

        @Override
        public Integer call() {
            Client client = new Client();
            Format format = new Format();
            format.json = json;
            if (json && hash.isEmpty()) {
                throw new IllegalStateException("--json asks nothing; give --hash too");
            }
            JsonNode run = client.call("GET", path(id), "");
            return hash.isEmpty() && !asked(client, run)
                    ? 1
                    : approve(client, id, hash.orElse(run.path("hash").asText()), except, format);
        }
    }

    /** Shows a plan with its verdict and hash, and asks whether it is to be applied. */
    static boolean asked(Client client, JsonNode run) {
        printChanges(client, run, true);
        Visible.print(run.path("verdict").path("line").asText());
        System.out.println("hash " + run.path("hash").asText());
        if (!new Terminal().there() || !"yes".equals(System.console().readLine("apply these changes? (yes/no) "))) {
            System.err.println(
                    "not approved; scripts give approve " + run.path("id").asText() + " --hash");
            return false;
        }
        return true;
    }

    static int approve(Client client, String id, String hash, List<String> except, Format format) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("hash", hash);
        except.forEach(body.putArray("except")::add);
        JsonNode approved = client.call("POST", path(id) + "/approve", body.toString());
        return show(client, RunWatch.end(client, approved), format);
    }

    @Command(name = "reject", description = "Turn a held or planned run down.", mixinStandardHelpOptions = true)
    static final class Reject implements Callable<Integer> {
        @Parameters(paramLabel = "RUN")
        String id;

        @Option(names = "--json", description = "print the run as JSON")
        boolean json;

        @Override
        public Integer call() {
            JsonNode run = new Client().call("POST", path(id) + "/reject", "{}");
            System.out.println(
                    json
                            ? run
                            : Visible.of("run " + id + " " + run.path("status").asText()));
            return 0;
        }
    }
}

package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the server found. */
@Command(name = "report", description = "Print a report.", mixinStandardHelpOptions = true)
final class ReportCommand {
    private static final String ROLES = "/api/v1/roles/unmatched";

    /** How a report is printed; for people unless one is chosen. */
    static final class Format {
        @Option(names = "--json", description = "as JSON, all in one")
        boolean json;

        @Option(names = "--csv", description = "as CSV")
        boolean csv;
    }

    /** What to try; nothing is applied. */
    static final class Trial {
        @Option(
                names = "--role",
                paramLabel = "VALUE",
                required = true,
                description = "with --as: how many users would have other roles if VALUE, as it is sent, ...")
        String role;

        @Option(names = "--as", paramLabel = "ROLE", required = true, description = "... selected this role")
        String as;

        String query() {
            return "role=" + encoded(role) + "&as=" + encoded(as);
        }
    }

    @Command(
            description = "Roles that are asked for and that the mapping does not know.",
            mixinStandardHelpOptions = true)
    int roles(@ArgGroup(exclusive = false) Trial trial, @ArgGroup Format format) {
        Client client = new Client();
        String query = Optional.ofNullable(trial).map(Trial::query).orElse("limit=1000");
        Format how = Optional.ofNullable(format).orElseGet(Format::new);
        if (how.csv) {
            client.copy(ROLES + "?" + query, "text/csv", System.out);
            return 0;
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        client.pages(ROLES + "?" + query, page -> rows.addAll((ArrayNode) page.path("items")));
        if (how.json) {
            System.out.println(JsonNodeFactory.instance.objectNode().set("items", rows));
        } else if (rows.isEmpty()) {
            System.out.println(
                    trial == null ? "every role that is asked for is known" : "nobody asks for " + trial.role);
        } else {
            rows.forEach(row -> print(row, Optional.ofNullable(trial).map(given -> given.as)));
        }
        return 0;
    }

    @Command(
            description = "Entries that others changed, moved or deleted, and what waits to be written.",
            mixinStandardHelpOptions = true)
    int drift(@ArgGroup Format format) {
        return list("drift", "the directory holds what was written", format);
    }

    @Command(description = "Entries that were ours and are not wanted any more.", mixinStandardHelpOptions = true)
    int orphans(@ArgGroup Format format) {
        return list("orphans", "every entry of ours is wanted", format);
    }

    @Command(description = "Resources of which it is not clear which entry is theirs.", mixinStandardHelpOptions = true)
    int disputed(@ArgGroup Format format) {
        return list("disputed", "it is clear which entry is whose", format);
    }

    @Command(description = "What cannot be written, and why.", mixinStandardHelpOptions = true)
    int invalid(@ArgGroup Format format) {
        return list("invalid", "everything can be written", format);
    }

    private static int list(String name, String empty, Format format) {
        Client client = new Client();
        String path = "/api/v1/" + name;
        Format how = Optional.ofNullable(format).orElseGet(Format::new);
        if (how.csv) {
            client.copy(path, "text/csv", System.out);
        } else if (how.json) {
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            client.pages(path + "?limit=1000", page -> rows.addAll((ArrayNode) page.path("items")));
            System.out.println(JsonNodeFactory.instance.objectNode().set("items", rows));
        } else {
            ListPrinter printer = new ListPrinter();
            long rows = client.pages(
                    path + "?limit=1000", page -> page.path("items").forEach(printer::print));
            System.out.println(rows == 0 ? empty : rows + " listed");
        }
        return 0;
    }

    private static void print(JsonNode row, Optional<String> as) {
        String value = row.path("value").asText("");
        String display = row.path("display").asText("");
        Visible.print(row.path("source").asText() + ": " + (value.isEmpty() ? display : value)
                + (value.isEmpty() || display.isEmpty() || value.equals(display) ? "" : " (" + display + ")")
                + ", asked for by " + users(row.path("users")) + ", first seen "
                + row.path("firstSeen").asText() + ", last seen "
                + row.path("lastSeen").asText());
        Visible.print("  " + as.map(role -> "as " + role).orElseGet(() -> nearest(row.path("nearest")))
                + ": would change " + users(row.path("wouldChange")));
        row.path("changes")
                .forEach(change -> Visible.print("    " + users(change.path("users")) + ": "
                        + names(change.path("from")) + " -> " + names(change.path("to"))));
        row.path("snippet").asText().lines().forEach(Visible::print);
    }

    private static String nearest(JsonNode nearest) {
        if (!nearest.isObject()) {
            return "no role is near; as a new one";
        }
        int distance = nearest.path("distance").asInt();
        String differs = distance == 0
                ? "but for case, blanks and punctuation the same"
                : distance + (distance == 1 ? " letter differs" : " letters differ");
        return "nearest role " + nearest.path("role").asText() + " (" + differs + ")";
    }

    private static String users(JsonNode number) {
        return number.asLong() == 1 ? "1 user" : number.asLong() + " users";
    }

    private static String names(JsonNode roles) {
        return roles.isEmpty()
                ? "no role"
                : StreamSupport.stream(roles.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "));
    }

    private static String encoded(String text) {
        return Client.encoded(text);
    }
}

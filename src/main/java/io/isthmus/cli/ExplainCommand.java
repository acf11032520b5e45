package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why the directory holds what it holds. Exit codes: 0 nothing is pending, 2 something is, 3 something waits for approval. */
@Command(
        name = "explain",
        description =
                "Say why the directory holds what it holds of a user or group, and what stands in the way of the rest.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "USER", description = "a userName, the SCIM id of a user or group, or a DN")
    String who;

    @Option(names = "--json", description = "print the explanation as JSON")
    boolean json;

    @Override
    public Integer call() {
        JsonNode explanation = new Client().call("GET", path(who), "");
        if (json) {
            System.out.println(explanation);
        } else {
            lines(explanation).forEach(Visible::print);
        }
        return code(explanation);
    }

    /** A DN has an equals sign before any comma, and none that names a user is known. */
    static String path(String who) {
        String by = who.matches("[A-Za-z0-9.-]+\\s*=.*,.*") ? "dn" : "userName";
        return "/api/v1/resources/explanation?" + by + "=" + URLEncoder.encode(who, StandardCharsets.UTF_8);
    }

    static int code(JsonNode explanation) {
        for (JsonNode blocked : explanation.path("blocked")) {
            if (List.of("held", "first_contact", "adoptable")
                    .contains(blocked.path("kind").asText())) {
                return 3;
            }
        }
        return explanation.path("pending").isEmpty() ? 0 : 2;
    }

    /** For a person to read. */
    static List<String> lines(JsonNode explanation) {
        List<String> lines = new ArrayList<>();
        JsonNode resource = explanation.path("resource");
        if (resource.isObject()) {
            lines.add(text(resource, "name") + ", " + text(resource, "type").toLowerCase(java.util.Locale.ROOT) + " of "
                    + text(resource, "source")
                    + (resource.path("active").asBoolean(true) ? "" : ", not active")
                    + " (" + text(resource, "id") + ", version " + text(resource, "version") + ", journal "
                    + text(resource, "journal") + ")");
        }
        JsonNode entry = explanation.path("entry");
        lines.add(entry.isObject() ? text(entry, "dn") : "no entry in the directory");
        explanation.path("notes").forEach(note -> lines.add("note: " + note.asText()));
        for (JsonNode value : explanation.path("values")) {
            lines.add(
                    "  " + text(value, "attribute") + ": " + text(value, "value") + "  [" + text(value, "state") + "]");
            lines.addAll(why(value));
        }
        explanation.path("pending").forEach(one -> lines.add("pending: " + pending(one)));
        explanation
                .path("blocked")
                .forEach(one -> lines.add("blocked (" + text(one, "kind") + "): " + text(one, "why") + "; waits for "
                        + text(one, "waitsFor")));
        if (explanation.path("pending").isEmpty() && explanation.path("blocked").isEmpty()) {
            lines.add("nothing is pending");
        }
        return lines;
    }

    private static String pending(JsonNode one) {
        String what = text(one, "attribute");
        return what.isEmpty() ? text(one, "why") : what + ": " + text(one, "value") + ": " + text(one, "why");
    }

    private static List<String> why(JsonNode value) {
        List<String> lines = new ArrayList<>();
        for (JsonNode claim : value.path("claims")) {
            lines.add("      by " + (claim.has("role") ? "role " + text(claim, "role") : "rule " + text(claim, "rule"))
                    + (text(claim, "source").isEmpty() ? "" : ", pushed by " + text(claim, "source"))
                    + (claim.path("journal").asLong() == 0 ? "" : ", journal " + text(claim, "journal"))
                    + (text(claim, "request").isEmpty() ? "" : ", request " + text(claim, "request")));
        }
        if (value.path("run").isTextual()) {
            lines.add("      written in run " + text(value, "run") + ", change " + text(value, "change") + " ("
                    + text(value, "operation") + " " + text(value, "dn") + ")"
                    + (value.path("at").isTextual() ? " at " + text(value, "at") : ""));
        }
        return lines;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}

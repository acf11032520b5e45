package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The lists of what is not as it should be, as people read them: by entry, what differs below it. */
final class ListPrinter {
    private String last = "";

    /** Prints one row. */
    void print(JsonNode row) {
        if (row.has("attribute")) {
            drift(row);
        } else {
            Visible.print(entry(row) + "  [" + row.path("situation").asText() + "] since "
                    + row.path("since").asText());
            Visible.print("  " + row.path("detail").asText());
            row.path("candidates")
                    .forEach(
                            one -> Visible.print("  candidate " + one.path("dn").asText() + "  (anchor "
                                    + one.path("anchor").asText() + ")"));
        }
    }

    private void drift(JsonNode row) {
        String entry = entry(row);
        if (!entry.equals(last)) {
            Visible.print(entry);
            last = entry;
        }
        Visible.print("  " + row.path("attribute").asText() + "  ["
                + row.path("kind").asText() + "] since " + row.path("since").asText() + changed(row));
        Visible.print("      applied " + values(row.path("applied")) + "  desired " + values(row.path("desired"))
                + "  actual " + values(row.path("actual")));
        if (!row.path("detail").asText().isEmpty()) {
            Visible.print("      " + row.path("detail").asText());
        }
    }

    private static String changed(JsonNode row) {
        return row.path("at").isNull()
                ? ""
                : ", entry changed at " + row.path("at").asText()
                        + (row.path("by").isNull()
                                ? ""
                                : " by " + row.path("by").asText());
    }

    private static String entry(JsonNode row) {
        JsonNode resource = row.path("resource");
        String dn = row.path("dn").isNull() ? "(no entry)" : row.path("dn").asText();
        return resource.isObject()
                ? dn + "  (" + resource.path("source").asText() + " "
                        + resource.path("type").asText() + " "
                        + resource.path("name").asText() + ", "
                        + resource.path("id").asText() + ")"
                : dn;
    }

    private static String values(JsonNode values) {
        return values.isEmpty()
                ? "-"
                : StreamSupport.stream(values.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("; "));
    }
}

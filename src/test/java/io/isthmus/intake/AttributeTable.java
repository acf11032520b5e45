package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.AttributeDefinition;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import io.isthmus.scim.ScimException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The attributes of a schema as a table, from the schema that is served; what filters take is asked of the parser. */
final class AttributeTable {
    /** Answered by an index of the view; JournalTest looks at the plans. */
    private static final Set<String> PROBES = Set.of("id", "externalId", "userName", "displayName", "emails.value");

    /** What the parser takes and the store has nothing for. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "password", "not kept",
            "groups.$ref", "refused",
            "members.$ref", "refused",
            "meta.location", "`pr`");

    private static final List<String> OPERATORS = List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr");
    private static final String HEAD =
            "| attribute | type | case-exact | mutability | filter |\n|---|---|---|---|---|\n";
    private static final List<String> COMMON = List.of(
            "id",
            "externalId",
            "schemas",
            "meta",
            "meta.resourceType",
            "meta.created",
            "meta.lastModified",
            "meta.location",
            "meta.version");

    private AttributeTable() {}

    /** What every resource has; no schema lists it. */
    static String common() {
        return HEAD
                + COMMON.stream()
                        .map(path -> {
                            AttributeDefinition found = Schemas.resolve(path)
                                    .orElseThrow()
                                    .definition()
                                    .orElseThrow();
                            String type = type(found.type().getName(), found.multiValued());
                            String mutability = found.readOnly() ? "readOnly" : "readWrite";
                            String filter = filter(ResourceType.USER, path, type);
                            return row(
                                    List.of(path), List.of(type, exact(type, found.caseExact()), mutability, filter));
                        })
                        .collect(Collectors.joining());
    }

    static String of(ResourceType type, String urn) {
        StringBuilder table = new StringBuilder(HEAD);
        String prefix = urn.equals(type.schema()) ? "" : urn + ":";
        for (JsonNode attribute : Schemas.byId(urn).orElseThrow().path("attributes")) {
            table.append(rows(type, prefix, "", List.of(attribute)));
            table.append(rows(type, prefix, name(attribute) + ".", attribute.path("subAttributes")));
        }
        return table.toString();
    }

    /** Parts of one attribute that are alike share a row. */
    private static String rows(ResourceType type, String prefix, String above, Iterable<JsonNode> attributes) {
        Map<List<String>, List<String>> alike = new LinkedHashMap<>();
        for (JsonNode attribute : attributes) {
            String path = above + name(attribute);
            String kind = type(
                    attribute.path("type").asText(),
                    attribute.path("multiValued").asBoolean());
            List<String> cells = List.of(
                    kind,
                    exact(kind, attribute.path("caseExact").asBoolean()),
                    mutability(attribute),
                    filter(type, prefix + path, kind));
            alike.computeIfAbsent(cells, any -> new ArrayList<>()).add(path);
        }
        return alike.entrySet().stream()
                .map(row -> row(row.getValue(), row.getKey()))
                .collect(Collectors.joining());
    }

    private static String name(JsonNode attribute) {
        return attribute.path("name").asText();
    }

    private static String row(List<String> paths, List<String> cells) {
        String names = paths.stream().map(path -> "`" + path + "`").collect(Collectors.joining(", "));
        return "| " + names + " | " + String.join(" | ", cells) + " |\n";
    }

    private static String type(String name, boolean multiValued) {
        return multiValued ? name + ", multi-valued" : name;
    }

    private static String exact(String type, boolean exact) {
        boolean text = Stream.of("string", "reference", "binary").anyMatch(type::startsWith);
        return text ? exact ? "yes" : "no" : "–";
    }

    private static String mutability(JsonNode attribute) {
        return attribute.path("mutability").asText()
                + (attribute.path("required").asBoolean() ? ", required" : "")
                + (attribute.path("uniqueness").asText().equals("server") ? ", unique" : "")
                + (attribute.path("returned").asText().equals("never") ? ", never returned" : "");
    }

    private static String filter(ResourceType type, String path, String kind) {
        if (OTHERWISE.containsKey(path)) {
            return OTHERWISE.get(path);
        }
        String value = kind.equals("boolean") ? "true" : kind.equals("dateTime") ? "\"2026-01-31\"" : "\"x\"";
        List<String> taken = OPERATORS.stream()
                .filter(operator -> taken(type, path + " " + operator + (operator.equals("pr") ? "" : " " + value)))
                .toList();
        if (kind.startsWith("complex")) {
            return taken.contains("eq") ? "`pr`; else as `.value`" : "`pr`";
        }
        return (taken.equals(OPERATORS) ? "all" : "`" + String.join(" ", taken) + "`")
                + (PROBES.contains(path) ? "; `eq` is a probe" : "");
    }

    private static boolean taken(ResourceType type, String filter) {
        try {
            FilterParser.parse(type, filter);
            return true;
        } catch (ScimException refused) {
            return false;
        }
    }
}

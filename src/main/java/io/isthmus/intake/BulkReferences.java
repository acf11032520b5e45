package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where the data of a bulk operation may refer to a {@code bulkId}: the value of a member or of a manager, and a {@code $ref}.
 * Elsewhere, as in a title, {@code bulkId:x} is text like any other.
 */
final class BulkReferences {
    static final String PREFIX = "bulkId:";
    private static final Set<String> REFERRING = Set.of("members", "manager");
    private static final Set<String> PARTS = Set.of("value", "$ref");

    private BulkReferences() {}

    /** The bulkId that this text refers to, alone or as the end of a path. */
    static Optional<String> name(String text) {
        int at = text.indexOf(PREFIX);
        return at < 0 || at > 0 && text.charAt(at - 1) != '/'
                ? Optional.empty()
                : Optional.of(text.substring(at + PREFIX.length()));
    }

    /** The same node, with another text in the place of each that may be a reference. */
    static JsonNode replaced(JsonNode data, UnaryOperator<String> with) {
        return replaced(data, false, with);
    }

    private static JsonNode replaced(JsonNode node, boolean refers, UnaryOperator<String> with) {
        if (node.isTextual()) {
            return refers ? JsonNodeFactory.instance.textNode(with.apply(node.textValue())) : node;
        }
        if (node instanceof ObjectNode object) {
            JsonNode path = Bulk.member(object, "path");
            object.properties()
                    .forEach(entry ->
                            entry.setValue(replaced(entry.getValue(), refers(entry.getKey(), refers, path), with)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i), refers, with));
            }
        }
        return node;
    }

    /** @param path of an operation of a PATCH, whose value is what the path names */
    private static boolean refers(String key, boolean within, JsonNode path) {
        String name = key.toLowerCase(Locale.ROOT);
        if (within) {
            return PARTS.contains(name);
        }
        return name.equals("$ref") || named(name) || name.equals("value") && named(path.asText(""));
    }

    /** Also as {@code urn:…:manager}, {@code manager.value} and {@code members[…].value}. */
    private static boolean named(String written) {
        String path = written.toLowerCase(Locale.ROOT);
        int bracket = path.indexOf('[');
        String head = bracket < 0 ? path : path.substring(0, bracket);
        String[] names = head.substring(head.lastIndexOf(':') + 1).split("\\.", 2);
        String sub = bracket < 0
                ? names.length == 2 ? names[1] : "value"
                : path.endsWith("]") ? "value" : path.substring(path.lastIndexOf('.') + 1);
        return REFERRING.contains(names[0]) && PARTS.contains(sub);
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Values of declared attributes on their way in: the liberties that identity providers take with core attributes are taken out by
 * the declared type, and what only the server sets is left out. {@link ResourceBody#value} has the last word on types.
 */
final class DeclaredValue {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DeclaredValue() {}

    /** @param path for messages @throws ScimException 400 invalidValue for text that is no value of the type */
    static JsonNode of(AttributeDefinition definition, String path, JsonNode given) {
        if (!definition.multiValued() || !given.isArray()) {
            return one(definition, path, given);
        }
        ArrayNode values = NODES.arrayNode(given.size());
        given.forEach(element -> values.add(one(definition, path, element)));
        return values;
    }

    private static JsonNode one(AttributeDefinition definition, String path, JsonNode given) {
        if (definition.type() != Type.COMPLEX) {
            return given.isTextual() && !given.textValue().isEmpty() ? text(definition, path, given) : given;
        }
        if (given.isObject()) {
            return complex(definition, path, given);
        }
        Optional<AttributeDefinition> value = definition.sub("value");
        boolean bare = definition.multiValued() && given.isValueNode() && !PatchTarget.empty(given);
        return bare && value.isPresent()
                ? complex(definition, path, NODES.objectNode().set("value", given))
                : object(path, given);
    }

    private static JsonNode object(String path, JsonNode given) {
        if (!PatchTarget.empty(given)) {
            throw new ScimException(ScimError.invalidValue(path + " has to be an object"));
        }
        return given;
    }

    private static ObjectNode complex(AttributeDefinition definition, String path, JsonNode given) {
        ObjectNode kept = NODES.objectNode();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            Optional<AttributeDefinition> sub = definition.sub(entry.getKey());
            if (sub.filter(AttributeDefinition::readOnly).isEmpty()) {
                kept.set(
                        entry.getKey(),
                        sub.map(found -> of(found, path + "." + found.name(), entry.getValue()))
                                .orElse(entry.getValue()));
            }
        }
        return kept;
    }

    private static JsonNode text(AttributeDefinition definition, String path, JsonNode given) {
        String text = given.textValue();
        return switch (definition.type()) {
            case BOOLEAN ->
                text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                        ? BooleanNode.valueOf(text.equalsIgnoreCase("true"))
                        : given;
            case DATETIME ->
                right(
                        given,
                        isValue(Type.DATETIME, text),
                        path + " has to be a date and time like 2026-01-31T12:00:00Z");
            case BINARY -> right(given, isValue(Type.BINARY, text), path + " has to be base64");
            default -> given;
        };
    }

    /** Whether text is a value of a type that text is written for. */
    static boolean isValue(Type type, String text) {
        return switch (type) {
            case DATETIME -> text.indexOf('T') > 0 && ComparedValue.moment(text).isPresent();
            case BINARY -> isBase64(text);
            default -> true;
        };
    }

    private static JsonNode right(JsonNode given, boolean right, String otherwise) {
        if (!right) {
            throw new ScimException(ScimError.invalidValue(otherwise));
        }
        return given;
    }

    /** Either alphabet of RFC 4648, with or without padding (RFC 7643 section 2.3.6). */
    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            return true;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}

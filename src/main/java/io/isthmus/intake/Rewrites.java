package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Names;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.Locale;
import java.util.Set;

/** Single rewrites of wire forms, each about one habit of some identity provider. */
final class Rewrites {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> BOOLEANS = Set.of("active", "primary");

    private Rewrites() {}

    /** {@code "False"} for false (Entra's default dialect; POST as well as PATCH). */
    static JsonNode booleanString(String attribute, JsonNode value) {
        String name = attribute.substring(attribute.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!BOOLEANS.contains(name) || !value.isTextual() || value.textValue().isEmpty()) {
            return value;
        }
        return switch (value.textValue().toLowerCase(Locale.ROOT)) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw new ScimException(ScimError.invalidValue(attribute + " has to be true or false"));
        };
    }

    /** The same for a key or path and everything below it, but for extensions whose schema we do not know. */
    static JsonNode booleans(String path, JsonNode value) {
        boolean foreign = Names.isUrn(path)
                && !Names.isCoreSchema(ResourceType.USER, path)
                && path.equals(Names.withoutCore(ResourceType.USER, path))
                && !path.regionMatches(true, 0, Schemas.ENTERPRISE, 0, Schemas.ENTERPRISE.length());
        return foreign ? value : booleanStrings(booleanString(path, value));
    }

    /** The same anywhere inside a value: {@code emails[].primary}. */
    static JsonNode booleanStrings(JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                entry.setValue(booleans(entry.getKey(), entry.getValue()));
            }
        } else if (value.isArray()) {
            value.forEach(Rewrites::booleanStrings);
        }
        return value;
    }

    /** A manager as plain string or one-element array instead of an object. */
    static JsonNode manager(JsonNode value) {
        JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
        if (one.isTextual() && !one.textValue().isEmpty()) {
            return NODES.objectNode().set("value", one);
        }
        if (one.isObject()
                && one.path("value").isTextual()
                && one.path("value").textValue().isEmpty()) {
            return NODES.nullNode();
        }
        return one;
    }

    /** Roles whose value is a JSON object written as text (Entra's AppRoleAssignmentsComplex on update): the object itself. */
    static JsonNode roles(JsonNode value) {
        if (!value.isArray()) {
            return role(value);
        }
        ArrayNode roles = NODES.arrayNode();
        value.forEach(element -> roles.add(role(element)));
        return roles;
    }

    private static JsonNode role(JsonNode element) {
        String text = element.isTextual()
                ? element.textValue()
                : element.path("value").asText("");
        if (!text.startsWith("{")) {
            return element;
        }
        JsonNode inner = BodyReader.object(text);
        if (!inner.path("value").isTextual()) {
            return element;
        }
        ObjectNode role = NODES.objectNode();
        inner.properties()
                .forEach(entry -> role.set(
                        entry.getKey().equalsIgnoreCase("displayName") ? "display" : entry.getKey(), entry.getValue()));
        if (element.isObject()) {
            element.properties().forEach(entry -> role.putIfAbsent(entry.getKey(), entry.getValue()));
        }
        return role;
    }

    /** What can be one value only, as the one element of an array (a client library writes every value so): that element. */
    static JsonNode lone(ResourceType type, String path, JsonNode value) {
        if (!value.isArray() || value.size() != 1) {
            return value;
        }
        String bare = Names.withoutCore(type, path.strip());
        int open = bare.indexOf('[');
        int close = bare.lastIndexOf(']');
        String name = open < 0 || close < open ? bare : bare.substring(0, open) + bare.substring(close + 1);
        boolean single = bare.isEmpty()
                || close == bare.length() - 1
                || Schemas.resolve(type, name)
                        .flatMap(Schemas.Resolved::definition)
                        .filter(found -> !found.multiValued())
                        .isPresent();
        return single ? value.get(0) : value;
    }

    /** Whether a path or key names the manager, with or without the enterprise URN. */
    static boolean isManager(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return name.equals("manager") || name.equals(Schemas.ENTERPRISE.toLowerCase(Locale.ROOT) + ":manager");
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks a resource's body against the schemas and brings it into one form: attributes in the schema's spelling, null, empty strings
 * and empty arrays taken for unassigned (RFC 7643 section 2.5), what only the server may set left out. Values stay byte for byte.
 */
public final class ResourceBody {
    private static final int MOST_VALUES = 1000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> SEARCHED = List.of("userName", "displayName", "externalId");

    private ResourceBody() {}

    /** A POST or PUT body where nothing is declared. @throws ScimException 400 invalidValue, naming the attribute */
    public static ObjectNode understood(ResourceType type, JsonNode given) {
        return understood(type, given, Extensions.NONE);
    }

    /**
     * A POST or PUT body as understood. Attributes that no schema knows are dropped; extension objects are kept. A group's members
     * are left out; {@link Members} reads them.
     *
     * @param extensions whose attributes are checked as those of our schemas are
     * @throws ScimException 400 invalidValue, naming the attribute
     */
    public static ObjectNode understood(ResourceType type, JsonNode given, Extensions extensions) {
        if (!given.isObject()) {
            throw new ScimException(ScimError.badRequest("invalidSyntax", "the body has to be a JSON object"));
        }
        checkSchemas(type, given);
        ObjectNode body = NODES.objectNode();
        Map<String, JsonNode> paths = new LinkedHashMap<>();
        collect(type, given, extensions, body, paths);
        paths.forEach((path, value) -> at(type, body, path, value, extensions));
        requireName(type, body);
        return body;
    }

    private static void collect(
            ResourceType type, JsonNode given, Extensions extensions, ObjectNode body, Map<String, JsonNode> paths) {
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            String name = Names.withoutCore(type, checked(entry.getKey()));
            JsonNode value = entry.getValue();
            if (Names.isCoreSchema(type, name)) {
                collect(type, value, extensions, body, paths);
            } else if (Names.isServerSet(type, name) || Members.isMembers(type, name)) {
                // nothing that a push sets, or read elsewhere
            } else if (Schemas.core(type, name).isPresent()) {
                AttributeDefinition definition = Schemas.core(type, name).get();
                value(definition, definition.name(), value).ifPresent(found -> body.set(definition.name(), found));
            } else if (extensions.named(type, name).isPresent()) {
                Extension extension = extensions.named(type, name).get();
                ExtensionBody.understood(extension, value).ifPresent(found -> body.set(extension.urn(), found));
            } else if (extensions.hasAttribute(type, name)) {
                paths.put(name, value);
            } else if (Names.isUrn(name) && !Schemas.isAttribute(name) && (value.isObject() || value.isNull())) {
                String urn = canonicalUrn(name);
                extension(urn, value).ifPresent(found -> body.set(urn, found));
            } else if (Names.isUrn(name) || name.indexOf('.') > 0 || name.indexOf('[') > 0) {
                paths.put(name, value);
            }
        }
    }

    /** A key that is written like a path; one that names no attribute is dropped like any attribute that no schema knows. */
    private static void at(ResourceType type, ObjectNode body, String path, JsonNode value, Extensions extensions) {
        boolean declared = extensions.about(type, path).isPresent();
        PatchTarget.find(type, path, extensions).ifPresent(target -> {
            Optional<JsonNode> said = declared ? DeclaredPatch.writable(target, value) : Optional.of(value);
            said.ifPresent(written -> target.apply(body, PatchOp.ADD, written));
        });
    }

    /**
     * @throws ScimException 400 invalidValue without the name that RFC 7643 requires of the type (sections 4.1.1 and 4.2), and
     *     where a value that is searched by is too long for that
     */
    static void requireName(ResourceType type, ObjectNode body) {
        String name = type == ResourceType.USER ? "userName" : "displayName";
        if (body.path(name).asText("").isBlank()) {
            throw new ScimException(
                    ScimError.invalidValue(name + " is required and has to be a string that is not blank"));
        }
        SEARCHED.forEach(searched -> Keys.check(searched, body.path(searched).asText("")));
        body.path("emails")
                .forEach(email -> Keys.check("emails.value", email.path("value").asText("")));
    }

    /** An extension's object, its attributes checked where we know the schema; empty when nothing is left of it. */
    static Optional<JsonNode> extension(String urn, JsonNode given) {
        if (given.isNull()) {
            return Optional.empty();
        }
        if (!given.isObject()) {
            throw new ScimException(ScimError.invalidValue(urn + " has to be an object"));
        }
        Names.requireExtension(urn);
        boolean enterprise = urn.equalsIgnoreCase(Schemas.ENTERPRISE);
        ObjectNode kept = NODES.objectNode();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            String name = checked(entry.getKey());
            if (name.equalsIgnoreCase("password")) {
                continue;
            }
            Optional<AttributeDefinition> definition = enterprise ? Schemas.enterprise(name) : Optional.empty();
            String canonical = definition.map(AttributeDefinition::name).orElse(name);
            Optional<JsonNode> value = definition.isPresent()
                    ? value(definition.get(), canonical, entry.getValue())
                    : plain(entry.getValue());
            value.ifPresent(found -> kept.set(canonical, found));
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    static String canonicalUrn(String urn) {
        return urn.equalsIgnoreCase(Schemas.ENTERPRISE) ? Schemas.ENTERPRISE : urn;
    }

    /** The value of an attribute as understood, empty when it is unassigned. @throws ScimException 400 invalidValue */
    static Optional<JsonNode> value(AttributeDefinition definition, String path, JsonNode given) {
        if (!definition.multiValued()) {
            return single(definition, path, given);
        }
        if (given.isNull()) {
            return Optional.empty();
        }
        countable(path, given);
        ArrayNode values = NODES.arrayNode();
        Iterable<JsonNode> elements = given.isArray() ? given : List.of(given);
        for (JsonNode element : elements) {
            element(definition, path, element).ifPresent(values::add);
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** @throws ScimException 400 invalidValue for more values than anybody has */
    static void countable(String path, JsonNode values) {
        if (values.isArray() && values.size() > MOST_VALUES) {
            throw new ScimException(ScimError.invalidValue(path + " may have at most " + MOST_VALUES + " values"));
        }
    }

    /** One element of a multi-valued attribute, or the value of a single-valued one. */
    static Optional<JsonNode> element(AttributeDefinition definition, String path, JsonNode given) {
        boolean bare = definition.type() == Type.COMPLEX && given.isTextual();
        boolean keptBare =
                definition.name().equals("roles") || definition.name().equals("entitlements");
        if (bare && !given.textValue().isEmpty()) {
            String text = checked(given.textValue());
            return Optional.of(
                    keptBare ? NODES.textNode(text) : NODES.objectNode().put("value", text));
        }
        return single(definition, path, given);
    }

    private static Optional<JsonNode> single(AttributeDefinition definition, String path, JsonNode given) {
        if (given.isNull() || given.isTextual() && given.textValue().isEmpty()) {
            return Optional.empty();
        }
        return switch (definition.type()) {
            case COMPLEX -> complex(definition, path, given);
            case BOOLEAN -> typed(path, given, given.isBoolean(), "true or false");
            case INTEGER -> typed(path, given, given.isIntegralNumber(), "a whole number");
            case DECIMAL -> typed(path, given, given.isNumber(), "a number");
            default -> typed(path, given, given.isTextual(), "a string");
        };
    }

    private static Optional<JsonNode> typed(String path, JsonNode given, boolean right, String wanted) {
        if (!right) {
            throw new ScimException(ScimError.invalidValue(path + " has to be " + wanted));
        }
        if (given.isTextual()) {
            checked(given.textValue());
        }
        return Optional.of(given);
    }

    private static Optional<JsonNode> complex(AttributeDefinition definition, String path, JsonNode given) {
        if (!given.isObject()) {
            throw new ScimException(ScimError.invalidValue(path + " has to be an object"));
        }
        ObjectNode kept = NODES.objectNode();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            Optional<AttributeDefinition> sub = definition.sub(checked(entry.getKey()));
            String name = sub.map(AttributeDefinition::name).orElse(entry.getKey());
            Function<AttributeDefinition, Optional<JsonNode>> known =
                    found -> value(found, path + "." + name, entry.getValue());
            sub.map(known).orElseGet(() -> plain(entry.getValue())).ifPresent(value -> kept.set(name, value));
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    /** Anything, as long as it can be stored. */
    static Optional<JsonNode> plain(JsonNode given) {
        if (given.isTextual()) {
            checked(given.textValue());
        } else if (given.isContainerNode()) {
            given.forEach(ResourceBody::plain);
            if (given.isObject()) {
                given.fieldNames().forEachRemaining(ResourceBody::checked);
            }
        }
        boolean empty = given.isNull()
                || given.isTextual() && given.textValue().isEmpty()
                || given.isContainerNode() && given.isEmpty();
        return empty ? Optional.empty() : Optional.of(given);
    }

    /** Text that every store and directory can hold. @throws ScimException 400 invalidValue */
    public static String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw new ScimException(
                        ScimError.invalidValue("a value or name holds a NUL character or half a surrogate pair"));
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    private static void checkSchemas(ResourceType type, JsonNode given) {
        JsonNode schemas = given.path("schemas");
        if (schemas.isMissingNode() || schemas.isNull() || schemas.isArray() && schemas.isEmpty()) {
            return;
        }
        if (!schemas.isArray()) {
            throw new ScimException(ScimError.invalidValue("schemas has to be an array"));
        }
        for (JsonNode schema : schemas) {
            String urn = schema.asText("").toLowerCase(java.util.Locale.ROOT);
            if (urn.equalsIgnoreCase(type.schema())
                    || urn.matches("urn:(ietf:params:)?scim:schemas:core:[12]\\.0(:"
                            + type.label().toLowerCase(java.util.Locale.ROOT) + ")?")) {
                return;
            }
        }
        throw new ScimException(ScimError.invalidValue("schemas does not name " + type.schema()));
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * PATCH of declared extensions. An operation carries, as its member {@code declared}, what it was understood by: the journal gives
 * the same bodies whatever is declared later.
 */
public final class DeclaredPatch {
    private static final String DECLARED = "declared";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DeclaredPatch() {}

    /**
     * Operations as the journal keeps them; one that is only about what the server sets is left out.
     *
     * @param operations RFC 7644 operations with nothing but {@code op}, {@code path} and {@code value}
     * @throws ScimException 400 invalidPath, invalidValue
     */
    public static ArrayNode understood(ResourceType type, ArrayNode operations, Extensions extensions) {
        if (extensions.isEmpty()) {
            return operations;
        }
        ArrayNode understood = NODES.arrayNode();
        for (JsonNode operation : operations) {
            String path = operation.path("path").asText("").strip();
            Optional<Extension> extension = extensions.about(type, path);
            if (extension.isEmpty()) {
                understood.add(operation);
                continue;
            }
            PatchOp op = PatchOp.of(operation.path("op").asText(""));
            JsonNode value = operation.path("value");
            Optional<ObjectNode> one = path.length() == extension.get().urn().length()
                    ? whole(extension.get(), op, value)
                    : attribute(type, extension.get(), op, path, value);
            one.ifPresent(understood::add);
        }
        return understood;
    }

    private static Optional<ObjectNode> whole(Extension extension, PatchOp op, JsonNode value) {
        if (op == PatchOp.REMOVE || op == PatchOp.REPLACE && value.isNull()) {
            return Optional.of(operation(PatchOp.REMOVE, extension.urn(), extension));
        }
        if (PatchTarget.empty(value)) {
            return Optional.empty();
        }
        ObjectNode operation = operation(op, extension.urn(), extension);
        ObjectNode said = operation.putObject("value");
        for (Map.Entry<String, JsonNode> entry :
                ExtensionBody.object(extension, value).properties()) {
            Optional<AttributeDefinition> known = extension.attribute(ResourceBody.checked(entry.getKey()));
            if (ExtensionBody.isWritable(entry.getKey(), known)) {
                String path =
                        extension.path(known.map(AttributeDefinition::name).orElse(entry.getKey()));
                said.set(
                        entry.getKey(),
                        known.map(found -> value(found, path, entry.getValue())).orElse(entry.getValue()));
                known.ifPresent(found -> carry(operation, found));
            }
        }
        return said.isEmpty() ? Optional.empty() : Optional.of(operation);
    }

    private static Optional<ObjectNode> attribute(
            ResourceType type, Extension extension, PatchOp op, String path, JsonNode value) {
        PatchTarget target = PatchTarget.parse(type, path, Extensions.only(extension));
        AttributeDefinition attribute = target.attribute().orElseThrow();
        boolean whole = target.elements().isEmpty() && target.sub().isEmpty();
        if (whole && attribute.required() && unassigns(attribute, op, value)) {
            throw new ScimException(
                    ScimError.badRequest("mutability", target.path() + " is required and cannot be removed"));
        }
        return writable(target, value).map(written -> {
            ObjectNode operation = operation(op, path, extension);
            carry(operation, attribute);
            if (!written.isMissingNode()) {
                operation.set("value", written);
            }
            return operation;
        });
    }

    private static boolean unassigns(AttributeDefinition attribute, PatchOp op, JsonNode value) {
        boolean multiValued = attribute.multiValued();
        return op == PatchOp.REMOVE
                ? !multiValued || !value.isContainerNode()
                : PatchTarget.empty(value) && (op == PatchOp.REPLACE || !multiValued);
    }

    /** The value as the target's type has it; empty where only the server sets it. @throws ScimException 400 invalidValue */
    static Optional<JsonNode> writable(PatchTarget target, JsonNode value) {
        AttributeDefinition attribute = target.attribute().orElseThrow();
        if (attribute.readOnly()
                || target.sub().filter(AttributeDefinition::readOnly).isPresent()) {
            return Optional.empty();
        }
        String name = target.path() + target.sub().map(sub -> "." + sub.name()).orElse("");
        return Optional.of(value.isMissingNode() ? value : value(target.sub().orElse(attribute), name, value));
    }

    /** A client library writes every value as an array; where there can be one only, its one element is meant. */
    private static JsonNode value(AttributeDefinition definition, String path, JsonNode given) {
        boolean lone = !definition.multiValued() && given.isArray() && given.size() == 1;
        return DeclaredValue.of(definition, path, lone ? given.get(0) : given);
    }

    private static ObjectNode operation(PatchOp op, String path, Extension extension) {
        ObjectNode operation = NODES.objectNode()
                .put("op", op.name().toLowerCase(java.util.Locale.ROOT))
                .put("path", path);
        operation.putObject(DECLARED).put("schema", extension.urn()).putArray("attributes");
        return operation;
    }

    private static void carry(ObjectNode operation, AttributeDefinition definition) {
        ((ArrayNode) operation.path(DECLARED).path("attributes")).add(DefinitionJson.json(definition));
    }

    /** The extension that an operation is about, with the attributes that it needs. */
    static Optional<Extension> carried(JsonNode operation) {
        JsonNode declared = operation.path(DECLARED);
        return declared.isObject()
                ? Optional.of(new Extension(
                        declared.path("schema").asText(), DefinitionJson.attributes(declared.path("attributes"))))
                : Optional.empty();
    }

    /** Applies an understood operation. @throws ScimException 400 */
    static void apply(
            ResourceType type, ObjectNode body, PatchOp op, String path, JsonNode value, Extension extension) {
        respelled(body, extension.urn());
        if (extension.below(path).isPresent()) {
            PatchTarget.parse(type, path, Extensions.only(extension)).apply(body, op, value);
        } else if (op == PatchOp.REMOVE) {
            body.remove(extension.urn());
        } else {
            value.properties().forEach(entry -> one(body, op, entry.getKey(), entry.getValue(), extension));
        }
    }

    /** Before it was declared, the extension may have been pushed with its URN in another case. */
    private static void respelled(ObjectNode body, String urn) {
        Patch.keyOf(body, urn).filter(key -> !key.equals(urn)).ifPresent(key -> body.set(urn, body.remove(key)));
    }

    private static void one(ObjectNode body, PatchOp op, String name, JsonNode value, Extension extension) {
        Optional<AttributeDefinition> known = extension.attribute(name);
        String spelled = known.map(AttributeDefinition::name).orElse(name);
        new PatchTarget(
                        new AttributePath(Optional.of(extension.urn()), spelled, Optional.empty()),
                        known,
                        Optional.empty(),
                        Optional.empty())
                .apply(body, op, value);
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** PATCH as a function from body to body (RFC 7644 section 3.5.2): in order, all or none. */
public final class Patch {
    private Patch() {}

    /**
     * The body after these operations; the given one is not touched.
     *
     * @param type of the resource; a group's members are no part of its body ({@link MemberDelta})
     * @param id of the resource, which an {@code id} in a value has to equal
     * @param operations an array of {@code {op, path?, value?}}
     * @throws ScimException 400 invalidPath, invalidValue, invalidSyntax, mutability, noTarget
     */
    public static ObjectNode apply(ResourceType type, String id, ObjectNode body, JsonNode operations) {
        ObjectNode result = body.deepCopy();
        if (!operations.isArray()) {
            throw syntax("Operations has to be an array");
        }
        for (JsonNode operation : operations) {
            if (!operation.isObject()) {
                throw syntax("an operation has to be an object");
            }
            Optional<Extension> declared = DeclaredPatch.carried(operation);
            if (declared.isPresent()) {
                declared(type, result, operation, declared.get());
            } else {
                one(type, id, result, operation);
            }
        }
        ResourceBody.requireName(type, result);
        return result;
    }

    /**
     * How many terms the filters in the paths of operations have, together; each of them is held against every value of its
     * attribute. A path that cannot be understood has none: the operation will be refused.
     *
     * @param operations an array of {@code {op, path?, value?}}, each about one attribute
     */
    public static long terms(ResourceType type, JsonNode operations, Extensions extensions) {
        long terms = 0;
        for (JsonNode operation : operations) {
            String path = operation.path("path").asText("");
            if (path.indexOf('[') >= 0) {
                terms += PatchTarget.find(type, Names.withoutCore(type, path), extensions)
                        .flatMap(PatchTarget::elements)
                        .map(Filters::terms)
                        .orElse(0);
            }
        }
        return terms;
    }

    private static void declared(ResourceType type, ObjectNode body, JsonNode operation, Extension extension) {
        PatchOp op = PatchOp.of(operation.path("op").asText(""));
        DeclaredPatch.apply(type, body, op, operation.path("path").asText(""), operation.path("value"), extension);
    }

    private static void one(ResourceType type, String id, ObjectNode body, JsonNode operation) {
        PatchOp op = PatchOp.of(operation.path("op").asText(""));
        JsonNode path = operation.path("path");
        JsonNode value = operation.path("value");
        if (path.isTextual() && !path.textValue().isBlank()) {
            at(type, id, body, op, path.textValue(), value);
            return;
        }
        if (op == PatchOp.REMOVE) {
            throw new ScimException(ScimError.badRequest("noTarget", "a remove operation needs a path"));
        }
        if (!value.isObject()) {
            throw new ScimException(ScimError.invalidValue("an operation without a path needs an object as its value"));
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            at(type, id, body, op, entry.getKey(), entry.getValue());
        }
    }

    private static void at(ResourceType type, String id, ObjectNode body, PatchOp op, String written, JsonNode value) {
        String path = Names.withoutCore(type, ResourceBody.checked(written));
        if (Names.isCoreSchema(type, path) && value.isObject()) {
            value.properties().forEach(entry -> at(type, id, body, op, entry.getKey(), entry.getValue()));
            return;
        }
        if (path.equalsIgnoreCase("id")
                && value.isTextual()
                && !value.textValue().equals(id)) {
            throw new ScimException(ScimError.badRequest("mutability", "id cannot be changed"));
        }
        if (Names.head(type, path).equals("groups") && Names.isServerSet(type, path)) {
            throw new ScimException(ScimError.badRequest(
                    "mutability", "a user's groups follow from the members of groups; patch those"));
        }
        String name = type == ResourceType.USER ? "userName" : "displayName";
        if (op == PatchOp.REMOVE && (path.equalsIgnoreCase(name) || path.equalsIgnoreCase("id"))) {
            throw new ScimException(ScimError.badRequest("mutability", path + " cannot be removed"));
        }
        if (Names.isServerSet(type, path) || keepsItsValue(type, op, path, value)) {
            return;
        }
        Optional<String> extension = extension(type, body, op, path, value);
        if (extension.isPresent()) {
            ExtensionPatch.apply(body, op, extension.get(), value);
            return;
        }
        PatchTarget.parse(type, path).apply(body, op, value);
    }

    /** Whether somebody works here is not told by saying nothing: {@code active} is set, never taken away (rule 3). */
    private static boolean keepsItsValue(ResourceType type, PatchOp op, String path, JsonNode value) {
        return type == ResourceType.USER
                && path.equalsIgnoreCase("active")
                && (op == PatchOp.REMOVE || PatchTarget.empty(value));
    }

    /**
     * The key of the extension that a URN names as a whole, if it names one and not an attribute of one: we know it, the body
     * has it, or its value is an object and the body has no extension that it could be an attribute of.
     */
    private static Optional<String> extension(
            ResourceType type, ObjectNode body, PatchOp op, String path, JsonNode value) {
        if (!Names.isUrn(path) || Names.isCoreSchema(type, path) || path.indexOf('[') >= 0) {
            return Optional.empty();
        }
        String urn = ResourceBody.canonicalUrn(path);
        Optional<String> there = keyOf(body, urn);
        if (urn.equals(Schemas.ENTERPRISE) || there.isPresent()) {
            return Optional.of(there.orElse(urn));
        }
        boolean attribute = Schemas.isAttribute(path)
                || body.properties().stream()
                        .map(Map.Entry::getKey)
                        .anyMatch(
                                key -> Names.isUrn(key) && path.regionMatches(true, 0, key + ":", 0, key.length() + 1));
        boolean whole = !attribute && (value.isObject() || op == PatchOp.REMOVE && looksLikeSchema(urn));
        return whole ? Optional.of(urn) : Optional.empty();
    }

    static Optional<String> keyOf(ObjectNode body, String urn) {
        return body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(urn::equalsIgnoreCase)
                .findFirst();
    }

    private static boolean looksLikeSchema(String urn) {
        return urn.toLowerCase(Locale.ROOT).matches(".*:2\\.0:(user|group)");
    }

    static ScimException syntax(String detail) {
        return new ScimException(ScimError.badRequest("invalidSyntax", detail));
    }
}

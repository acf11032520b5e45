package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** PATCH as a function from body to body (RFC 7644 section 3.5.2): in order, all or none. */
public final class Patch {
    private Patch() {}

    /**
     * The body after these operations; the given one is not touched.
     *
     * @param id of the resource, which an {@code id} in a value has to equal
     * @param operations an array of {@code {op, path?, value?}}
     * @throws ScimException 400 invalidPath, invalidValue, invalidSyntax, mutability, noTarget
     */
    public static ObjectNode apply(String id, ObjectNode body, JsonNode operations) {
        ObjectNode result = body.deepCopy();
        if (!operations.isArray()) {
            throw syntax("Operations has to be an array");
        }
        for (JsonNode operation : operations) {
            if (!operation.isObject()) {
                throw syntax("an operation has to be an object");
            }
            one(id, result, operation);
        }
        UserBody.requireUserName(result);
        return result;
    }

    private static void one(String id, ObjectNode body, JsonNode operation) {
        PatchOp op = PatchOp.of(operation.path("op").asText(""));
        JsonNode path = operation.path("path");
        JsonNode value = operation.path("value");
        if (path.isTextual() && !path.textValue().isBlank()) {
            at(id, body, op, path.textValue(), value);
            return;
        }
        if (op == PatchOp.REMOVE) {
            throw new ScimException(ScimError.badRequest("noTarget", "a remove operation needs a path"));
        }
        if (!value.isObject()) {
            throw new ScimException(ScimError.invalidValue("an operation without a path needs an object as its value"));
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            at(id, body, op, entry.getKey(), entry.getValue());
        }
    }

    private static void at(String id, ObjectNode body, PatchOp op, String path, JsonNode value) {
        String name = path.toLowerCase(Locale.ROOT);
        if (name.equals("id") && value.isTextual() && !value.textValue().equals(id)) {
            throw new ScimException(ScimError.badRequest("mutability", "id cannot be changed"));
        }
        if (name.equals("password") || isServerSet(name)) {
            return;
        }
        if (name.startsWith("urn:") && (value.isObject() || op == PatchOp.REMOVE) && isExtension(path)) {
            PatchTarget.extension(body, op, path, value);
            return;
        }
        PatchTarget.parse(path).apply(body, op, value);
    }

    private static boolean isServerSet(String name) {
        return name.equals("id")
                || name.equals("schemas")
                || name.equals("groups")
                || name.equals("meta")
                || name.startsWith("meta.");
    }

    /** A URN that names a schema, not an attribute of one: ends in {@code :User} or stands for an object in the body. */
    private static boolean isExtension(String path) {
        return path.equalsIgnoreCase(Schemas.ENTERPRISE)
                || path.toLowerCase(Locale.ROOT).endsWith(":2.0:user");
    }

    static ScimException syntax(String detail) {
        return new ScimException(ScimError.badRequest("invalidSyntax", detail));
    }
}

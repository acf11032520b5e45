package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** PATCH of an extension as a whole: an object below the URN of a schema. */
final class ExtensionPatch {
    private ExtensionPatch() {}

    /** An object below a URN: its attributes one by one. */
    static void apply(ObjectNode body, PatchOp op, String name, JsonNode value) {
        if (op == PatchOp.REMOVE) {
            body.remove(name);
            return;
        }
        Optional<JsonNode> understood = ResourceBody.extension(name, value);
        ObjectNode extension = PatchTarget.child(body, name);
        for (var entry : value.properties()) {
            String key = Schemas.enterprise(entry.getKey())
                    .filter(known -> name.equals(Schemas.ENTERPRISE))
                    .map(AttributeDefinition::name)
                    .orElse(entry.getKey());
            JsonNode kept = understood.map(found -> found.path(key)).orElse(extension.path(""));
            if (kept.isMissingNode()) {
                extension.remove(key);
            } else {
                extension.set(key, kept);
            }
        }
        if (extension.isEmpty()) {
            body.remove(name);
        }
    }
}

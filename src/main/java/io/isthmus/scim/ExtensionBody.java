package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** The object of a declared extension in a POST or PUT. */
final class ExtensionBody {
    private ExtensionBody() {}

    /** As understood; empty when nothing is left of it. What its schema does not have is kept as it is. @throws ScimException 400 */
    static Optional<JsonNode> understood(Extension extension, JsonNode given) {
        if (given.isNull()) {
            return Optional.empty();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object(extension, given).properties()) {
            String name = ResourceBody.checked(entry.getKey());
            Optional<AttributeDefinition> known = extension.attribute(name);
            if (isWritable(name, known)) {
                String spelled = known.map(AttributeDefinition::name).orElse(name);
                value(extension, known, entry.getValue()).ifPresent(value -> kept.set(spelled, value));
            }
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    private static Optional<JsonNode> value(Extension extension, Optional<AttributeDefinition> known, JsonNode given) {
        if (known.isEmpty()) {
            return ResourceBody.plain(given);
        }
        String path = extension.path(known.get().name());
        return ResourceBody.value(known.get(), path, DeclaredValue.of(known.get(), path, given));
    }

    static JsonNode object(Extension extension, JsonNode given) {
        if (!given.isObject()) {
            throw new ScimException(ScimError.invalidValue(extension.urn() + " has to be an object"));
        }
        return given;
    }

    /** Whether a push may say something of it; what it may not is passed over. */
    static boolean isWritable(String name, Optional<AttributeDefinition> known) {
        return !name.equalsIgnoreCase("password")
                && known.filter(AttributeDefinition::readOnly).isEmpty();
    }
}

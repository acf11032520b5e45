package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.Names;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.Map;
import java.util.Optional;

/** Finds the password in a body, before everything else forgets it. Its errors never show it. */
final class Passwords {
    private static final int MOST = 1000;

    private Passwords() {}

    /** The last password that a user's POST, PUT or PATCH body says. @throws ScimException 400 invalidValue */
    static Optional<String> of(JsonNode body) {
        Optional<String> found = member(body);
        for (JsonNode operation : Bulk.member(body, "Operations")) {
            String path = Bulk.member(operation, "path").asText("");
            JsonNode value = Bulk.member(operation, "value");
            if (isPassword(path)) {
                found = text(value);
            } else if (path.isBlank()) {
                Optional<String> inside = member(value);
                found = inside.isPresent() ? inside : found;
            }
        }
        return found;
    }

    private static Optional<String> member(JsonNode object) {
        Optional<String> found = Optional.empty();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (isPassword(entry.getKey())) {
                found = text(entry.getValue());
            } else if (Names.isCoreSchema(ResourceType.USER, entry.getKey())) {
                Optional<String> inside = member(entry.getValue());
                found = inside.isPresent() ? inside : found;
            }
        }
        return found;
    }

    private static boolean isPassword(String name) {
        return Names.head(ResourceType.USER, name).equals("password");
    }

    private static Optional<String> text(JsonNode value) {
        if (value.isNull()
                || value.isMissingNode()
                || value.isTextual() && value.textValue().isEmpty()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > MOST) {
            throw new ScimException(
                    ScimError.invalidValue("password has to be a string of at most " + MOST + " characters"));
        }
        return Optional.of(value.textValue());
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a request of the admin API. It is taken to the letter: a member that is not known, or is of another type, would mean
 * that more is done than was asked for (a run over everything, an approval without its exceptions).
 */
final class AdminBody {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);

    private final JsonNode object;

    private AdminBody(JsonNode object) {
        this.object = object;
    }

    /** An absent body is an empty object. @param known the members that there may be @throws ApiProblem 400 */
    static AdminBody of(String text, String... known) {
        JsonNode object = parsed(text);
        if (!object.isObject() || object.toString().contains("\\u0000")) {
            throw invalid("the body has to be a JSON object, without NUL characters");
        }
        List<String> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(List.of(known));
        if (!unknown.isEmpty()) {
            throw invalid("the body has a member \"" + unknown.get(0) + "\", which is not known; known are "
                    + String.join(", ", known));
        }
        return new AdminBody(object);
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text == null || text.isBlank() ? "{}" : text);
        } catch (JsonProcessingException malformed) {
            String why = malformed.getOriginalMessage();
            throw invalid("the body is not JSON" + (why.startsWith("Duplicate field") ? ": " + why : ""));
        }
    }

    /** A text; empty if absent or null. @throws ApiProblem 400 if it is anything else */
    Optional<String> text(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(name + " has to be a string");
        }
        return Optional.of(value.textValue());
    }

    /** A text that has to be there. @param what it is and where it stands @throws ApiProblem 400 without it */
    String needed(String name, String what) {
        return text(name)
                .filter(given -> !given.isBlank())
                .orElseThrow(() -> invalid(name + " is missing; write " + what));
    }

    /** An array of texts; empty if absent or null. @throws ApiProblem 400 if it is anything else */
    Set<String> texts(String name) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode value : array(name)) {
            if (!value.isTextual()) {
                throw invalid(name + " has to be an array of strings");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    /** An array of ids, each a number or the same as a text; empty if absent or null. @throws ApiProblem 400 if it is anything else */
    Set<Long> ids(String name) {
        Set<Long> ids = new LinkedHashSet<>();
        for (JsonNode value : array(name)) {
            if (!value.isIntegralNumber() && !value.isTextual()
                    || !value.asText().matches("[0-9]{1,18}")) {
                throw invalid(name + " has to be an array of ids of changes, not " + value);
            }
            ids.add(Long.parseLong(value.asText()));
        }
        return ids;
    }

    private JsonNode array(String name) {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw invalid(name + " has to be an array");
        }
        return value;
    }

    private static ApiProblem invalid(String why) {
        return new ApiProblem(400, "invalid-request", why);
    }
}

package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.ResourceType;
import java.time.Instant;

/** One record of the journal, as stored. {@code outcome} is {@code stored} or {@code unchanged}. */
public record JournalRecord(
        long position,
        Instant at,
        String source,
        String token,
        String request,
        String operation,
        String resource,
        ResourceType type,
        long version,
        JsonNode understood,
        String outcome) {

    /** As administrators see it (contract: shape {@code journal}). Passwords are not in the journal, and a token only by its id. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("position", position)
                .put("at", at.toString())
                .put("source", source)
                .put("token", token)
                .put("request", request)
                .put("operation", operation);
        json.putObject("resource").put("id", resource).put("type", type.label());
        json.put("version", version).set("understood", object());
        return json.put("outcome", outcome);
    }

    /** The operations of a PATCH as a message of RFC 7644 section 3.5.2 has them, so that it is an object whatever was pushed. */
    private ObjectNode object() {
        if (understood instanceof ObjectNode whole) {
            return whole;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (understood.isArray()) {
            object.set("Operations", understood);
        }
        return object;
    }
}

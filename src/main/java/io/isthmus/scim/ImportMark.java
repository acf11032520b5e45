package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The mark of a resource that was imported from the directory and that its source has not pushed yet: an extension with the one
 * attribute {@code provisioned}, which is {@code false}. It stands in the body, so that clients see it, filters find it, and folding
 * the journal gives it; only the server sets it, and the first push of the source takes it away.
 */
public final class ImportMark {
    /** URN of the extension (RFC 7643 section 3.3). */
    public static final String URN = "urn:isthmus:params:scim:schemas:extension:import:1.0";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonNode SCHEMA = definition();

    private ImportMark() {}

    /** The extension's definition (RFC 7643 section 7); not to be changed. */
    public static JsonNode schema() {
        return SCHEMA;
    }

    /** Whether a body has the mark. */
    public static boolean isOn(JsonNode body) {
        return body.has(URN);
    }

    /** The same body with the mark; a new tree. */
    public static ObjectNode on(ObjectNode body) {
        ObjectNode marked = body.deepCopy();
        marked.putObject(URN).put("provisioned", false);
        return marked;
    }

    /** The same body without the mark; a new tree where it had one. */
    public static ObjectNode off(ObjectNode body) {
        return isOn(body) ? body.deepCopy().without(URN) : body;
    }

    /** Whether a path in lower case is about the mark. */
    static boolean isAbout(String path) {
        return path.equals(URN) || path.startsWith(URN + ":");
    }

    private static JsonNode definition() {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        schema.put("id", URN)
                .put("name", "Import")
                .put("description", "Stands on what was imported from the directory and not provisioned yet");
        schema.putArray("attributes")
                .addObject()
                .put("name", "provisioned")
                .put("type", "boolean")
                .put("multiValued", false)
                .put(
                        "description",
                        "false: known from the directory alone; the first push of this connection adopts it")
                .put("required", false)
                .put("caseExact", false)
                .put("mutability", "readOnly")
                .put("returned", "default")
                .put("uniqueness", "none");
        return schema;
    }
}

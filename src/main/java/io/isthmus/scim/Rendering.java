package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Resources, lists and errors as SCIM JSON (RFC 7643 section 3, RFC 7644 sections 3.4.2 and 3.12). */
public final class Rendering {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MESSAGES = "urn:ietf:params:scim:api:messages:2.0:";

    private Rendering() {}

    /** A user with {@code schemas}, {@code id} and {@code meta}; a new tree. @param base like {@code https://host/scim/v2} */
    public static ObjectNode user(Resource resource, String base) {
        ObjectNode json = NODES.objectNode();
        ArrayNode schemas = json.putArray("schemas").add(Schemas.USER);
        json.put("id", resource.id());
        for (Map.Entry<String, JsonNode> entry : resource.body().properties()) {
            json.set(
                    entry.getKey(),
                    entry.getValue().isContainerNode() ? entry.getValue().deepCopy() : entry.getValue());
            if (entry.getKey().startsWith("urn:")) {
                schemas.add(entry.getKey());
            }
        }
        // read-only (RFC 7643 section 4.1.2); clients that write back what they read expect the array
        json.putArray("groups");
        json.putObject("meta")
                .put("resourceType", resource.type().label())
                .put("created", resource.created().toString())
                .put("lastModified", resource.lastModified().toString())
                .put("location", base + resource.type().endpoint() + "/" + resource.id())
                .put("version", version(resource));
        return json;
    }

    /** The ETag: {@code W/"n"}. */
    public static String version(Resource resource) {
        return "W/\"" + resource.version() + "\"";
    }

    public static ObjectNode list(long total, long startIndex, List<? extends JsonNode> resources) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(MESSAGES + "ListResponse");
        json.put("totalResults", total).put("startIndex", startIndex).put("itemsPerPage", resources.size());
        json.putArray("Resources").addAll(resources);
        return json;
    }

    public static ObjectNode error(ScimError error) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(MESSAGES + "Error");
        json.put("status", Integer.toString(error.status()));
        error.scimType().ifPresent(type -> json.put("scimType", type));
        return json.put("detail", error.detail());
    }
}

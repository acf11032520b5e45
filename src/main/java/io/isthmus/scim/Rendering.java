package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resources, lists and errors as SCIM JSON (RFC 7643 section 3, RFC 7644 sections 3.4.2 and 3.12). */
public final class Rendering {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MESSAGES = "urn:ietf:params:scim:api:messages:2.0:";

    private Rendering() {}

    /**
     * A user with {@code schemas}, {@code id}, {@code groups} and {@code meta}; a new tree.
     *
     * @param base like {@code https://host/scim/v2}
     */
    public static ObjectNode user(Resource resource, String base, List<GroupRef> groups) {
        ObjectNode json = resource(resource);
        // read-only (RFC 7643 section 4.1.2); clients that write back what they read expect the array
        ArrayNode shown = json.putArray("groups");
        groups.forEach(group -> shown.addObject()
                .put("value", group.id())
                .put("$ref", base + ResourceType.GROUP.endpoint() + "/" + group.id())
                .put("display", group.display())
                .put("type", "direct"));
        return withMeta(json, resource, base);
    }

    /** A group with {@code schemas}, {@code id} and {@code meta}, without its members; a new tree. */
    public static ObjectNode group(Resource resource, String base) {
        return withMeta(resource(resource), resource, base);
    }

    /** What filters see of a resource: everything but the groups of a user and the members of a group. */
    public static JsonNode filterable(Resource resource) {
        ObjectNode json = withMeta(resource(resource), resource, "");
        if (resource.type() == ResourceType.USER) {
            json.put("active", resource.active());
        }
        return json;
    }

    private static ObjectNode resource(Resource resource) {
        ObjectNode json = NODES.objectNode();
        ArrayNode schemas = json.putArray("schemas").add(resource.type().schema());
        json.put("id", resource.id());
        for (Map.Entry<String, JsonNode> entry : resource.body().properties()) {
            json.set(
                    entry.getKey(),
                    entry.getValue().isContainerNode() ? entry.getValue().deepCopy() : entry.getValue());
            if (entry.getKey().startsWith("urn:")) {
                schemas.add(entry.getKey());
            }
        }
        return json;
    }

    private static ObjectNode withMeta(ObjectNode json, Resource resource, String base) {
        json.putObject("meta")
                .put("resourceType", resource.type().label())
                .put("created", resource.created().toString())
                .put("lastModified", resource.lastModified().toString())
                .put("location", base + resource.type().endpoint() + "/" + resource.id())
                .put("version", version(resource));
        return json;
    }

    /** A member as a group shows it. @param known what it turned out to name; empty while nobody knows it */
    public static ObjectNode member(Member member, Optional<ResourceRef> known, String base) {
        ObjectNode json = Members.json(member);
        known.ifPresent(found -> {
            json.put("$ref", base + found.type().endpoint() + "/" + found.id());
            if (member.type().isEmpty()) {
                json.put("type", found.type().label());
            }
        });
        return json;
    }

    /** What a member's value turned out to name. */
    public record ResourceRef(ResourceType type, String id) {}

    /** The ETag: {@code W/"n"}. */
    public static String version(Resource resource) {
        return "W/\"" + resource.version() + "\"";
    }

    /**
     * A list (RFC 7644 section 3.4.2, RFC 9865).
     *
     * @param startIndex of a page by index; empty for one by cursor
     * @param next cursor of the next page, where there is one
     */
    public static ObjectNode list(
            long total, Optional<Long> startIndex, List<? extends JsonNode> resources, Optional<String> next) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(MESSAGES + "ListResponse");
        json.put("totalResults", total);
        startIndex.ifPresent(index -> json.put("startIndex", index));
        json.put("itemsPerPage", resources.size());
        next.ifPresent(cursor -> json.put("nextCursor", cursor));
        json.putArray("Resources").addAll(resources);
        return json;
    }

    /** A list that fits on one page. */
    public static ObjectNode list(List<? extends JsonNode> resources) {
        return list(resources.size(), Optional.of(1L), resources, Optional.empty());
    }

    public static ObjectNode error(ScimError error) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(MESSAGES + "Error");
        json.put("status", Integer.toString(error.status()));
        error.scimType().ifPresent(type -> json.put("scimType", type));
        return json.put("detail", error.detail());
    }
}

package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Extension;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.Schemas;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** What we can do, which resources there are, and their schemas (RFC 7643 sections 5 to 7, RFC 9865 section 2.4). */
@ApplicationScoped
public class Discovery {
    static final String CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    /** Okta's governance looks for resource types with this schema. */
    static final String ROLE = "urn:okta:scim:schemas:core:1.0:Role";

    private static final String TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final IntakeSettings settings;

    Discovery(IntakeSettings settings) {
        this.settings = settings;
    }

    ObjectNode configuration(String base, String source) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(CONFIG);
        json.putObject("patch").put("supported", true);
        json.putObject("bulk")
                .put("supported", true)
                .put("maxOperations", BulkEndpoint.MAX_OPERATIONS)
                .put("maxPayloadSize", BulkEndpoint.MAX_PAYLOAD);
        json.putObject("filter").put("supported", true).put("maxResults", SearchQuery.MAX_COUNT);
        json.putObject("changePassword").put("supported", false);
        json.putObject("sort").put("supported", true);
        json.putObject("etag").put("supported", true);
        json.putObject("pagination")
                .put("cursor", true)
                .put("index", true)
                .put("defaultPaginationMethod", "index")
                .put("defaultPageSize", SearchQuery.DEFAULT_COUNT)
                .put("maxPageSize", SearchQuery.MAX_COUNT);
        schemes(json.putArray("authenticationSchemes"), settings.source(source).basic());
        return meta(json, "ServiceProviderConfig", base + "/ServiceProviderConfig");
    }

    private static void schemes(ArrayNode schemes, boolean basic) {
        schemes.addObject()
                .put("type", "oauthbearertoken")
                .put("name", "Bearer token")
                .put("description", "A token that an administrator issues to this connection")
                .put("primary", true);
        if (basic) {
            schemes.addObject()
                    .put("type", "httpbasic")
                    .put("name", "HTTP Basic")
                    .put("description", "The name of the connection as user, its token as password")
                    .put("primary", false);
        }
    }

    List<ObjectNode> types(String base, String source) {
        List<JsonNode> declared = settings.source(source).extensions().definitions();
        ObjectNode user = type("User", "/Users", "User account", Schemas.USER, base);
        ArrayNode ofUsers = user.putArray("schemaExtensions");
        ofUsers.addObject().put("schema", Schemas.ENTERPRISE).put("required", false);
        ObjectNode group = type("Group", "/Groups", "Group", Schemas.GROUP, base);
        ArrayNode ofGroups = group.putArray("schemaExtensions");
        for (JsonNode schema : declared) {
            String urn = schema.path("id").asText();
            (Extension.isForGroups(urn) ? ofGroups : ofUsers)
                    .addObject()
                    .put("schema", urn)
                    .put("required", false);
            if (urn.equals(ImportMark.URN)) {
                ofGroups.addObject().put("schema", urn).put("required", false);
            }
        }
        return List.of(user, group, type("Role", "/Roles", "Role of the catalogue in the mapping", ROLE, base));
    }

    private static ObjectNode type(String name, String endpoint, String description, String schema, String base) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(TYPE);
        json.put("id", name)
                .put("name", name)
                .put("endpoint", endpoint)
                .put("description", description)
                .put("schema", schema);
        return meta(json, "ResourceType", base + "/ResourceTypes/" + name);
    }

    /** Ours and those that the source's settings declare. */
    List<JsonNode> schemas(String source) {
        List<JsonNode> all = new ArrayList<>(Schemas.list());
        settings.source(source).extensions().definitions().forEach(declared -> all.add(named(declared)));
        return all;
    }

    /** A schema is a resource too, and says so (RFC 7643 section 3), whether its file does or not. */
    private static JsonNode named(JsonNode declared) {
        if (declared.has("schemas")) {
            return declared;
        }
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        return json.setAll((ObjectNode) declared);
    }

    private static ObjectNode meta(ObjectNode json, String type, String location) {
        json.putObject("meta").put("resourceType", type).put("location", location);
        return json;
    }

    /** A role of the catalogue; its name is its id, since that is what users carry. */
    static ObjectNode role(String name, String base) {
        ObjectNode json = NODES.objectNode();
        json.putArray("schemas").add(ROLE);
        json.put("id", name).put("displayName", name);
        String path = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        return meta(json, "Role", base + "/Roles/" + path);
    }
}

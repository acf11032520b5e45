package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Schemas;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** What a provider may ask about us (RFC 7644 section 4). */
@FromSource
@Path("/scim/v2")
@io.smallrye.common.annotation.Blocking
public final class DiscoveryEndpoint {
    private static final String CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    private static final String TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    private final Requests requests;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    DiscoveryEndpoint(Requests requests) {
        this.requests = requests;
    }

    @GET
    public Response base() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(CONFIG);
        json.put("documentationUri", address() + "/ServiceProviderConfig");
        return ScimResponses.json(200, json).build();
    }

    @GET
    @Path("ServiceProviderConfig")
    public Response configuration() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(CONFIG);
        json.putObject("patch").put("supported", true);
        json.putObject("bulk").put("supported", false).put("maxOperations", 0).put("maxPayloadSize", 0);
        json.putObject("filter").put("supported", true).put("maxResults", 1000);
        json.putObject("changePassword").put("supported", false);
        json.putObject("sort").put("supported", false);
        json.putObject("etag").put("supported", true);
        json.putArray("authenticationSchemes")
                .addObject()
                .put("type", "oauthbearertoken")
                .put("name", "Bearer token")
                .put("description", "A token that an administrator issues to this connection")
                .put("primary", true);
        json.putObject("meta")
                .put("resourceType", "ServiceProviderConfig")
                .put("location", address() + "/ServiceProviderConfig");
        return ScimResponses.json(200, json).build();
    }

    @GET
    @Path("ResourceTypes")
    public Response types() {
        return ScimResponses.json(200, Rendering.list(1, 1, List.of(userType())))
                .build();
    }

    @GET
    @Path("ResourceTypes/{name}")
    public Response type(@PathParam("name") String name) {
        if (!name.equals("User")) {
            throw notFound("resource type");
        }
        return ScimResponses.json(200, userType()).build();
    }

    private ObjectNode userType() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(TYPE);
        json.put("id", "User").put("name", "User").put("endpoint", "/Users").put("description", "User account");
        json.put("schema", Schemas.USER);
        json.putArray("schemaExtensions")
                .addObject()
                .put("schema", Schemas.ENTERPRISE)
                .put("required", false);
        json.putObject("meta").put("resourceType", "ResourceType").put("location", address() + "/ResourceTypes/User");
        return json;
    }

    @GET
    @Path("Schemas")
    public Response schemas() {
        List<JsonNode> all = new ArrayList<>();
        Schemas.list().forEach(schema -> all.add(located(schema)));
        return ScimResponses.json(200, Rendering.list(all.size(), 1, all)).build();
    }

    @GET
    @Path("Schemas/{urn}")
    public Response schema(@PathParam("urn") String urn) {
        return ScimResponses.json(200, located(Schemas.byId(urn).orElseThrow(() -> notFound("schema"))))
                .build();
    }

    private ObjectNode located(JsonNode schema) {
        ObjectNode json = schema.deepCopy();
        json.putObject("meta")
                .put("resourceType", "Schema")
                .put("location", address() + "/Schemas/" + json.path("id").asText());
        return json;
    }

    private String address() {
        return requests.context(request, wire).base();
    }

    private static ScimException notFound(String what) {
        return new ScimException(ScimError.of(404, "there is no such " + what));
    }
}

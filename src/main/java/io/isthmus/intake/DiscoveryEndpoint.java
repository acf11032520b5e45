package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;

/** What a provider may ask about us (RFC 7644 section 4). */
@FromSource
@Path("/scim/v2")
@Blocking
public final class DiscoveryEndpoint {
    private final Requests requests;
    private final Discovery discovery;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    @Context
    UriInfo uri;

    DiscoveryEndpoint(Requests requests, Discovery discovery) {
        this.requests = requests;
        this.discovery = discovery;
    }

    @GET
    public Response base() {
        return ScimResponses.json(200, discovery.configuration(address(), source()))
                .build();
    }

    @GET
    @Path("ServiceProviderConfig")
    public Response configuration() {
        unfiltered();
        return ScimResponses.json(200, discovery.configuration(address(), source()))
                .build();
    }

    @GET
    @Path("ResourceTypes")
    public Response types() {
        unfiltered();
        return list(discovery.types(address(), source()));
    }

    @GET
    @Path("ResourceTypes/{name}")
    public Response type(@PathParam("name") String name) {
        return discovery.types(address(), source()).stream()
                .filter(type -> type.path("id").asText().equals(name))
                .findFirst()
                .map(type -> ScimResponses.json(200, type).build())
                .orElseThrow(() -> notFound("resource type"));
    }

    @GET
    @Path("Schemas")
    public Response schemas() {
        unfiltered();
        List<ObjectNode> all = new ArrayList<>();
        discovery.schemas(source()).forEach(schema -> all.add(located(schema)));
        return list(all);
    }

    @GET
    @Path("Schemas/{urn}")
    public Response schema(@PathParam("urn") String urn) {
        return discovery.schemas(source()).stream()
                .filter(schema -> schema.path("id").asText().equalsIgnoreCase(urn))
                .findFirst()
                .map(schema -> ScimResponses.json(200, located(schema)).build())
                .orElseThrow(() -> notFound("schema"));
    }

    /** The alias of the authenticated subject, which a provider's connection does not have (RFC 7644 section 3.11). */
    @GET
    @Path("Me")
    public Response me() {
        return ScimResponses.error(501, "a token of a connection stands for no user");
    }

    @POST
    @Path("Me")
    public Response createMe() {
        return me();
    }

    @PUT
    @Path("Me")
    public Response replaceMe() {
        return me();
    }

    @PATCH
    @Path("Me")
    public Response patchMe() {
        return me();
    }

    @DELETE
    @Path("Me")
    public Response deleteMe() {
        return me();
    }

    private Response list(List<? extends JsonNode> all) {
        return ScimResponses.json(200, Rendering.list(all)).build();
    }

    /** RFC 7644 section 4: a filter here is refused, other query parameters are ignored. */
    private void unfiltered() {
        if (Requests.query(uri, "filter").filter(given -> !given.isBlank()).isPresent()) {
            throw new ScimException(ScimError.of(403, "this endpoint is read as a whole; leave the filter out"));
        }
    }

    private ObjectNode located(JsonNode schema) {
        ObjectNode json = schema.deepCopy();
        json.putObject("meta")
                .put("resourceType", "Schema")
                .put("location", address() + "/Schemas/" + json.path("id").asText());
        return json;
    }

    private String source() {
        return Requests.source(request).name();
    }

    private String address() {
        return requests.base(request, wire);
    }

    private static ScimException notFound(String what) {
        return new ScimException(ScimError.of(404, "there is no such " + what));
    }
}

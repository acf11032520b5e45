package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Resources;
import io.isthmus.scim.EntityTags;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.quarkus.arc.ClientProxy;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Optional;

/** {@code /scim/v2/Users} and {@code /scim/v2/Groups} (RFC 7644 section 3). */
@FromSource
@Path("/scim/v2/{endpoint: Users|Groups}")
@Blocking
public final class ResourcesEndpoint {
    private final Pushes pushes;
    private final Requests requests;
    private final Resources resources;
    private final Listing listing;
    private final Answers answers;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    @Context
    UriInfo uri;

    ResourcesEndpoint(Pushes pushes, Requests requests, Resources resources, Listing listing, Answers answers) {
        this.pushes = pushes;
        this.requests = requests;
        this.resources = resources;
        this.listing = listing;
        this.answers = answers;
    }

    @POST
    public void create(@PathParam("endpoint") String endpoint, InputStream stream, @Suspended AsyncResponse waiting) {
        Pushes.Context context = writing(endpoint);
        Body body = body(context, stream);
        Operation create = Understanding.create(context.type(), pushes.newId(), body.json(), context.extensions());
        push(context, create, 201, body, waiting);
    }

    @POST
    @Path(".search")
    public Response search(@PathParam("endpoint") String endpoint, InputStream stream) {
        Pushes.Context context = context(endpoint);
        SearchQuery query = SearchQuery.of(body(context, stream).json());
        return listing.answer(context.with(query.projection(context.type(), context.extensions())), query);
    }

    @PUT
    @Path("{id}")
    public void replace(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String ifMatch,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            InputStream stream,
            @Suspended AsyncResponse waiting) {
        Pushes.Context context = writing(endpoint);
        unless(context, id, ifNoneMatch);
        Body body = body(context, stream);
        Operation replace = Understanding.replace(
                context.type(), id, body.json(), Optional.ofNullable(ifMatch), context.extensions());
        push(context, replace, 200, body, waiting);
    }

    /** A user is answered; a group is not, since its members would have to be read for it, unless attributes are asked for. */
    @PATCH
    @Path("{id}")
    public void patch(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String ifMatch,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            InputStream stream,
            @Suspended AsyncResponse waiting) {
        Pushes.Context context = writing(endpoint);
        unless(context, id, ifNoneMatch);
        Body body = body(context, stream);
        Operation.Patch patch = Understanding.patch(
                context.type(), id, body.json(), Optional.ofNullable(ifMatch), context.extensions());
        boolean shown =
                context.type() == ResourceType.USER || context.projection().isAsked();
        if (Understanding.isEmpty(patch) && body.password().isEmpty()) {
            waiting.resume(unchanged(context, id, patch.ifMatch(), shown));
        } else {
            push(context, patch, shown ? 200 : 204, body, waiting);
        }
    }

    private Response unchanged(Pushes.Context context, String id, Optional<String> ifMatch, boolean shown) {
        Resource found = existing(context, id);
        ifMatch.ifPresent(tags -> EntityTags.match(tags, found));
        Response answer =
                shown ? answers.found(context, found) : ScimResponses.nothing().build();
        return Response.fromResponse(answer)
                .header("Isthmus-Journal", resources.position())
                .build();
    }

    @DELETE
    @Path("{id}")
    public void delete(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String ifMatch,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            @Suspended AsyncResponse waiting) {
        Pushes.Context context = writing(endpoint);
        unless(context, id, ifNoneMatch);
        push(context, new Operation.Delete(id, Optional.ofNullable(ifMatch)), 204, Body.NONE, waiting);
    }

    @GET
    @Path("{id}")
    public Response get(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            @HeaderParam("If-None-Match") String ifNoneMatch) {
        Pushes.Context context = context(endpoint);
        Resource found = existing(context, id);
        return ifNoneMatch != null && EntityTags.name(ifNoneMatch, found)
                ? Response.notModified()
                        .header("ETag", Rendering.version(found))
                        .build()
                : answers.found(context, found);
    }

    @GET
    public Response list(@PathParam("endpoint") String endpoint) {
        return listing.answer(context(endpoint), SearchQuery.of(ClientProxy.unwrap(uri)));
    }

    private void push(Pushes.Context context, Operation operation, int success, Body body, AsyncResponse waiting) {
        LoopAnswer.when(
                pushes.push(context, operation, body.bytes(), body.password())
                        .thenApply(result -> answers.pushed(context, result, success)),
                waiting);
    }

    /** A version that a client has does not come back, so that it may be looked at before the write (RFC 9110 section 13.1.2). */
    private void unless(Pushes.Context context, String id, String ifNoneMatch) {
        Optional.ofNullable(ifNoneMatch).ifPresent(tags -> EntityTags.noneMatch(tags, existing(context, id)));
    }

    private Pushes.Context writing(String endpoint) {
        Pushes.Context context = context(endpoint);
        WriteScope.require(context.source(), context.type());
        return context;
    }

    private Pushes.Context context(String endpoint) {
        // through the proxy each header would look the request up anew
        ContainerRequestContext own = ClientProxy.unwrap(request);
        Requests.acceptable(own);
        ResourceType type = endpoint.equals("Users") ? ResourceType.USER : ResourceType.GROUP;
        return requests.context(own, ClientProxy.unwrap(wire), type);
    }

    /** A client that is answered 404 believes that the resource is gone (RFC 7644 section 3.12). */
    @NotAllowed
    @PUT
    public Response replaceAll() {
        return ScimResponses.notAllowed("GET, HEAD, POST");
    }

    @NotAllowed
    @PATCH
    public Response patchAll() {
        return ScimResponses.notAllowed("GET, HEAD, POST");
    }

    @NotAllowed
    @DELETE
    public Response deleteAll() {
        return ScimResponses.notAllowed("GET, HEAD, POST");
    }

    @NotAllowed
    @GET
    @Path(".search")
    public Response getSearch() {
        return ScimResponses.notAllowed("POST");
    }

    @NotAllowed
    @PUT
    @Path(".search")
    public Response replaceSearch() {
        return ScimResponses.notAllowed("POST");
    }

    @NotAllowed
    @PATCH
    @Path(".search")
    public Response patchSearch() {
        return ScimResponses.notAllowed("POST");
    }

    @NotAllowed
    @DELETE
    @Path(".search")
    public Response deleteSearch() {
        return ScimResponses.notAllowed("POST");
    }

    @NotAllowed
    @POST
    @Path("{id}")
    public Response createAt() {
        return ScimResponses.notAllowed("GET, HEAD, PUT, PATCH, DELETE");
    }

    /** @param password taken out before the rest is understood */
    private record Body(JsonNode json, int bytes, Optional<String> password) {
        static final Body NONE = new Body(MissingNode.getInstance(), 0, Optional.empty());
    }

    private Body body(Pushes.Context context, InputStream stream) {
        byte[] bytes = requests.body(ClientProxy.unwrap(request), stream, context.type());
        JsonNode json = BodyReader.read(bytes);
        return new Body(json, bytes.length, pushes.password(context, json));
    }

    private Resource existing(Pushes.Context context, String id) {
        return resources
                .find(context.source().name(), context.type(), id)
                .orElseThrow(() -> new ScimException(ScimError.of(404, "there is no such resource")));
    }
}

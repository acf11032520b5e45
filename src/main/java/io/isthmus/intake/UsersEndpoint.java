package io.isthmus.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Resources;
import io.isthmus.scim.Filter;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.isthmus.scim.UserBody;
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
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /scim/v2/Users} (RFC 7644 section 3). */
@FromSource
@Path("/scim/v2/Users")
@Blocking
public final class UsersEndpoint {
    private static final int DEFAULT_COUNT = 100;
    private static final int MAX_COUNT = 1000;

    private final Pushes pushes;
    private final Requests requests;
    private final Resources resources;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    @Context
    UriInfo uri;

    UsersEndpoint(Pushes pushes, Requests requests, Resources resources) {
        this.pushes = pushes;
        this.requests = requests;
        this.resources = resources;
    }

    @POST
    public CompletionStage<Response> create(InputStream stream) {
        Pushes.Context context = context();
        ObjectNode body = understood(stream);
        if (!body.has("active")) {
            body.put("active", true);
        }
        String id = pushes.newId();
        return pushes.push(context, new Operation.Create(id, body), 201);
    }

    @PUT
    @Path("{id}")
    public CompletionStage<Response> replace(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, InputStream stream) {
        Pushes.Context context = context();
        return pushes.push(context, new Operation.Replace(id, understood(stream), Optional.ofNullable(ifMatch)), 200);
    }

    @PATCH
    @Path("{id}")
    public CompletionStage<Response> patch(
            @PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, InputStream stream) {
        Pushes.Context context = context();
        ArrayNode operations = Normaliser.patch(BodyReader.read(requests.body(request, stream)));
        if (operations.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Pushes.resource(context, existing(context, id), 200).build());
        }
        return pushes.push(context, new Operation.Patch(id, operations, Optional.ofNullable(ifMatch)), 200);
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch) {
        return pushes.push(context(), new Operation.Delete(id, Optional.ofNullable(ifMatch)), 204);
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        Pushes.Context context = context();
        return Pushes.resource(context, existing(context, id), 200).build();
    }

    @GET
    public Response list() {
        Pushes.Context context = context();
        Optional<Filter> filter = Requests.query(uri, "filter")
                .filter(given -> !given.isBlank())
                .map(Normaliser::filter)
                .map(FilterParser::parse);
        long startIndex = Math.max(1, number("startIndex", 1));
        int count = (int) Math.min(MAX_COUNT, Math.max(0, number("count", DEFAULT_COUNT)));
        Resources.Page page = resources.page(context.source().name(), ResourceType.USER, filter, startIndex, count);
        List<ObjectNode> rendered = new ArrayList<>(page.resources().size());
        page.resources()
                .forEach(user -> rendered.add(context.projection().apply(Rendering.user(user, context.base()))));
        return ScimResponses.json(200, Rendering.list(page.total(), startIndex, rendered))
                .build();
    }

    private Pushes.Context context() {
        Requests.acceptable(request);
        return requests.context(request, wire);
    }

    private ObjectNode understood(InputStream stream) {
        return UserBody.understood(Normaliser.userBody(BodyReader.read(requests.body(request, stream))));
    }

    private Resource existing(Pushes.Context context, String id) {
        return resources
                .find(context.source().name(), ResourceType.USER, id)
                .orElseThrow(() -> new ScimException(ScimError.of(404, "there is no such user")));
    }

    private long number(String name, long otherwise) {
        try {
            return Requests.query(uri, name)
                    .filter(given -> !given.isBlank())
                    .map(Long::parseLong)
                    .orElse(otherwise);
        } catch (NumberFormatException notANumber) {
            throw new ScimException(ScimError.invalidValue(name + " has to be a whole number"));
        }
    }
}

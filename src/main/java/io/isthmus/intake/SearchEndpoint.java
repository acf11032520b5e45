package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.ResourceType;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** {@code POST /scim/v2/.search}: users and groups together (RFC 7644 section 3.4.3). */
@FromSource
@Path("/scim/v2/.search")
@Blocking
public final class SearchEndpoint {
    private final Requests requests;
    private final RootSearch search;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    SearchEndpoint(Requests requests, RootSearch search) {
        this.requests = requests;
        this.search = search;
    }

    @POST
    public Response search(InputStream stream) {
        Requests.acceptable(request);
        Pushes.Context context = requests.context(request, wire, ResourceType.USER);
        JsonNode body = BodyReader.read(requests.body(request, stream, ResourceType.USER));
        return search.answer(context, SearchQuery.of(body));
    }
}

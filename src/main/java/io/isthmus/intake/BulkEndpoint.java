package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** {@code POST /scim/v2/Bulk} (RFC 7644 section 3.7). */
@FromSource
@Path("/scim/v2/Bulk")
@Blocking
public final class BulkEndpoint {
    static final int MAX_OPERATIONS = 1000;
    static final int MAX_PAYLOAD = 4 << 20;

    private final Requests requests;
    private final Bulk bulk;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    BulkEndpoint(Requests requests, Bulk bulk) {
        this.requests = requests;
        this.bulk = bulk;
    }

    @POST
    public Response run(InputStream stream) {
        Requests.acceptable(request);
        JsonNode body = BodyReader.read(requests.body(request, stream, MAX_PAYLOAD, "a bulk request"));
        JsonNode operations = Bulk.member(body, "Operations");
        if (!operations.isArray()) {
            throw new ScimException(ScimError.badRequest("invalidSyntax", "a bulk request needs an array Operations"));
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw new ScimException(
                    ScimError.of(413, "a bulk request may have at most " + MAX_OPERATIONS + " operations"));
        }
        Bulk.Done done = bulk.run(requests.context(request, wire, ResourceType.USER), operations, failOnErrors(body));
        Response.ResponseBuilder response = ScimResponses.json(200, done.answer());
        return done.position() == 0
                ? response.build()
                : response.header("Isthmus-Journal", done.position()).build();
    }

    private static int failOnErrors(JsonNode body) {
        JsonNode given = Bulk.member(body, "failOnErrors");
        if (given.isMissingNode() || given.isNull()) {
            return 0;
        }
        if (!given.canConvertToInt() || !given.isIntegralNumber() || given.intValue() < 0) {
            throw new ScimException(ScimError.invalidValue("failOnErrors has to be a whole number"));
        }
        return given.intValue();
    }
}

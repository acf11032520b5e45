package io.isthmus.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.RoleCatalogue;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /scim/v2/Roles}: the mapping's catalogue, read-only, as Okta's governance pages through it. */
@FromSource
@Path("/scim/v2/Roles")
@Blocking
public final class RolesEndpoint {
    /** A catalogue has few entries and one name: nothing but equality is asked of it. */
    private static final Pattern FILTER =
            Pattern.compile("\\s*(?:id|displayName|value)\\s+eq\\s+\"([^\"]*)\"\\s*", Pattern.CASE_INSENSITIVE);

    private final Requests requests;
    private final RoleCatalogue catalogue;

    @Context
    ContainerRequestContext request;

    @Context
    HttpServerRequest wire;

    @Context
    UriInfo uri;

    RolesEndpoint(Requests requests, RoleCatalogue catalogue) {
        this.requests = requests;
        this.catalogue = catalogue;
    }

    @GET
    public Response list() {
        SearchQuery query = SearchQuery.of(uri);
        Optional<String> name = query.filter().map(RolesEndpoint::name);
        List<String> found = catalogue.roles().stream()
                .map(RoleCatalogue.Role::name)
                .filter(role -> name.isEmpty() || Keys.fold(role).equals(Keys.fold(name.get())))
                .toList();
        List<ObjectNode> page = found.stream()
                .skip(query.startIndex() - 1)
                .limit(query.count())
                .map(role -> Discovery.role(role, address()))
                .toList();
        return ScimResponses.json(
                        200, Rendering.list(found.size(), Optional.of(query.startIndex()), page, Optional.empty()))
                .build();
    }

    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return catalogue.roles().stream()
                .filter(role -> role.name().equals(id))
                .findFirst()
                .map(role -> ScimResponses.json(200, Discovery.role(role.name(), address()))
                        .build())
                .orElseThrow(() -> new ScimException(ScimError.of(404, "the catalogue has no such role")));
    }

    private static String name(String filter) {
        Matcher matcher = FILTER.matcher(Normaliser.filter(filter));
        if (!matcher.matches()) {
            throw new ScimException(ScimError.badRequest(
                    "invalidFilter", "roles can be filtered by id eq \"…\" or displayName eq \"…\""));
        }
        return matcher.group(1);
    }

    private String address() {
        Requests.acceptable(request);
        return requests.base(request, wire);
    }
}

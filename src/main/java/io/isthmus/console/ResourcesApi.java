package io.isthmus.console;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.access.Caller.Role;
import io.isthmus.journal.ResourceSearch;
import io.isthmus.reconcile.Explaining;
import io.isthmus.scim.ResourceType;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** {@code /api/v1/resources}: what identity providers pushed, and why the directory holds what it holds of it. */
@ForAdministrators
@Path("/api/v1/resources")
@Blocking
public final class ResourcesApi {
    private static final int LONGEST = 500;

    private final Api api;
    private final ResourceSearch search;
    private final Explaining explaining;
    private final UserNames users;

    @Context
    ContainerRequestContext request;

    ResourcesApi(Api api, ResourceSearch search, Explaining explaining, UserNames users) {
        this.api = api;
        this.search = search;
        this.explaining = explaining;
        this.users = users;
    }

    @GET
    public Response find(
            @QueryParam("type") String type,
            @QueryParam("q") String text,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        String sought = Optional.ofNullable(text).map(String::trim).orElse("");
        if (sought.length() > LONGEST || sought.indexOf('\0') >= 0) {
            throw new ApiProblem(400, "invalid-request", "q has at most " + LONGEST + " characters, and no NUL");
        }
        try {
            ResourceSearch.Page page = search.find(
                    Api.one(ResourceType.class, "type", type),
                    sought,
                    Optional.ofNullable(after).filter(place -> !place.isBlank()),
                    Api.limit(limit));
            return Api.json(
                    200,
                    Shapes.page(
                            page.resources().stream()
                                    .map(ExplainShape::resource)
                                    .toList(),
                            page.next()));
        } catch (IllegalArgumentException noPlace) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
    }

    @GET
    @Path("{id}/explanation")
    public Response explanation(@PathParam("id") String id) {
        api.actor(request, Role.VIEWER);
        return Api.json(200, ExplainShape.explanation(explaining.now().ofResource(id)));
    }

    @GET
    @Path("explanation")
    public Response explanation(@QueryParam("userName") String userName, @QueryParam("dn") String dn) {
        api.actor(request, Role.VIEWER);
        if ((userName == null) == (dn == null)) {
            throw new ApiProblem(400, "invalid-request", "say either userName or dn");
        }
        if (userName != null) {
            return explanation(users.id(userName));
        }
        try {
            return Api.json(200, ExplainShape.explanation(explaining.now().ofDn(new DN(dn))));
        } catch (LDAPException noDn) {
            throw new ApiProblem(400, "invalid-request", "dn is no DN: " + dn);
        }
    }
}

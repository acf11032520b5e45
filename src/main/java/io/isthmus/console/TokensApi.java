package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Caller.Role;
import io.isthmus.access.ConfiguredSources;
import io.isthmus.access.LastAdministrator;
import io.isthmus.access.Scopes;
import io.isthmus.access.Tokens;
import io.isthmus.access.TwoTokensLive;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tokens of sources and of administrators: issued, listed, revoked. Those of a source are listed with the source. */
@ForAdministrators
@Path("/api/v1")
@Blocking
public final class TokensApi {
    private final Api api;
    private final Tokens tokens;
    private final ConfiguredSources configured;
    private final Clock clock;

    @Context
    ContainerRequestContext request;

    TokensApi(Api api, Tokens tokens, ConfiguredSources configured, Clock clock) {
        this.api = api;
        this.tokens = tokens;
        this.configured = configured;
        this.clock = clock;
    }

    @POST
    @Path("sources/{name}/tokens")
    public Response issue(@PathParam("name") String name, String text) {
        String actor = api.actor(request, Role.ADMIN);
        if (!configured.has(name)) {
            throw new ApiProblem(
                    404, "not-found", "the settings have no source " + name + "; there is " + configured.told());
        }
        AdminBody body = AdminBody.of(text, "scopes", "expires");
        Set<String> scopes = body.texts("scopes");
        if (!Scopes.ALL.containsAll(scopes)) {
            throw new ApiProblem(400, "invalid-request", "scopes are read, users and groups");
        }
        try {
            return issued(tokens.issueForSource(name, scopes, expires(body), actor), "source", name);
        } catch (TwoTokensLive full) {
            throw new ApiProblem(409, "two-tokens-live", full.getMessage());
        }
    }

    @DELETE
    @Path("sources/{name}/tokens/{id}")
    public Response revoke(@PathParam("name") String name, @PathParam("id") String id) {
        String actor = api.actor(request, Role.ADMIN);
        if (!tokens.revoke(name, id, actor)) {
            throw new ApiProblem(404, "not-found", "source " + name + " has no token " + id);
        }
        return Response.noContent().build();
    }

    @GET
    @Path("tokens")
    public Response administrators(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        return Api.json(
                200,
                InMemoryPage.of(tokens.administrators(), TokensApi::place, after, Api.limit(limit))
                        .json(Shapes::administrator));
    }

    /** Oldest first; a token that is revoked while somebody turns pages takes no other with it. */
    private static String place(Tokens.Administrator token) {
        Instant at = token.created();
        return String.format(Locale.ROOT, "%012d.%09d-%s", at.getEpochSecond(), at.getNano(), token.id());
    }

    @POST
    @Path("tokens")
    public Response administrator(String text) {
        String actor = api.actor(request, Role.ADMIN);
        AdminBody body = AdminBody.of(text, "name", "role", "expires");
        Role role = Api.one(Role.class, "role", body.text("role").orElse(""))
                .orElseThrow(() -> new ApiProblem(400, "invalid-request", "role has to be viewer, operator or admin"));
        String name = body.text("name").orElse("");
        if (name.isBlank() || name.length() > 100) {
            throw new ApiProblem(400, "invalid-request", "name has to say who or what uses the token");
        }
        return issued(
                tokens.issueForAdministrator(name, role, expires(body), actor),
                "role",
                role.name().toLowerCase(Locale.ROOT));
    }

    @DELETE
    @Path("tokens/{id}")
    public Response revokeAdministrator(@PathParam("id") String id) {
        String actor = api.actor(request, Role.ADMIN);
        try {
            if (!tokens.revokeAdministrator(id, actor)) {
                throw new ApiProblem(
                        404,
                        "not-found",
                        "no administrator has a token " + id + "; one of a source is revoked by source and id");
            }
        } catch (LastAdministrator last) {
            throw new ApiProblem(409, "last-administrator", last.getMessage());
        }
        return Response.noContent().build();
    }

    private Optional<Instant> expires(AdminBody body) {
        try {
            Optional<Instant> expires = body.text("expires").map(Instant::parse);
            if (expires.filter(at -> at.isBefore(clock.instant())).isPresent()) {
                throw new ApiProblem(400, "invalid-request", "expires is in the past");
            }
            return expires;
        } catch (DateTimeParseException wrong) {
            throw new ApiProblem(400, "invalid-request", "expires has to look like 2027-01-01T00:00:00Z");
        }
    }

    private static Response issued(Tokens.Issued token, String kind, String of) {
        ObjectNode json = Shapes.object(Map.of("id", token.id(), kind, of, "token", token.token()));
        token.scopes().forEach(json.putArray("scopes")::add);
        json.put("expires", token.expires().map(Instant::toString).orElse(null));
        return Api.json(201, json);
    }
}

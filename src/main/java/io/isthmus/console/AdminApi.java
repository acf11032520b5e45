package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Audit;
import io.isthmus.access.Caller.Role;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Scopes;
import io.isthmus.access.Sources;
import io.isthmus.access.Tokens;
import io.isthmus.access.TwoTokensLive;
import io.isthmus.journal.JournalReader;
import io.isthmus.journal.JournalRecord;
import io.isthmus.reconcile.DirectoryControl;
import io.isthmus.reconcile.Reconciliation;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Status, sources, tokens, journal and audit trail of the admin API. */
@ForAdministrators
@Path("/api/v1")
@Blocking
public final class AdminApi {
    private final Api api;
    private final Reconciliation reconciliation;
    private final DirectoryControl control;
    private final Sources sources;
    private final Tokens tokens;
    private final PausedBySetting paused;
    private final JournalReader journal;
    private final Audit audit;
    private final Clock clock;
    private final String version;

    @Context
    ContainerRequestContext request;

    @Inject
    Freshness limits;

    AdminApi(
            Api api,
            Reconciliation reconciliation,
            DirectoryControl control,
            Sources sources,
            Tokens tokens,
            PausedBySetting paused,
            JournalReader journal,
            Audit audit,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.api = api;
        this.reconciliation = reconciliation;
        this.control = control;
        this.sources = sources;
        this.tokens = tokens;
        this.paused = paused;
        this.journal = journal;
        this.audit = audit;
        this.clock = clock;
        this.version = version;
    }

    @GET
    @Path("status")
    public Response status() {
        api.actor(request, Role.VIEWER);
        return Api.json(
                200,
                limits.on(Shapes.status(version, reconciliation.status(), sources.list(), control.standing(), clock)));
    }

    @GET
    @Path("sources")
    public Response sources() {
        api.actor(request, Role.VIEWER);
        List<ObjectNode> rows = sources.list().stream()
                .map(source -> {
                    ObjectNode json = Shapes.source(source);
                    json.putArray("tokens")
                            .addAll(tokens.of(source.name()).stream()
                                    .map(Shapes::listed)
                                    .toList());
                    return json;
                })
                .toList();
        return Api.json(200, Shapes.page(rows, Optional.empty()));
    }

    @POST
    @Path("sources/{name}/{action: pause|resume}")
    public Response pause(@PathParam("name") String name, @PathParam("action") String action) {
        String actor = api.actor(request, Role.ADMIN);
        if (action.equals("resume") && paused.has(name)) {
            throw new ApiProblem(
                    409,
                    "paused-by-setting",
                    "isthmus.sources." + name + ".paused is true; take it out of the settings and restart");
        }
        if (!sources.pause(name, action.equals("pause"), actor)) {
            throw new ApiProblem(404, "not-found", "there is no source " + name);
        }
        tokens.refresh();
        return Response.noContent().build();
    }

    @POST
    @Path("sources/{name}/tokens")
    public Response issue(@PathParam("name") String name, String text) {
        String actor = api.actor(request, Role.ADMIN);
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw new ApiProblem(400, "invalid-request", "a source's name has only a-z, 0-9 and -");
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
                role.name().toLowerCase(java.util.Locale.ROOT));
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

    @GET
    @Path("journal")
    public Response journal(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        int size = Api.limit(limit);
        List<JournalRecord> records = journal.after(Api.position(after), size);
        return Api.json(
                200,
                Shapes.page(
                        records.stream().map(JournalRecord::json).toList(),
                        next(
                                records.size() == size,
                                records.isEmpty()
                                        ? 0
                                        : records.get(records.size() - 1).position())));
    }

    @GET
    @Path("audit")
    public Response audit(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        int size = Api.limit(limit);
        List<Audit.Entry> entries = audit.after(Api.position(after), size);
        List<ObjectNode> rows = entries.stream()
                .map(entry -> {
                    ObjectNode json = Shapes.object(Map.of());
                    json.put("position", entry.position())
                            .put("at", entry.at().toString())
                            .put("actor", entry.actor())
                            .put("action", entry.action())
                            .put("target", entry.target());
                    json.set("detail", entry.detail());
                    return json;
                })
                .toList();
        return Api.json(
                200,
                Shapes.page(
                        rows,
                        next(
                                entries.size() == size,
                                entries.isEmpty()
                                        ? 0
                                        : entries.get(entries.size() - 1).position())));
    }

    private static Optional<String> next(boolean more, long last) {
        return more ? Optional.of(Long.toString(last)) : Optional.empty();
    }
}

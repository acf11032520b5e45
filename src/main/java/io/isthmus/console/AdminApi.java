package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Audit;
import io.isthmus.access.Caller.Role;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Sources;
import io.isthmus.access.Tokens;
import io.isthmus.journal.JournalReader;
import io.isthmus.journal.JournalRecord;
import io.isthmus.reconcile.DirectoryControl;
import io.isthmus.reconcile.Reconciliation;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Status, sources, journal and audit trail of the admin API. */
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
    public Response sources(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        return Api.json(
                200,
                InMemoryPage.of(sources.list(), Sources.Source::name, after, Api.limit(limit))
                        .json(this::withTokens));
    }

    private ObjectNode withTokens(Sources.Source source) {
        ObjectNode json = Shapes.source(source);
        json.putArray("tokens")
                .addAll(tokens.of(source.name()).stream().map(Shapes::listed).toList());
        return json;
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

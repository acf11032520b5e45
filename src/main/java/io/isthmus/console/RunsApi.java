package io.isthmus.console;

import io.isthmus.access.Caller.Role;
import io.isthmus.reconcile.ReconcileProblem;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.RunRow;
import io.isthmus.reconcile.Runs;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /api/v1/runs}. */
@ForAdministrators
@Path("/api/v1/runs")
@Blocking
public final class RunsApi {
    private static final Duration UNDO_PLAN = Duration.ofSeconds(20);

    private final Api api;
    private final Reconciliation reconciliation;
    private final Runs runs;
    private final UserNames users;

    @Context
    ContainerRequestContext request;

    @Context
    HttpHeaders headers;

    @Context
    UriInfo uri;

    @Inject
    RunPages pages;

    @Inject
    ChangesAnswer answer;

    RunsApi(Api api, Reconciliation reconciliation, Runs runs, UserNames users) {
        this.api = api;
        this.reconciliation = reconciliation;
        this.runs = runs;
        this.users = users;
    }

    @POST
    public Response ask(String text) {
        String actor = api.actor(request, Role.OPERATOR);
        AdminBody body = AdminBody.of(text, "kind", "resource");
        String given = body.text("kind").orElse("");
        RunRow.Kind kind = Stream.of(RunRow.Kind.PLAN, RunRow.Kind.SYNC)
                .filter(known -> known.name().equalsIgnoreCase(given))
                .findFirst()
                .orElseThrow(() -> new ApiProblem(400, "invalid-request", "kind has to be plan or sync"));
        Optional<String> resource = body.text("resource").map(users::id);
        RunRow run = reconciliation.request(kind, resource, actor);
        api.decided(actor, "run." + kind.name().toLowerCase(Locale.ROOT), run.id(), Map.of());
        return Response.fromResponse(Api.json(202, Shapes.run(run)))
                .location(URI.create("/api/v1/runs/" + run.id()))
                .build();
    }

    @GET
    public Response list(
            @QueryParam("kind") String kind,
            @QueryParam("status") String status,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        int size = Api.limit(limit);
        List<RunRow> rows = runs.list(
                Api.one(RunRow.Kind.class, "kind", kind),
                Api.one(RunRow.Status.class, "status", status),
                Api.run(after),
                size);
        Optional<String> next = rows.size() < size
                ? Optional.empty()
                : Optional.of(rows.get(rows.size() - 1).id());
        return RunPages.wanted(headers)
                ? pages.list(rows, next)
                : Api.json(200, Shapes.page(rows.stream().map(Shapes::run).toList(), next));
    }

    @GET
    @Path("{id}")
    public Response run(@PathParam("id") String id, @QueryParam("wait") String wait) {
        api.actor(request, Role.VIEWER);
        RunRow run = reconciliation
                .await(id, Api.wait(wait))
                .orElseThrow(() -> new ReconcileProblem("not-found", "there is no run " + id));
        return RunPages.wanted(headers) ? pages.run(run, uri.getQueryParameters()) : Api.json(200, answer.run(run));
    }

    @GET
    @Path("{id}/changes")
    public Response changes(
            @PathParam("id") String id,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @QueryParam("reverse") String reverse,
            @QueryParam("format") String format) {
        api.actor(request, Role.VIEWER);
        if (runs.find(id).isEmpty()) {
            throw new ReconcileProblem("not-found", "there is no run " + id);
        }
        return answer.changes(
                id,
                ChangesOutput.format(headers.getAcceptableMediaTypes(), format),
                Api.flag("reverse", reverse),
                Optional.ofNullable(after).filter(text -> !text.isBlank()),
                Api.limit(limit));
    }

    @POST
    @Path("{id}/approve")
    public Response approve(@PathParam("id") String id, String text) {
        String actor = api.actor(request, Role.OPERATOR);
        AdminBody body = AdminBody.of(text, "hash", "except");
        Set<Long> except = body.ids("except");
        String hash = body.needed("hash", "that of the plan to approve, as GET /api/v1/runs/" + id + " has it");
        RunRow run = reconciliation.approve(id, hash, except, actor);
        api.decided(actor, "run.approve", id, Map.of("hash", hash, "except", except.toString()));
        return Api.json(200, Shapes.run(run));
    }

    @POST
    @Path("{id}/reject")
    public Response reject(@PathParam("id") String id) {
        String actor = api.actor(request, Role.OPERATOR);
        RunRow run = reconciliation.reject(id, actor);
        api.decided(actor, "run.reject", id, Map.of());
        return Api.json(200, Shapes.run(run));
    }

    /** The plan that takes the run back; it is waited for a little, so that most answers have it whole. */
    @POST
    @Path("{id}/undo")
    public Response undo(@PathParam("id") String id) {
        String actor = api.actor(request, Role.OPERATOR);
        RunRow asked = reconciliation.undo(id, actor);
        api.decided(actor, "run.undo", id, Map.of("plan", asked.id()));
        RunRow run = reconciliation.await(asked.id(), UNDO_PLAN).orElse(asked);
        return Response.fromResponse(Api.json(202, Shapes.run(run)))
                .location(URI.create("/api/v1/runs/" + run.id()))
                .build();
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Caller.Role;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import io.isthmus.reconcile.ReconcileProblem;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.Rulings;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /api/v1/suppressions} and {@code /api/v1/decisions}: what persons decided. */
@ForAdministrators
@Path("/api/v1")
@Blocking
public final class RulingsApi {
    private final Api api;
    private final Reconciliation reconciliation;
    private final UserNames users;

    @Context
    ContainerRequestContext request;

    @Context
    HttpHeaders headers;

    RulingsApi(Api api, Reconciliation reconciliation, UserNames users) {
        this.api = api;
        this.reconciliation = reconciliation;
        this.users = users;
    }

    @GET
    @Path("suppressions")
    public Response suppressions(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        if (SuppressionsOutput.csv(headers.getAcceptableMediaTypes())) {
            return Response.ok(new SuppressionsOutput(reconciliation))
                    .type("text/csv;charset=UTF-8")
                    .build();
        }
        int size = Api.limit(limit);
        List<Rulings.Stored> rows = reconciliation.suppressions(Api.position(after), size);
        Optional<String> next = rows.size() < size
                ? Optional.empty()
                : Optional.of(
                        Long.toString(rows.get(rows.size() - 1).suppression().id()));
        return Api.json(200, Shapes.page(rows.stream().map(RulingsApi::row).toList(), next));
    }

    @DELETE
    @Path("suppressions/{id}")
    public Response lift(@PathParam("id") String id) {
        String actor = api.actor(request, Role.OPERATOR);
        Suppression lifted = number(id)
                .flatMap(reconciliation::lift)
                .orElseThrow(() -> new ReconcileProblem("not-found", "there is no suppression " + id));
        api.decided(
                actor,
                "suppression.lift",
                id,
                Map.of("resource", lifted.resource(), "attribute", lifted.attribute(), "value", lifted.shown()));
        return Response.noContent().build();
    }

    @POST
    @Path("decisions")
    public Response decide(String text) {
        String actor = api.actor(request, Role.OPERATOR);
        AdminBody body = AdminBody.of(text, "resource", "action", "anchor");
        Ruling.Action action = Api.one(
                        Ruling.Action.class, "action", body.text("action").orElse(""))
                .orElseThrow(() -> new ApiProblem(
                        400, "invalid-request", "action has to be one of adopt, create, unlink, relink, ignore"));
        String given = body.text("resource")
                .orElseThrow(() -> new ApiProblem(400, "invalid-request", "resource has to be a resource's id"));
        String resource = users.id(given);
        Optional<Anchor> anchor =
                body.text("anchor").filter(value -> !value.isBlank()).map(Anchor::new);
        Ruling ruling = reconciliation.decide(resource, action, anchor, actor);
        String name = action.name().toLowerCase(Locale.ROOT);
        String entry = ruling.anchor().map(Anchor::value).orElse("");
        api.decided(actor, "decision." + name, resource, Map.of("anchor", entry));
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("resource", resource)
                .put("action", name)
                .put("anchor", ruling.anchor().map(Anchor::value).orElse(null))
                .put("by", actor)
                .put("at", ruling.at().toString());
        return Api.json(200, json);
    }

    private static Optional<Long> number(String id) {
        try {
            return Optional.of(Long.parseLong(id));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static ObjectNode row(Rulings.Stored row) {
        Suppression one = row.suppression();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", Long.toString(one.id()))
                .put("resource", one.resource())
                .put("attribute", one.attribute())
                .put("value", one.shown())
                .put("wanted", one.comes() ? "present" : "absent")
                .put("since", row.since().toString())
                .put("by", row.by())
                .put("run", row.run().orElse(null));
    }
}

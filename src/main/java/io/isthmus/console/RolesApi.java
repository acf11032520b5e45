package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Caller.Role;
import io.isthmus.reconcile.RoleReport;
import io.isthmus.reconcile.UserRoles.Place;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/roles}. */
@ForAdministrators
@Path("/api/v1/roles")
@Blocking
public final class RolesApi {
    private final Api api;
    private final RoleReport report;

    @Context
    ContainerRequestContext request;

    @Context
    HttpHeaders headers;

    RolesApi(Api api, RoleReport report) {
        this.api = api;
        this.report = report;
    }

    /** With {@code role} and {@code as}: what would change if the one selected the other. */
    @GET
    @Path("unmatched")
    public Response unmatched(
            @QueryParam("role") String role,
            @QueryParam("as") String as,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        boolean csv = UnmatchedRolesOutput.csv(headers.getAcceptableMediaTypes());
        boolean trial = given(role) || given(as);
        if (trial && !(given(role) && given(as) && role.indexOf(0) < 0)) {
            throw new ApiProblem(400, "invalid-request", "role (what was sent) and as (a role) come together");
        }
        if (csv) {
            return Response.ok(
                            trial ? UnmatchedRolesOutput.of(report.trial(role, as)) : UnmatchedRolesOutput.all(report))
                    .type("text/csv;charset=UTF-8")
                    .build();
        }
        RoleReport.Page page = trial
                ? new RoleReport.Page(report.trial(role, as), Optional.empty())
                : report.page(place(after), Api.limit(limit));
        List<ObjectNode> items =
                page.items().stream().map(row -> Shapes.unmatched(row, trial)).toList();
        return Api.json(200, Shapes.page(items, page.next().map(RolesApi::token)));
    }

    private static boolean given(String parameter) {
        return parameter != null && !parameter.isBlank();
    }

    private static Optional<Place> place(String after) {
        return Optional.ofNullable(after).filter(RolesApi::given).map(RolesApi::parsed);
    }

    /** Opaque to callers: a source's name has no slash. */
    private static String token(Place place) {
        byte[] text = (place.source() + "/" + place.text()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static Place parsed(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int slash = text.indexOf('/');
            if (slash > 0 && text.indexOf(0) < 0) {
                return new Place(text.substring(slash + 1), text.substring(0, slash));
            }
        } catch (IllegalArgumentException noBase64) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
        throw new ApiProblem(400, "invalid-request", "after has to be what next said");
    }
}

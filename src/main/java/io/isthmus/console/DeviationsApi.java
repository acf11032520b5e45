package io.isthmus.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.access.Caller.Role;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.Deviations.Place;
import io.isthmus.reconcile.Deviations.Row;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lists: {@code /api/v1/drift}, {@code orphans}, {@code disputed}, {@code invalid}. */
@ForAdministrators
@Path("/api/v1")
@Blocking
public final class DeviationsApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Api api;
    private final Deviations deviations;

    @Context
    ContainerRequestContext request;

    @Context
    HttpHeaders headers;

    DeviationsApi(Api api, Deviations deviations) {
        this.api = api;
        this.deviations = deviations;
    }

    @GET
    @Path("{list: drift|orphans|disputed|invalid}")
    public Response list(
            @PathParam("list") String list, @QueryParam("after") String after, @QueryParam("limit") String limit) {
        api.actor(request, Role.VIEWER);
        Listing listing = Listing.valueOf(list.toUpperCase(Locale.ROOT));
        if (csv(headers.getAcceptableMediaTypes())) {
            return Response.ok(new DeviationsOutput(deviations, listing))
                    .type("text/csv;charset=UTF-8")
                    .build();
        }
        int size = Api.limit(limit);
        List<Row> rows = deviations.page(listing, place(after), size);
        Optional<String> next = rows.size() < size
                ? Optional.empty()
                : Optional.of(token(rows.get(rows.size() - 1).place()));
        return Api.json(200, Shapes.page(rows.stream().map(DeviationShapes::of).toList(), next));
    }

    /** Whether CSV comes before JSON among what is acceptable. @throws ApiProblem 406 when neither is */
    private static boolean csv(List<MediaType> acceptable) {
        for (MediaType accepted : acceptable) {
            if (accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (accepted.isCompatible(MediaType.valueOf("text/csv"))) {
                return true;
            }
        }
        throw new ApiProblem(406, "not-acceptable", "the lists come as application/json or text/csv");
    }

    /** Opaque to callers. */
    private static String token(Place place) {
        String text = JsonNodeFactory.instance
                .arrayNode()
                .add(place.dn())
                .add(place.resource())
                .add(place.members())
                .add(place.item())
                .toString();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Place> place(String after) {
        return after == null || after.isBlank() ? Optional.empty() : Optional.of(parsed(after));
    }

    private static Place parsed(String token) {
        try {
            JsonNode place = JSON.readTree(Base64.getUrlDecoder().decode(token));
            Place parsed = new Place(
                    place.path(0).asText(),
                    place.path(1).asText(),
                    place.path(2).asBoolean(),
                    place.path(3).asText());
            boolean ours = place.isArray() && place.size() == 4;
            if (ours && (parsed.dn() + parsed.resource() + parsed.item()).indexOf(0) < 0) {
                return parsed;
            }
        } catch (IllegalArgumentException | java.io.IOException notOurs) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
        throw new ApiProblem(400, "invalid-request", "after has to be what next said");
    }
}

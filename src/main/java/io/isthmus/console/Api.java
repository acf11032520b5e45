package io.isthmus.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.access.Audit;
import io.isthmus.access.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/** What every call of the admin API has in common. */
@ApplicationScoped
public class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Audit audit;

    Api(Audit audit) {
        this.audit = audit;
    }

    /** Who calls, if the role suffices. @throws ApiProblem 403 forbidden */
    String actor(ContainerRequestContext request, Caller.Role needed) {
        Caller.Administrator caller = (Caller.Administrator) request.getProperty(ApiFilter.CALLER);
        if (caller.role().compareTo(needed) < 0) {
            throw new ApiProblem(
                    403, "forbidden", "this needs the role " + needed.name().toLowerCase(java.util.Locale.ROOT));
        }
        return caller.name();
    }

    void decided(String actor, String action, String target, Map<String, String> detail) {
        audit.record(actor, action, target, Shapes.object(detail));
    }

    static Response json(int status, JsonNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body.toString())
                .build();
    }

    /** A body that has to be a JSON object; an absent one is an empty object. @throws ApiProblem 400 */
    static JsonNode body(String text) {
        try {
            JsonNode body = JSON.readTree(text == null || text.isBlank() ? "{}" : text);
            if (body.isObject() && !body.toString().contains("\\u0000")) {
                return body;
            }
        } catch (JsonProcessingException malformed) {
            throw new ApiProblem(400, "invalid-request", "the body is not JSON");
        }
        throw new ApiProblem(400, "invalid-request", "the body has to be a JSON object, without NUL characters");
    }

    /** A value of a closed set. @throws ApiProblem 400 naming what there is */
    static <E extends Enum<E>> Optional<E> one(Class<E> of, String name, String given) {
        if (given == null || given.isBlank()) {
            return Optional.empty();
        }
        for (E value : of.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(given)) {
                return Optional.of(value);
            }
        }
        throw new ApiProblem(
                400,
                "invalid-request",
                name + " has to be one of "
                        + java.util.Arrays.toString(of.getEnumConstants()).toLowerCase(java.util.Locale.ROOT));
    }

    static int limit(Integer given) {
        return given == null ? 100 : Math.max(1, Math.min(1000, given));
    }

    static long position(String after) {
        try {
            return after == null || after.isBlank() ? 0 : Long.parseLong(after);
        } catch (NumberFormatException wrong) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Audit;
import io.isthmus.access.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every call of the admin API has in common. */
@ApplicationScoped
public class Api {
    private static final Pattern WAIT = Pattern.compile("([0-9]{1,9})(ms|s|m|)");
    private static final int MOST_ITEMS = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

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

    /**
     * How many items a page may have. More than there may be is as many as there may: {@code next} says that there are others. None
     * at all is not: nobody would ever get to the end. @throws ApiProblem 400
     */
    static int limit(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return 100;
        }
        if (!given.matches("0*[1-9][0-9]*")) {
            throw new ApiProblem(400, "invalid-request", "limit has to be a number from 1 to " + MOST_ITEMS);
        }
        String digits = given.replaceFirst("^0+", "");
        return digits.length() > 9 ? MOST_ITEMS : Math.min(MOST_ITEMS, Integer.parseInt(digits));
    }

    /** How long to wait for the end of a run, a minute at most. @throws ApiProblem 400 */
    static Duration wait(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return Duration.ZERO;
        }
        Matcher duration = WAIT.matcher(given);
        if (!duration.matches()) {
            throw new ApiProblem(400, "invalid-request", "wait has to be a duration like 500ms, 30s or 1m");
        }
        Duration wait = Duration.of(
                Long.parseLong(duration.group(1)),
                switch (duration.group(2)) {
                    case "ms" -> ChronoUnit.MILLIS;
                    case "m" -> ChronoUnit.MINUTES;
                    default -> ChronoUnit.SECONDS;
                });
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** @throws ApiProblem 400 */
    static boolean flag(String name, @Nullable String given) {
        if (given == null || given.isBlank() || given.equalsIgnoreCase("false")) {
            return false;
        }
        if (!given.equalsIgnoreCase("true")) {
            throw new ApiProblem(400, "invalid-request", name + " has to be true or false");
        }
        return true;
    }

    /** The run that a page comes after. @throws ApiProblem 400 */
    static Optional<String> run(@Nullable String after) {
        if (after == null || after.isBlank()) {
            return Optional.empty();
        }
        if (!after.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
        return Optional.of(after);
    }

    static long position(String after) {
        try {
            return after == null || after.isBlank() ? 0 : Long.parseLong(after);
        } catch (NumberFormatException wrong) {
            throw new ApiProblem(400, "invalid-request", "after has to be what next said");
        }
    }
}

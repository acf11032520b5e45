package io.isthmus.intake;

import io.isthmus.access.Caller;
import io.isthmus.access.Tokens;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets only a source's token in, before anything else of a SCIM request is looked at. */
public final class SourceFilter {
    static final String SOURCE = "isthmus.source";
    static final String REQUEST = "isthmus.request";
    private static final Pattern REQUEST_ID = Pattern.compile("[\\w.:-]{1,100}");

    @Inject
    Tokens tokens;

    @FromSource
    @ServerRequestFilter(priority = 10)
    public Optional<Response> authenticate(ContainerRequestContext request) {
        String id = Optional.ofNullable(request.getHeaderString("X-Request-Id"))
                .filter(given -> REQUEST_ID.matcher(given).matches())
                .orElseGet(SourceFilter::newRequest);
        request.setProperty(REQUEST, id);
        MDC.put("request", id);
        String header = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .orElse("");
        Optional<Caller> caller = header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? tokens.check(header.substring(7).trim())
                : Optional.empty();
        if (caller.isEmpty()) {
            return Optional.of(ScimResponses.error(
                    401, "a valid token is needed: send Authorization: Bearer <token of this connection>"));
        }
        if (!(caller.get() instanceof Caller.Source source)) {
            return Optional.of(ScimResponses.error(403, "this is an administrator's token; use a token of a source"));
        }
        if (source.paused()) {
            return Optional.of(ScimResponses.error(503, "this connection is paused by an administrator"));
        }
        request.setProperty(SOURCE, source);
        return Optional.empty();
    }

    /** Unique, not secret: no request waits for the system's randomness. */
    private static String newRequest() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}

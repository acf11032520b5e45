package io.isthmus.console;

import io.isthmus.access.Caller;
import io.isthmus.access.Tokens;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets only administrators into the admin API: viewers read, operators run, admins change who may. */
public final class ApiFilter {
    static final String CALLER = "isthmus.caller";

    @Inject
    Tokens tokens;

    @ForAdministrators
    @ServerRequestFilter(priority = 20)
    public Optional<Response> authenticate(ContainerRequestContext request) {
        if (!isReadable(request)) {
            return Optional.of(ApiErrors.response(406, "not-acceptable", "the Accept header cannot be understood"));
        }
        String header =
                Optional.ofNullable(request.getHeaderString("Authorization")).orElse("");
        Optional<Caller> caller = header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? tokens.check(header.substring(7).trim())
                : BrowserSignIn.token(request, header)
                        .flatMap(given -> tokens.check(given.token()).filter(given::names));
        if (caller.isEmpty()) {
            Response refusal =
                    ApiErrors.response(401, "unauthorized", "send Authorization: Bearer <administrator's token>");
            return Optional.of(BrowserSignIn.asked(request, refusal));
        }
        if (!(caller.get() instanceof Caller.Administrator administrator)) {
            return Optional.of(ApiErrors.response(403, "forbidden", "a source's token has no place here"));
        }
        request.setProperty(CALLER, administrator);
        return Optional.empty();
    }

    /** Read once here, so that nobody meets one that is nonsense. */
    private static boolean isReadable(ContainerRequestContext request) {
        try {
            return !request.getAcceptableMediaTypes().isEmpty();
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }
}

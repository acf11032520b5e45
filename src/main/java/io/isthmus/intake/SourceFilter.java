package io.isthmus.intake;

import io.isthmus.access.Caller;
import io.isthmus.access.Tokens;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets only a source in, and only as far as its token, its rate and its pause allow, before anything else of a request is looked at. */
public final class SourceFilter {
    static final String SOURCE = "isthmus.source";
    static final String REQUEST = "isthmus.request";
    private static final Pattern REQUEST_ID = Pattern.compile("[\\w.:-]{1,100}");

    /** somebody has to lift the pause first */
    private static final long PAUSED_SECONDS = 60;

    @Inject
    Tokens tokens;

    @Inject
    IntakeSettings settings;

    @Inject
    RateLimits rates;

    @Inject
    Recorder recorder;

    /** On a worker thread, since every endpoint is blocking: a token that is not known yet is looked for in the database. */
    @FromSource
    @ServerRequestFilter(priority = 10)
    public Optional<Response> authenticate(ContainerRequestContext request, HttpServerRequest wire) {
        String id = Optional.ofNullable(request.getHeaderString("X-Request-Id"))
                .filter(given -> REQUEST_ID.matcher(given).matches())
                .orElseGet(SourceFilter::newRequest);
        BytesWriter.begin();
        request.setProperty(REQUEST, id);
        MDC.put("request", id);
        Credentials given = Credentials.read(Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .orElse(""));
        Optional<Caller> caller = tokens.check(given.token()).filter(known -> given.speakFor(known, settings));
        if (caller.isEmpty()) {
            return Optional.of(unknown());
        }
        if (!(caller.get() instanceof Caller.Source source)) {
            return Optional.of(ScimResponses.error(403, "this is an administrator's token; use a token of a source"));
        }
        request.setProperty(SOURCE, source);
        if (recorder.records(source.name())) {
            RecordingFilter.begin(request, wire);
        }
        return refusal(source);
    }

    /** One answer for everything that is wrong with credentials; it lists what is enabled for anybody. */
    private Response unknown() {
        boolean basic = settings.anyBasic();
        Response answer = ScimResponses.error(
                401,
                "a valid token is needed: send Authorization: Bearer <token of this connection>"
                        + (basic ? ", or Basic with the connection's name as user, if that is switched on" : ""));
        return basic
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"isthmus\", charset=\"UTF-8\"")
                        .build()
                : answer;
    }

    private Optional<Response> refusal(Caller.Source source) {
        if (source.paused()) {
            return Optional.of(
                    ScimResponses.later(503, "this connection is paused by an administrator", PAUSED_SECONDS));
        }
        OptionalLong wait = rates.wait(source.name());
        if (wait.isPresent()) {
            int rate = settings.source(source.name()).rate();
            return Optional.of(ScimResponses.later(
                    429, "this connection may make " + rate + " requests a second", wait.getAsLong()));
        }
        return Optional.empty();
    }

    /** Unique, not secret: no request waits for the system's randomness. */
    private static String newRequest() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}

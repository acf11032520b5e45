package io.isthmus.intake;

import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Failures that end before REST sees the request (a body over the hard limit, a malformed URL) as SCIM errors too. */
@ApplicationScoped
public class WireErrors {
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    void install(@Observes Router router) {
        router.route("/scim/*").order(-1000).failureHandler(WireErrors::answer);
        router.route("/scim/*").order(-1000).handler(WireErrors::headEnd);
        router.route("/api/*").order(-1000).handler(WireErrors::headEnd);
        for (int status : new int[] {400, 413, 414, 500}) {
            router.errorHandler(status, context -> {
                if (String.valueOf(context.request().path()).startsWith("/scim")) {
                    answer(context);
                } else if (!context.response().ended()) {
                    context.response()
                            .setStatusCode(context.statusCode())
                            .putHeader("Content-Type", "application/problem+json")
                            .end(ScimErrors.problem(context.statusCode()));
                }
            });
        }
    }

    /** Method override headers would let one method pass for another; a NUL in a path names nothing that could be stored. */
    private static void headEnd(RoutingContext context) {
        boolean nul = String.valueOf(context.request().path()).contains("%00");
        boolean override = OVERRIDES.stream().anyMatch(name -> context.request().getHeader(name) != null);
        if (!nul && !override) {
            context.next();
        } else if (context.request().path().startsWith("/api")) {
            context.response()
                    .setStatusCode(nul ? 404 : 400)
                    .putHeader("Content-Type", "application/problem+json")
                    .end(ScimErrors.problem(nul ? 404 : 400));
        } else {
            context.fail(nul ? 404 : 400);
        }
    }

    private static void answer(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        ScimError error = ScimError.of(status, ScimErrors.detail(status));
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", ScimResponses.MEDIA)
                .end(Buffer.buffer(ScimResponses.bytes(Rendering.error(error))));
    }
}

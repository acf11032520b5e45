package io.isthmus.intake;

import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Failures that end before REST sees the request (a body over the hard limit, a malformed URL) as SCIM errors too. */
@ApplicationScoped
public class WireErrors {
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

    /** Method override headers would let one method pass for another; nothing of ours has a NUL in its name. */
    private static void headEnd(RoutingContext context) {
        boolean nul = context.request().path().contains("%00");
        if (nul || context.request().getHeader("X-HTTP-Method-Override") != null) {
            if (context.request().path().startsWith("/api")) {
                context.response()
                        .setStatusCode(400)
                        .putHeader("Content-Type", "application/problem+json")
                        .end(ScimErrors.problem(400));
            } else {
                context.fail(400);
            }
            return;
        }
        context.next();
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

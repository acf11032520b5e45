package io.isthmus.intake;

import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/** Failures that end before REST sees the request (a body over the hard limit, a malformed URL) as SCIM errors too. */
@Singleton
public class WireErrors {
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    private static final String BASE = "/scim/v2/";

    private static final Pattern MEDIA_TYPE = Pattern.compile("\\s*[^\\s/;,]+/[^\\s/;,]+\\s*(;.*)?");

    private final AllowedMethods allowed;

    @Inject
    WireErrors(AllowedMethods allowed) {
        this.allowed = allowed;
    }

    void install(@Observes Router router) {
        // one route: each costs every request something
        router.route().order(-1001).handler(this::read);
        router.route("/scim/*").order(-1000).failureHandler(WireErrors::answer);
        for (int status : new int[] {400, 413, 414, 500}) {
            router.errorHandler(status, context -> {
                if (String.valueOf(context.request().path()).startsWith("/scim")) {
                    answer(context);
                } else if (!context.response().ended()) {
                    problem(context, context.statusCode());
                }
            });
        }
    }

    private void read(RoutingContext context) {
        if (!Spelling.isFine(context.request().uri())) {
            misspelt(context);
            return;
        }
        String path = context.normalizedPath();
        boolean scim = below("/scim", path);
        if ((scim || below("/api", path)) && refused(context)) {
            return;
        }
        if (scim && asked(context, path)) {
            return;
        }
        if (path.startsWith(BASE)) {
            slashes(context);
        } else {
            context.next();
        }
    }

    /**
     * What a path can do (RFC 9110 section 9.3.7) says nothing that the documentation does not, so nobody needs a token for it; the
     * framework's own answer lists other methods. A type that cannot be read is one that we do not take, and not a bad request.
     */
    private boolean asked(RoutingContext context, String path) {
        HttpMethod method = context.request().method();
        boolean trace = method.equals(HttpMethod.TRACE);
        if (trace || method.equals(HttpMethod.OPTIONS)) {
            methods(context, allowed.of(path), trace);
            return true;
        }
        String type = context.request().getHeader("Content-Type");
        if (type == null || type.isBlank() || MEDIA_TYPE.matcher(type).matches()) {
            return false;
        }
        end(context, ScimError.of(415, ScimErrors.detail(415)));
        return true;
    }

    private static void methods(RoutingContext context, String methods, boolean trace) {
        if (methods.isEmpty()) {
            end(context, ScimError.of(404, ScimErrors.detail(404)));
            return;
        }
        context.response().putHeader("Allow", methods + ", OPTIONS");
        if (trace) {
            end(context, ScimError.of(405, ScimErrors.detail(405)));
        } else {
            context.response().setStatusCode(204).end();
        }
    }

    private static boolean below(String root, String path) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    /** Quotes and brackets as they are in a query are taken, since people write filters so; half an escape is nothing. */
    private static void misspelt(RoutingContext context) {
        if (context.request().uri().regionMatches(true, 0, "/scim", 0, 5)) {
            end(context, ScimError.of(400, Spelling.DETAIL));
        } else {
            problem(context, 400);
        }
    }

    /** Method override headers would let one method pass for another; a NUL in a path names nothing that could be stored. */
    private static boolean refused(RoutingContext context) {
        boolean nul = String.valueOf(context.request().path()).contains("%00");
        boolean override = overrides(context.request());
        if (!nul && !override) {
            return false;
        }
        if (context.request().path().startsWith("/api")) {
            problem(context, nul ? 404 : 400);
        } else if (nul) {
            context.fail(404);
        } else {
            end(
                    context,
                    ScimError.of(
                            400,
                            "method override headers (" + String.join(", ", OVERRIDES)
                                    + ") are not taken; send the method itself"));
        }
        return true;
    }

    private static boolean overrides(HttpServerRequest request) {
        for (String name : OVERRIDES) {
            if (request.getHeader(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** A slash at the end of a path says nothing: a client that is answered 404 believes that the resource is gone. */
    private static void slashes(RoutingContext context) {
        String uri = context.request().uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        int end = path.length();
        while (end > BASE.length() && path.charAt(end - 1) == '/') {
            end--;
        }
        if (end == path.length()) {
            context.next();
        } else {
            context.reroute(context.request().method(), path.substring(0, end) + uri.substring(path.length()));
        }
    }

    private static void answer(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        end(context, ScimError.of(status, ScimErrors.detail(status)));
    }

    private static void problem(RoutingContext context, int status) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(ScimErrors.problem(status));
    }

    private static void end(RoutingContext context, ScimError error) {
        context.response()
                .setStatusCode(error.status())
                .putHeader("Content-Type", ScimResponses.MEDIA)
                .end(Buffer.buffer(ScimResponses.bytes(Rendering.error(error))));
    }
}

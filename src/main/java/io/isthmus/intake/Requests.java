package io.isthmus.intake;

import io.isthmus.access.Caller;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Projection;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** What every SCIM request has in common: who, from where it reaches us, its bounded body, its query. */
@ApplicationScoped
public class Requests {
    private final IntakeSettings settings;
    private final Optional<String> publicBase;

    Requests(IntakeSettings settings) {
        this.settings = settings;
        this.publicBase = settings.publicUrl().map(url -> url.replaceAll("/+$", "") + "/scim/v2");
    }

    Pushes.Context context(ContainerRequestContext request, HttpServerRequest wire, ResourceType type) {
        MultivaluedMap<String, String> given = request.getUriInfo().getQueryParameters();
        Extensions extensions = settings.source(source(request).name()).extensions();
        Projection projection =
                Projection.of(type, query(given, "attributes"), query(given, "excludedAttributes"), extensions);
        return new Pushes.Context(
                source(request),
                String.valueOf(request.getProperty(SourceFilter.REQUEST)),
                base(request, wire),
                type,
                projection,
                extensions);
    }

    /** Whose token the request came with. */
    static Caller.Source source(ContainerRequestContext request) {
        return (Caller.Source) request.getProperty(SourceFilter.SOURCE);
    }

    /** A query parameter by its name in any case. */
    static Optional<String> query(UriInfo uri, String name) {
        return query(uri.getQueryParameters(), name);
    }

    /** The same, where several are asked for. */
    static Optional<String> query(MultivaluedMap<String, String> parameters, String name) {
        String exact = parameters.getFirst(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (String given : parameters.keySet()) {
            if (given.equalsIgnoreCase(name)) {
                return Optional.ofNullable(parameters.getFirst(given));
            }
        }
        return Optional.empty();
    }

    String base(ContainerRequestContext request, HttpServerRequest wire) {
        if (publicBase.isPresent()) {
            return publicBase.get();
        }
        boolean trusted = !settings.trustedProxies().isEmpty()
                && wire.remoteAddress() != null
                && settings.trustedProxies().contains(wire.remoteAddress().hostAddress());
        String host = Optional.ofNullable(trusted ? request.getHeaderString("X-Forwarded-Host") : null)
                .or(() -> Optional.ofNullable(request.getHeaderString("Host")))
                .orElse("localhost");
        String scheme = Optional.ofNullable(trusted ? request.getHeaderString("X-Forwarded-Proto") : null)
                .orElse(wire.isSSL() ? "https" : "http");
        return scheme + "://" + host + "/scim/v2";
    }

    /** The body, if its type is one of ours and it is not too large. @throws ScimException 413, 415 */
    byte[] body(ContainerRequestContext request, InputStream stream, ResourceType type) {
        boolean user = type == ResourceType.USER;
        return body(
                request, stream, user ? settings.maxUserBody() : settings.maxGroupBody(), user ? "a user" : "a group");
    }

    /** @param of what the body is of, for the message */
    byte[] body(ContainerRequestContext request, InputStream stream, long most, String of) {
        String type = Optional.ofNullable(request.getHeaderString("Content-Type"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        String bare = type.split(";", 2)[0].trim();
        if (!bare.isEmpty() && !bare.equals("application/scim+json") && !bare.equals("application/json")) {
            throw new ScimException(
                    ScimError.of(415, "send application/scim+json, not " + bare.replaceAll("[^\\w/+.-]", "")));
        }
        String coding =
                Optional.ofNullable(request.getHeaderString("Content-Encoding")).orElse("identity");
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw new ScimException(ScimError.of(415, "bodies are taken as they are: leave Content-Encoding out"));
        }
        try {
            int limit = (int) Math.min(Integer.MAX_VALUE - 1, most);
            byte[] body = stream.readNBytes(limit + 1);
            if (body.length > limit) {
                throw new ScimException(
                        ScimError.of(413, "the body of " + of + " may have at most " + limit + " bytes"));
            }
            return body;
        } catch (IOException broken) {
            throw new ScimException(ScimError.badRequest("invalidSyntax", "the body could not be read to its end"));
        }
    }

    /** @throws ScimException 406 when none of what we answer is acceptable */
    static void acceptable(ContainerRequestContext request) {
        String accept = Optional.ofNullable(request.getHeaderString("Accept"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        boolean fine = accept.isBlank()
                || accept.contains("*/*")
                || accept.contains("application/*")
                || accept.contains("application/scim+json")
                || accept.contains("application/json");
        if (!fine) {
            throw new ScimException(ScimError.of(406, "answers are application/scim+json"));
        }
    }
}

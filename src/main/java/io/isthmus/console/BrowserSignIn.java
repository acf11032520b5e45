package io.isthmus.console;

import io.isthmus.access.Caller;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * HTTP Basic (RFC 7617) for people who look at runs with a browser: the token's name and the token. A browser sends that along
 * whoever made it send the request, so it is good for reading runs and nothing else, and not for what another site embeds.
 */
final class BrowserSignIn {
    private static final Pattern RUNS = Pattern.compile("/?api/v1/runs(/[A-Za-z0-9-]+(/changes)?)?/?");
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private BrowserSignIn() {}

    /** What was entered. */
    record Given(String name, String token) {
        boolean names(Caller caller) {
            return caller instanceof Caller.Administrator administrator
                    && administrator.name().equals(name);
        }
    }

    static Optional<Given> token(ContainerRequestContext request, String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6) || !reading(request) || embedded(request)) {
            return Optional.empty();
        }
        try {
            String given =
                    new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
            int colon = given.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Given(given.substring(0, colon), given.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Makes a browser ask; scripts are told of the Bearer token as ever. */
    static Response asked(ContainerRequestContext request, Response refusal) {
        boolean browser = reading(request)
                && request.getAcceptableMediaTypes().stream().findFirst().stream()
                        .anyMatch(MediaType.TEXT_HTML_TYPE::equals);
        return browser
                ? Response.fromResponse(refusal)
                        .header("WWW-Authenticate", null)
                        .header("WWW-Authenticate", "Basic realm=\"isthmus\", charset=\"UTF-8\"")
                        .build()
                : refusal;
    }

    private static boolean reading(ContainerRequestContext request) {
        return request.getMethod().equals("GET")
                && RUNS.matcher(request.getUriInfo().getPath()).matches();
    }

    /** Whether another site has the browser load this into a page of its own, rather than going to it. */
    private static boolean embedded(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        boolean goesThere = "navigate".equals(request.getHeaderString("Sec-Fetch-Mode"))
                && "document".equals(request.getHeaderString("Sec-Fetch-Dest"));
        return site != null && !OURS.contains(site) && !goesThere;
    }
}

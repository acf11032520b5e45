package io.isthmus.intake;

import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes every failure below {@code /scim/v2} a SCIM error, the framework's own included. */
public final class ScimErrors {
    private static final Logger LOG = Logger.getLogger(ScimErrors.class);

    @Inject
    AllowedMethods allowed;

    @ServerExceptionMapper
    public Response refused(ScimException refused) {
        return ScimResponses.error(refused.error());
    }

    @ServerExceptionMapper
    public Response framework(WebApplicationException failed, UriInfo uri) {
        int status = failed.getResponse().getStatus();
        if (!isScim(uri)) {
            boolean bare = status >= 400 && !failed.getResponse().hasEntity();
            return bare
                    ? withAllow(
                            uri,
                            Response.fromResponse(failed.getResponse())
                                    .type("application/problem+json")
                                    .entity(problem(status))
                                    .build())
                    : failed.getResponse();
        }
        return withAllow(uri, ScimResponses.error(ScimError.of(status, detail(status))));
    }

    private Response withAllow(UriInfo uri, Response refusal) {
        return refusal.getStatus() == 405 && !refusal.getHeaders().containsKey("Allow")
                ? Response.fromResponse(refusal)
                        .header("Allow", allowed.of(uri.getPath()))
                        .build()
                : refusal;
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable failed, UriInfo uri) {
        boolean database = isDatabase(failed);
        if (database) {
            LOG.warnf("the database does not answer: %s", failed.getMessage());
        } else {
            LOG.error("a request failed", failed);
        }
        int status = database ? 503 : 500;
        if (isScim(uri)) {
            return ScimResponses.error(ScimError.of(status, detail(status)));
        }
        Response.ResponseBuilder response =
                Response.status(status).type("application/problem+json").entity(problem(status));
        return (database ? response.header("Retry-After", "2") : response).build();
    }

    /** RFC 9457, for what is not SCIM. */
    static String problem(int status) {
        String type =
                switch (status) {
                    case 404 -> "not-found";
                    case 405 -> "method-not-allowed";
                    case 406 -> "not-acceptable";
                    case 413 -> "too-large";
                    case 503 -> "database-down";
                    default -> status >= 500 ? "internal" : "invalid-request";
                };
        String detail =
                switch (status) {
                    case 406 -> "there is no answer of a type that you accept";
                    case 415 -> "send application/json";
                    default -> detail(status);
                };
        return "{\"type\":\"urn:isthmus:problem:" + type + "\",\"title\":\"" + type + "\",\"status\":" + status
                + ",\"detail\":\"" + detail + "\"}";
    }

    /** By the path as it was routed, however it was written. */
    private static boolean isScim(UriInfo uri) {
        String path = uri.getPath();
        return path.startsWith("/scim/") || path.startsWith("scim/");
    }

    private static boolean isDatabase(Throwable failed) {
        for (Throwable at = failed; at != null; at = at.getCause()) {
            if (at instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    static String detail(int status) {
        return switch (status) {
            case 400 -> "the request cannot be understood";
            case 404 -> "there is nothing at this path";
            case 405 -> "this path does not have this method";
            case 406 -> "answers are application/scim+json";
            case 413 -> "the body is too large";
            case 415 -> "send application/scim+json";
            case 503 -> "the database cannot be reached; try again";
            default -> status >= 500 ? "an internal error; the log says more" : "the request is refused";
        };
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.reconcile.DirectoryControl;
import io.isthmus.reconcile.ReconcileProblem;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of the admin API as RFC 9457 problems. */
public final class ApiErrors {
    static final String MEDIA = "application/problem+json";

    @ServerExceptionMapper
    public Response refused(ApiProblem problem) {
        return response(problem.status(), problem.type(), problem.getMessage());
    }

    @ServerExceptionMapper
    public Response reconciler(ReconcileProblem problem) {
        int status =
                switch (problem.type()) {
                    case "not-found" -> 404;
                    case "invalid-request" -> 400;
                    case "directory-unavailable" -> 503;
                    default -> 409;
                };
        return response(status, problem.type(), problem.getMessage());
    }

    /** Every fault with file and line, as a text and as a list. */
    @ServerExceptionMapper
    public Response mapping(DirectoryControl.InvalidMapping invalid) {
        ObjectNode json = Shapes.problem(422, "invalid-mapping", invalid.getMessage());
        invalid.faults().forEach(json.putArray("faults")::add);
        return Response.status(422).type(MEDIA).entity(json.toString()).build();
    }

    static Response response(int status, String type, String detail) {
        ObjectNode json = Shapes.problem(status, type, detail);
        Response.ResponseBuilder response = Response.status(status).type(MEDIA).entity(json.toString());
        if (status == 401) {
            response.header("WWW-Authenticate", "Bearer realm=\"isthmus-api\"");
        }
        return response.build();
    }
}

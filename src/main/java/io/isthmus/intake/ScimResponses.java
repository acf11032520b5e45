package io.isthmus.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.ScimError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers as SCIM JSON. */
final class ScimResponses {
    static final String MEDIA = "application/scim+json";
    /** the same, parsed once */
    static final MediaType TYPE = MediaType.valueOf(MEDIA);

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScimResponses() {}

    static Response.ResponseBuilder json(int status, JsonNode body) {
        return Response.status(status).entity(bytes(body)).type(TYPE);
    }

    /** Done, with nothing to show; the type is there all the same, since some clients look at it before the status. */
    static Response.ResponseBuilder nothing() {
        return Response.noContent().type(TYPE);
    }

    static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Response error(ScimError error) {
        Response.ResponseBuilder response = json(error.status(), Rendering.error(error));
        switch (error.status()) {
            case 401 -> response.header("WWW-Authenticate", "Bearer realm=\"isthmus\"");
            case 429, 503 -> response.header("Retry-After", "2");
            default -> {
                // nothing to add
            }
        }
        return response.build();
    }

    /** A refusal that ends by itself, and after how many seconds to come again. */
    static Response later(int status, String detail, long seconds) {
        return json(status, Rendering.error(ScimError.of(status, detail)))
                .header("Retry-After", seconds)
                .build();
    }

    /** @param allowed methods that the path has */
    static Response notAllowed(String allowed) {
        return Response.fromResponse(error(405, ScimErrors.detail(405)))
                .header("Allow", allowed)
                .build();
    }

    static Response error(int status, String detail) {
        return error(ScimError.of(status, detail));
    }
}

package io.isthmus.intake;

import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Anything below {@code /scim/v2} that is nothing: asked for its token like everything else, then 404. */
@FromSource
@Path("/scim/v2/{nothing: (?!Users|Groups|Roles|Bulk|Me|\\.search|ServiceProviderConfig|ResourceTypes|Schemas).+}")
@io.smallrye.common.annotation.Blocking
public final class UnknownPath {
    @GET
    @NotAllowed
    public Response get() {
        throw notFound();
    }

    @POST
    @NotAllowed
    public Response post() {
        throw notFound();
    }

    @PUT
    @NotAllowed
    public Response put() {
        throw notFound();
    }

    @PATCH
    @NotAllowed
    public Response patch() {
        throw notFound();
    }

    @DELETE
    @NotAllowed
    public Response delete() {
        throw notFound();
    }

    private static ScimException notFound() {
        return new ScimException(ScimError.of(404, ScimErrors.detail(404)));
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Caller.Role;
import io.isthmus.reconcile.DirectoryControl;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** {@code /api/v1/directory} and {@code /api/v1/mapping}: what holds for all nodes at once. */
@ForAdministrators
@Path("/api/v1")
@Blocking
public final class DirectoryApi {
    private final Api api;
    private final DirectoryControl control;

    @Context
    ContainerRequestContext request;

    DirectoryApi(Api api, DirectoryControl control) {
        this.api = api;
        this.control = control;
    }

    @POST
    @Path("directory/pause")
    public Response pause() {
        String actor = api.actor(request, Role.ADMIN);
        if (control.pause(actor)) {
            api.decided(actor, "directory.pause", "directory", Map.of());
        }
        return Response.noContent().build();
    }

    @POST
    @Path("directory/resume")
    public Response resume() {
        String actor = api.actor(request, Role.ADMIN);
        if (control.resume(actor)) {
            api.decided(actor, "directory.resume", "directory", Map.of());
        }
        return Response.noContent().build();
    }

    @POST
    @Path("mapping/reload")
    public Response reload() {
        String actor = api.actor(request, Role.ADMIN);
        DirectoryControl.Reloaded loaded = control.reload(actor);
        if (loaded.changed()) {
            api.decided(actor, "mapping.reload", loaded.hash(), Map.of("before", loaded.before()));
        }
        ObjectNode json = Shapes.object(Map.of("mapping", loaded.hash())).put("changed", loaded.changed());
        loaded.warnings().forEach(json.putArray("warnings")::add);
        loaded.run().ifPresentOrElse(run -> json.set("run", Shapes.run(run)), () -> json.putNull("run"));
        return Api.json(200, json);
    }
}

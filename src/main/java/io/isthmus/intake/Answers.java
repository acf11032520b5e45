package io.isthmus.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources.Page;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Projection;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resources as answers. A group's members are streamed from the database into the answer, never collected. */
@ApplicationScoped
public class Answers {
    private final Memberships memberships;

    Answers(Memberships memberships) {
        this.memberships = memberships;
    }

    /** What became of a push. @param success status of a stored one; 204 has no body */
    Response pushed(Pushes.Context context, PushResult result, int success) {
        if (result instanceof PushResult.Refused refused) {
            return ScimResponses.error(refused.error());
        }
        if (result instanceof PushResult.Unavailable unavailable) {
            return ScimResponses.error(ScimError.of(unavailable.overload() ? 429 : 503, unavailable.detail()));
        }
        PushResult.Stored stored = (PushResult.Stored) result;
        Response.ResponseBuilder response =
                success == 204 ? ScimResponses.nothing() : one(context, stored.resource(), stored.groups(), success);
        return response.header("Isthmus-Journal", stored.position())
                .header("X-Request-Id", context.request())
                .build();
    }

    /** A resource that was read. */
    Response found(Pushes.Context context, Resource resource) {
        return one(
                        context,
                        resource,
                        groups(context.projection(), List.of(resource)).getOrDefault(resource.id(), List.of()),
                        200)
                .build();
    }

    private Response.ResponseBuilder one(Pushes.Context context, Resource resource, List<GroupRef> groups, int status) {
        Response.ResponseBuilder response = resource.type() == ResourceType.USER
                ? ScimResponses.json(status, user(context, resource, groups))
                : Response.status(status).type(ScimResponses.TYPE).entity(group(context, resource));
        return response.header("ETag", Rendering.version(resource))
                .header("Location", context.base() + resource.type().endpoint() + "/" + resource.id());
    }

    private static ObjectNode user(Pushes.Context context, Resource user, List<GroupRef> groups) {
        return context.projection().apply(Rendering.user(user, context.base(), groups));
    }

    private StreamingOutput group(Pushes.Context context, Resource group) {
        return output -> {
            try (GroupJson json = new GroupJson(output, memberships, context)) {
                json.group(group);
            }
        };
    }

    private Map<String, List<GroupRef>> groups(Projection projection, List<Resource> users) {
        return projection.leavesOut("groups") || users.isEmpty() || users.get(0).type() != ResourceType.USER
                ? Map.of()
                : memberships.groupsOf(users);
    }

    /** A page of users, rendered. */
    List<ObjectNode> users(Pushes.Context context, Page page) {
        List<Resource> users = page.resources();
        List<Resource> grouped = users.stream()
                .filter(user -> !page.ungrouped().contains(user.id()))
                .toList();
        Map<String, List<GroupRef>> groups = groups(context.projection(), grouped);
        List<ObjectNode> rendered = new ArrayList<>(users.size());
        users.forEach(user -> rendered.add(user(context, user, groups.getOrDefault(user.id(), List.of()))));
        return rendered;
    }

    /** Users, and after them groups, whose total is that of both. */
    Response mixed(Pushes.Context groups, List<ObjectNode> users, Page page, long startIndex) {
        return list(groups, users, page, Optional.of(startIndex), Optional.empty());
    }

    /** A page of groups, written as they are read. */
    Response groups(Pushes.Context context, Page page, Optional<Long> startIndex, Optional<String> next) {
        return list(context, List.of(), page, startIndex, next);
    }

    private Response list(
            Pushes.Context context,
            List<ObjectNode> users,
            Page page,
            Optional<Long> startIndex,
            Optional<String> next) {
        StreamingOutput output = to -> {
            try (GroupJson json = new GroupJson(to, memberships, context)) {
                json.list(users, page, startIndex, next);
            }
        };
        return Response.ok(output).type(ScimResponses.TYPE).build();
    }
}

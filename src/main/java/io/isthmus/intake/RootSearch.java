package io.isthmus.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources;
import io.isthmus.journal.Resources.Page;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A search over every type: first the users that it finds, then the groups; each type is asked what it has the attributes for. */
@ApplicationScoped
public class RootSearch {
    private final Resources resources;
    private final Memberships memberships;
    private final Answers answers;

    RootSearch(Resources resources, Memberships memberships, Answers answers) {
        this.resources = resources;
        this.memberships = memberships;
        this.answers = answers;
    }

    Response answer(Pushes.Context context, SearchQuery query) {
        Page users = page(context, query, ResourceType.USER, query.startIndex(), query.count());
        int left = query.count() - users.resources().size();
        long groupsFrom = Math.max(1, query.startIndex() - users.total());
        Page groups = page(context, query, ResourceType.GROUP, groupsFrom, left);
        List<ObjectNode> found =
                new ArrayList<>(answers.users(context.with(query.projection(ResourceType.USER)), users.resources()));
        groups.resources()
                .forEach(group -> found.add(
                        group(context.with(ResourceType.GROUP).with(query.projection(ResourceType.GROUP)), group)));
        return ScimResponses.json(
                        200,
                        Rendering.list(
                                users.total() + groups.total(),
                                Optional.of(query.startIndex()),
                                found,
                                Optional.empty()))
                .build();
    }

    /** A filter that one type has no attributes for finds nothing of it; one that no type understands is refused. */
    private Page page(Pushes.Context context, SearchQuery query, ResourceType type, long startIndex, int count) {
        String source = context.source().name();
        try {
            return resources.page(query.search(source, type), startIndex, count);
        } catch (ScimException notOfThisType) {
            ResourceType other = type == ResourceType.USER ? ResourceType.GROUP : ResourceType.USER;
            query.search(source, other);
            return new Page(0, List.of(), Optional.empty());
        }
    }

    private ObjectNode group(Pushes.Context context, Resource group) {
        ObjectNode json = context.projection().apply(Rendering.group(group, context.base()));
        if (!context.projection().leavesOut("members")) {
            ArrayNode members = json.putArray("members");
            memberships.of(
                    group,
                    shown -> members.add(context.projection()
                            .element("members", Rendering.member(shown.member(), shown.known(), context.base()))));
        }
        return json;
    }
}

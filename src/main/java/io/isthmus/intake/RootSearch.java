package io.isthmus.intake;

import io.isthmus.journal.Resources;
import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** A search over every type: first the users that it finds, then the groups; each type is asked what it has the attributes for. */
@ApplicationScoped
public class RootSearch {
    private final Resources resources;
    private final Answers answers;

    RootSearch(Resources resources, Answers answers) {
        this.resources = resources;
        this.answers = answers;
    }

    Response answer(Pushes.Context context, SearchQuery query) {
        Optional<Search> users = search(context, query, ResourceType.USER);
        Optional<Search> groups = search(context, query, ResourceType.GROUP);
        if (users.isEmpty() && groups.isEmpty()) {
            query.search(context.source().name(), ResourceType.USER, context.extensions());
        }
        Page first = page(users, query.startIndex(), query.count());
        int left = query.count() - first.resources().size();
        Page second = page(groups, Math.max(1, query.startIndex() - first.total()), left);
        Page both = new Page(first.total() + second.total(), second.resources(), Optional.empty());
        return answers.mixed(
                context.with(ResourceType.GROUP).with(query.projection(ResourceType.GROUP, context.extensions())),
                answers.users(context.with(query.projection(ResourceType.USER, context.extensions())), first),
                both,
                query.startIndex());
    }

    /** Empty where the type does not have an attribute that the query names: it has no hits then. */
    private static Optional<Search> search(Pushes.Context context, SearchQuery query, ResourceType type) {
        try {
            return Optional.of(query.search(context.source().name(), type, context.extensions()));
        } catch (ScimException notOfThisType) {
            return Optional.empty();
        }
    }

    private Page page(Optional<Search> search, long startIndex, int count) {
        return search.map(found -> resources.page(found, startIndex, count))
                .orElseGet(() -> new Page(0, List.of(), Optional.empty()));
    }
}

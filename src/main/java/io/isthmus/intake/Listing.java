package io.isthmus.intake;

import io.isthmus.journal.Resources;
import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.ResourceType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Answers queries for resources of one type: pages by index, or by cursor where a cursor is asked for. */
@ApplicationScoped
public class Listing {
    private final Resources resources;
    private final Answers answers;
    private final Cursors cursors;

    Listing(Resources resources, Answers answers, Cursors cursors) {
        this.resources = resources;
        this.answers = answers;
        this.cursors = cursors;
    }

    Response answer(Pushes.Context context, SearchQuery query) {
        Search search = query.search(context.source().name(), context.type(), context.extensions());
        if (query.cursor().isEmpty()) {
            Page page = resources.page(search, query.startIndex(), query.count());
            return answer(context, page, Optional.of(query.startIndex()), Optional.empty());
        }
        Optional<Place> after = cursors.place(search, query.cursor().get());
        Page page = resources.page(search, after, query.count());
        return answer(context, page, Optional.empty(), page.next().map(place -> cursors.of(search, place)));
    }

    private Response answer(Pushes.Context context, Page page, Optional<Long> startIndex, Optional<String> next) {
        return context.type() == ResourceType.GROUP
                ? answers.groups(context, page, startIndex, next)
                : ScimResponses.json(200, Rendering.list(page.total(), startIndex, answers.users(context, page), next))
                        .build();
    }
}

package io.isthmus.console;

import io.isthmus.access.Sources;
import io.isthmus.journal.Resources;
import io.isthmus.journal.Resources.Search;
import io.isthmus.reconcile.ReconcileProblem;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Users as people name them: by id or by userName. */
@ApplicationScoped
public class UserNames {
    private final Resources resources;
    private final Sources sources;

    UserNames(Resources resources, Sources sources) {
        this.resources = resources;
        this.sources = sources;
    }

    /**
     * The id of a user.
     *
     * @param given an id, or a userName in any case
     * @throws ReconcileProblem not-found; ambiguous when users of several sources have this name
     */
    String id(String given) {
        if (!resources.positions(Set.of(given)).isEmpty()) {
            return given;
        }
        String escaped = given.replace("\\", "\\\\").replace("\"", "\\\"");
        var filter = FilterParser.parse(ResourceType.USER, "userName eq \"" + escaped + "\"");
        List<String> ids = sources.list().stream()
                .flatMap(
                        source -> resources
                                .page(Search.of(source.name(), ResourceType.USER, Optional.of(filter)), 1, 1)
                                .resources()
                                .stream())
                .map(Resource::id)
                .toList();
        if (ids.size() > 1) {
            throw new ReconcileProblem("ambiguous", "several sources have a user " + given + ": " + ids);
        }
        return ids.stream()
                .findFirst()
                .orElseThrow(() -> new ReconcileProblem("not-found", "there is no user " + given));
    }
}

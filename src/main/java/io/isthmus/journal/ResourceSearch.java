package io.isthmus.journal;

import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;

/** Finds resources of all sources, as people look for them. Every page is a few bounded, indexed queries. */
public interface ResourceSearch {
    /**
     * A page.
     *
     * @param next what {@code after} has to be for the next page; empty when there is none
     */
    record Page(List<Resource> resources, Optional<String> next) {
        public Page {
            resources = List.copyOf(resources);
        }
    }

    /**
     * Live resources by id, or those that a text finds: the resource with that id (a deleted one too), those with that externalId
     * or e-mail address, then those whose userName, then those whose displayName begins with it, in any case.
     *
     * @param type only of this type
     * @param text what is looked for; empty for all
     * @param after what the page before said
     * @throws IllegalArgumentException for an {@code after} that no page said
     */
    Page find(Optional<ResourceType> type, String text, Optional<String> after, int limit);
}

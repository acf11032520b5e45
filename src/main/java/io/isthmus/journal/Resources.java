package io.isthmus.journal;

import io.isthmus.scim.AttributePath;
import io.isthmus.scim.Filter;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the view of the journal. Every method is one bounded, indexed query, or says that it streams. */
public interface Resources {

    /** A live resource of that source; resources of others do not exist for it. */
    Optional<Resource> find(String source, ResourceType type, String id);

    /**
     * The live resource of that source that was imported and not provisioned and has this name, in any case: what a POST of the
     * name adopts.
     *
     * @param name userName of a user, displayName of a group
     */
    Optional<String> imported(String source, ResourceType type, String name);

    /**
     * A page of the resources that a search finds, by index.
     *
     * @param startIndex 1-based
     * @param count at most so many; 0 gives only the total
     */
    Page page(Search search, long startIndex, int count);

    /** A page by cursor: what comes after a place, from the beginning where there is none; costs the same at any depth. */
    Page page(Search search, Optional<Place> after, int count);

    /**
     * What is looked for among the live resources of a source.
     *
     * @param sort empty: by id
     */
    record Search(String source, ResourceType type, Optional<Filter> filter, Optional<Sort> sort) {
        /** All resources that a filter finds, by id. */
        public static Search of(String source, ResourceType type, Optional<Filter> filter) {
            return new Search(source, type, filter, Optional.empty());
        }
    }

    /** An order (RFC 7644 section 3.4.2.3): resources without the attribute come last when ascending, first when descending. */
    record Sort(AttributePath path, boolean caseExact, boolean multiValued, boolean ascending) {}

    /** Where a page ended. @param key the sort key of its last resource, empty where the order is by id */
    record Place(String key, String id) {}

    /**
     * A page.
     *
     * @param total the exact number of all matches
     * @param next where the next page begins; empty when there is none
     * @param ungrouped ids of users that are known to be in no group; of others nothing is said
     */
    record Page(long total, List<Resource> resources, Optional<Place> next, Set<String> ungrouped) {
        public Page {
            resources = List.copyOf(resources);
            ungrouped = Set.copyOf(ungrouped);
        }

        /** One whose users may all be in groups. */
        public Page(long total, List<Resource> resources, Optional<Place> next) {
            this(total, resources, next, Set.of());
        }
    }

    /** Position of the newest journal record, 0 for an empty journal. */
    long position();

    /** Resources that the records after {@code position} changed, from at most {@code limit} records. */
    Touched touchedAfter(long position, int limit);

    /**
     * What was touched.
     *
     * @param ids of the resources, in journal order
     * @param members by group: the members that its records name, where that is all that happened to its members and they are few
     * @param upTo the last record that was looked at; {@code position} itself if there was none
     * @param more whether there may be further records
     */
    record Touched(Set<String> ids, Map<String, Set<String>> members, long upTo, boolean more) {}

    /** These resources, tombstones included; in no order. */
    List<Resource> byIds(Collection<String> ids);

    /** Current journal position of each of these resources; those that do not exist are missing. One query. */
    Map<String, Long> positions(Collection<String> ids);

    /** Ids of the live users that references name, by (source, value): by id, else externalId, else userName, else one it had (rule 6). */
    Map<Reference, String> resolve(Collection<Reference> references);

    /** A value that names a user, as a source wrote it. */
    record Reference(String source, String value) {}

    /** Number of resources touched after a position, and the time of the oldest of them in epoch milliseconds (0 if none). */
    Pending pendingAfter(long position);

    /** What waits. */
    record Pending(long count, long oldestEpochMillis) {}
}

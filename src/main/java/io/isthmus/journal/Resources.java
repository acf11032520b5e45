package io.isthmus.journal;

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
     * A page of live resources of a source, ordered by id.
     *
     * @param startIndex 1-based
     * @param count at most so many; 0 gives only the total
     * @throws io.isthmus.scim.ScimException 400 invalidFilter where the filter cannot be answered; never the unfiltered list
     */
    Page page(String source, ResourceType type, Optional<Filter> filter, long startIndex, int count);

    /** A page and the exact number of all matches. */
    record Page(long total, List<Resource> resources) {}

    /** Position of the newest journal record, 0 for an empty journal. */
    long position();

    /** Resources that the records after {@code position} changed, from at most {@code limit} records. */
    Touched touchedAfter(long position, int limit);

    /**
     * What was touched.
     *
     * @param ids of the resources, in journal order
     * @param upTo the last record that was looked at; {@code position} itself if there was none
     * @param more whether there may be further records
     */
    record Touched(Set<String> ids, long upTo, boolean more) {}

    /** These resources, tombstones included; in no order. */
    List<Resource> byIds(Collection<String> ids);

    /** Current journal position of each of these resources; those that do not exist are missing. One query. */
    Map<String, Long> positions(Collection<String> ids);

    /** Ids of the live users that references name, by (source, value): by id, else externalId, else userName (rule 6). */
    Map<Reference, String> resolve(Collection<Reference> references);

    /** A value that names a user, as a source wrote it. */
    record Reference(String source, String value) {}

    /** Number of resources touched after a position, and the time of the oldest of them in epoch milliseconds (0 if none). */
    Pending pendingAfter(long position);

    /** What waits. */
    record Pending(long count, long oldestEpochMillis) {}
}

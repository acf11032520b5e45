package io.isthmus.reconcile;

import io.isthmus.mapping.RequestedRole;
import io.isthmus.mapping.RoleEvent;
import io.isthmus.mapping.RoleStanding;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps what was last seen of users' roles, and what was told of it. Every query is bounded and indexed. */
public interface UserRoles {
    /**
     * What a plan saw of a user. It replaces what was seen before, unless that is of a later journal position.
     *
     * @param source whose user it is
     * @param journal position of the resource
     * @param requested as sent
     */
    record Seen(String resource, String source, long journal, List<RequestedRole> requested, RoleStanding standing) {
        public Seen {
            requested = List.copyOf(requested);
        }
    }

    /**
     * Keeps what was seen, in one transaction.
     *
     * @param seen each user once
     * @param tell whether what happened goes into the audit trail, in the same transaction: a plan that nobody carries out
     *     tells nothing, so that the next one that is carried out does
     * @return how often each kind of event was told
     */
    Map<RoleEvent.Kind, Long> record(Collection<Seen> seen, boolean tell, Instant now);

    /** What a source's users ask for that selects no role. @param text see {@link RequestedRole#text} */
    record Place(String text, String source) {}

    /**
     * Such a text with who asks for it.
     *
     * @param value one of the values that were sent with it
     * @param users how many ask for it now, at least one
     */
    record Sighting(
            Place place,
            Optional<String> value,
            Optional<String> display,
            long users,
            Instant firstSeen,
            Instant lastSeen) {}

    /** By text, then source, from the first after a place. */
    List<Sighting> unmatched(Optional<Place> after, int limit);

    /** All sources' sightings of one text. */
    List<Sighting> unmatched(String text);

    /** Users of a source who ask for the same roles. @param place the text, in whatever case, that is among them */
    record Alike(Place place, List<RequestedRole> requested, long users) {}

    /** Those who ask for any of these, whether it selects a role or not, once for each text; one query. */
    void asking(Collection<Place> places, Consumer<Alike> to);
}

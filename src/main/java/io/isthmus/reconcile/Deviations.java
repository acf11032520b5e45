package io.isthmus.reconcile;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Situation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What runs saw in one directory that is not as it should be; nothing is kept of what is. A deviation is first seen once: who sees
 * it again confirms it. Every query is bounded and indexed.
 */
public interface Deviations {
    /** Where nothing is kept. */
    Deviations NONE = new NoDeviations();

    /** Who saw it. */
    record Look(String run, Instant at) {}

    /** What stays of a part although it was not seen again. */
    enum Keep {
        NOTHING,
        /** what the server refused */
        REFUSALS,
        /** what was released (rule 16): only a look at everything ends that */
        RELEASED,
        REFUSALS_AND_RELEASED,
        EVERYTHING;

        /** Whether an item stays. */
        public boolean keeps(String item) {
            return switch (this) {
                case NOTHING -> false;
                case REFUSALS -> Deviation.REFUSALS.contains(item);
                case RELEASED -> Deviation.released(item);
                case REFUSALS_AND_RELEASED -> REFUSALS.keeps(item) || RELEASED.keeps(item);
                case EVERYTHING -> true;
            };
        }
    }

    /**
     * Replaces what is kept of everything.
     *
     * @param except parts that are decided later and stay as they are
     * @return those of them of which something is kept
     */
    Set<Part> replaceAll(Look look, Collection<Deviation> seen, Set<Part> except);

    /** Replaces what is kept of some parts. @param seen deviations of these parts */
    void replace(Look look, Map<Part, Keep> parts, Collection<Deviation> seen);

    /** Ends deviations of some parts. @param items by part: which, all of them where none is named */
    void end(Map<Part, Set<String>> items);

    /** A deviation as kept. @param since when it was first seen; @param run that saw it last */
    record Row(Deviation deviation, Instant since, String run) {
        /** Where it stands in its list. */
        public Place place() {
            return new Place(
                    sorted(deviation.dn().orElse("")),
                    deviation.resource().id(),
                    deviation.members(),
                    deviation.item());
        }

        /** What a DN is sorted by: of a very long one the beginning. */
        public static String sorted(String dn) {
            return dn.length() > 200 ? dn.substring(0, 200) : dn;
        }
    }

    /** A place in a list. */
    record Place(String dn, String resource, boolean members, String item) {}

    /** A list from the first after a place, by DN. */
    List<Row> page(Listing listing, Optional<Place> after, int limit);

    /** Number of resources in each situation that is listed. */
    Map<Situation, Long> situations();
}

package io.isthmus.plan;

import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.Optional;

/** Decides what the entry of somebody who leaves needs, of whom the mapping cannot make all. Pure, as {@link EntryPlanner} is. */
public final class LeaverPlanner {
    private LeaverPlanner() {}

    /**
     * What can be made is written, the lock above all, and the resource stays invalid. Empty where nothing stands that is certainly
     * theirs: nothing is made then, and nothing ends.
     */
    public static Optional<Planned> plan(Pair pair) {
        boolean contested = pair.situation() == Situation.LINK_CONFLICT;
        if (!pair.linked() || !contested && pair.situation() != Situation.IN_SYNC) {
            return Optional.empty();
        }
        return Optional.of(
                contested || pair.desired().standing() == Standing.DELETE_DUE
                        ? EntryPlanner.plan(pair)
                        : EntryPlanner.compare(pair.as(Situation.INVALID), EntryPlanner.claims(pair)));
    }
}

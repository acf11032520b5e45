package io.isthmus.plan;

import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.Optional;

/** Decides what an entry needs of which the mapping cannot make all, above all of somebody who leaves. Pure, as {@link EntryPlanner} is. */
public final class LeaverPlanner {
    private LeaverPlanner() {}

    /**
     * What can be made is written, the lock above all, and the resource stays invalid; a group that is not deleted stays as it is, and
     * only its members are looked at. Empty where nothing stands that is certainly theirs: nothing is made then, and nothing ends.
     */
    public static Optional<Planned> plan(Pair pair) {
        boolean contested = pair.situation() == Situation.LINK_CONFLICT;
        if (!pair.linked() || !contested && pair.situation() != Situation.IN_SYNC) {
            return Optional.empty();
        }
        if (pair.desired().standing() == Standing.ACTIVE) {
            return pair.actual().map(there -> EntryPlanner.nothing(pair, Situation.INVALID, pair.detail()));
        }
        return Optional.of(
                contested || pair.desired().standing() == Standing.DELETE_DUE
                        ? EntryPlanner.plan(pair)
                        : EntryPlanner.compare(pair.as(Situation.INVALID), EntryPlanner.claims(pair)));
    }
}

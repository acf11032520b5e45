package io.isthmus.reconcile;

import io.isthmus.plan.Counted;
import io.isthmus.plan.Finding;
import io.isthmus.plan.Limited;
import io.isthmus.plan.RecentLosses;
import io.isthmus.plan.SafetyLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the guard remembers of one directory between runs. Time is the database's. */
public interface GuardMemory {
    /** Notes what limits counted of changes that are saved, by their id. */
    void counted(Map<Long, List<Counted>> changes);

    /** These changes were decided on by an administrator: limits do not count them any more (rule 23). */
    void decided(Collection<Long> changes);

    /** All changes of a run were taken back. */
    void undone(String run);

    /** Losses that were applied within the window, and those that are being written now. @param places that are asked for */
    RecentLosses lately(Duration window, Collection<String> places);

    /** Accounts that were disabled within the window, and count, and that their users have had back since. */
    long enabledAgain(Duration window);

    /** Resources of which changes wait in the held set, or were approved and are not written yet, with the classes that these were counted in. */
    Map<String, Set<Limited>> held();

    /** Notes today's number of live and active resources of each source, for the median of later days. */
    void noteSources();

    /** How many a source usually has and has now; only those that were seen on enough days. */
    Map<Finding.Source, SafetyLimits.Standing> sources();

    /** The number that these sources have now is agreed upon: they are not measured against a greater one any more. */
    void agreed(Collection<String> sources);

    /**
     * Notes which resources' entries were seen to be missing by a complete search.
     *
     * @param looked those that were looked for; all of them where it is empty
     * @param absent those of them whose entry is nowhere
     * @return those that were first seen missing at least so long ago, and not seen since
     */
    Set<String> missing(Optional<Collection<String>> looked, Collection<String> absent, Duration apart);
}

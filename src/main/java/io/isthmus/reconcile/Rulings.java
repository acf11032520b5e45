package io.isthmus.reconcile;

import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What persons decided about one directory: what is to be left as it is, which entry is whose, which run goes. */
public interface Rulings {
    /** None; for set-ups without persons. */
    Rulings NONE = new NoRulings();

    /**
     * A suppression as stored.
     *
     * @param run that was turned down or taken back; empty for a decision
     */
    record Stored(Suppression suppression, Instant since, String by, Optional<String> run) {}

    /** Who decides, why, and when. */
    record Occasion(String actor, Optional<String> run, String mapping, Instant at) {}

    /** The suppressions of these resources under a mapping, by resource. One query. */
    Map<String, List<Suppression>> suppressions(Collection<String> resources, String mapping);

    /** Grows whenever suppressions are added. */
    long newest();

    /** Adds suppressions; one of the same attribute is replaced. */
    void suppress(Collection<Suppression> suppressions, Occasion occasion);

    /** Ends suppressions. */
    void end(Collection<Long> ids);

    /** Ends those of a run whose changes the directory certainly did not take. */
    void endOfRefused(String run);

    /** Ends those that were made under another mapping. */
    void keepOnly(String mapping);

    /** Suppressions under a mapping after an id, in order of their ids. */
    List<Stored> list(String mapping, long after, int limit);

    /** Ends one; what it was, if it was there. */
    Optional<Suppression> lift(long id);

    /** Decisions about these resources, by resource. One query. */
    Map<String, Ruling> decisions(Collection<String> resources);

    /** Records a decision; it replaces an earlier one about the resource. */
    void decide(String resource, Ruling ruling, String actor);

    /** Decides about a run that waits for approval; false when somebody else was first. */
    boolean turn(String run, RunRow.Status to, String actor);
}

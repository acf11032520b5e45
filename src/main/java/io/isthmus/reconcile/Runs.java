package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs and their changes, of one directory: the write-ahead log of what is done to it. */
public interface Runs {
    /** Why a run failed of which it is not known yet what it has written. */
    String INTERRUPTED =
            "interrupted: the server ended while it was under way; what it had written is looked for, and the rest"
                    + " planned again";

    /** The same, once that is known. */
    String SETTLED = "interrupted: the server ended while it was under way; what it left undone is planned again";

    /** Detail of a change that failed so; limits count it as if it had been written. */
    String UNKNOWN =
            "not known whether it was written: its result was not recorded; it is looked for and planned again";

    /** Detail of a change that failed so; limits count it as if all of it had been written. */
    String IN_PART = "written in part, which was not recorded; the rest is planned again";

    /** Detail of a change that was superseded so. */
    String NOT_WRITTEN = "not written when the run broke off; it is planned again";

    /** A new identifier: unique, and greater than those given before. */
    String newId();

    /** Inserts or replaces a run's row. */
    void save(RunRow run);

    /** Ends one and saves another that takes its place, in one moment: nobody sees neither wait. */
    void replace(RunRow ended, RunRow run);

    Optional<RunRow> find(String id);

    /** Notes how far a run has come, if it has a row. */
    void progress(String run, Progress progress);

    /** Ends a held run, unless somebody has decided about it meanwhile; whether it did. */
    boolean overtaken(String run, String why, java.time.Instant now);

    /** Ends plans that wait for an approval longer than they may. */
    void expire(java.time.Instant now);

    /**
     * Ends runs that were under way when their writer ended, and says of their changes without a result that it is not known; what
     * is only ordered yet is left to be carried out.
     */
    void interrupted(java.time.Instant now);

    /**
     * What of a run stands so and was not written will not be any more: it becomes {@code failed}, for this reason. Returns how
     * many changes that were.
     */
    long abandon(String run, String outcome, String why);

    /** Newest first. {@code after} is the id of the last one seen. */
    List<RunRow> list(Optional<RunRow.Kind> kind, Optional<RunRow.Status> status, Optional<String> after, int limit);

    /** The run that is held for approval, if one is. */
    Optional<RunRow> held();

    /** The newest finished run that covered everything (FULL or SYNC). */
    Optional<RunRow> lastFull();

    /**
     * Adds changes to a run, in this order; returns their ids in the same order. In one transaction with {@code intended}: the
     * links and claims to record as intended before the write (rule 12).
     */
    List<Long> addChanges(String run, List<Change> changes, String outcome, Collection<io.isthmus.plan.Link> intended);

    /**
     * Records results, and in the same transaction the links they make, change and end.
     *
     * @param outcomes by change id
     */
    void record(
            Map<Long, Outcome> outcomes, Collection<io.isthmus.plan.Link> links, Collection<String> forgottenResources);

    /**
     * Says of changes what is about to be written in their place: whoever looks at them later, or takes them back, goes by what was
     * done. By change id.
     */
    void rewrite(Map<Long, Change> changes);

    /** What became of a change. */
    record Outcome(String outcome, String detail) {}

    /** Streams a run's changes in order, on one connection. */
    void changes(String run, Consumer<ChangeRow> to);

    /** Streams a run's changes from the last to the first, on one connection. */
    void changesBackwards(String run, Consumer<ChangeRow> to);

    /** A page of a run's changes in order. */
    List<ChangeRow> changes(String run, long after, int limit);

    /** Moves changes to another run, keeping their order (a held set of its own). */
    void moveChanges(Collection<Long> changes, String toRun);

    /** Resources whose data the directory refused under a mapping and has not taken since, with the journal position then. */
    Map<String, Long> refused(String mapping);

    /** The same of names that it refused. Whose name was seen to be another's since then is not among them. */
    Map<String, Long> refusedNames(String mapping);

    /** What the guard remembers of these changes. */
    GuardMemory guard();
}

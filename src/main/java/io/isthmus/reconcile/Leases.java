package io.isthmus.reconcile;

import java.time.Duration;
import java.util.Optional;

/** The lease of one directory, as kept in the database. */
public interface Leases {
    /**
     * @param renewals counts up while the holder lives
     * @param holder a process, by a name that is never used again; empty once it is given back
     * @param node what people call the node that holds or held it
     * @param patience how long it has to stand still before another may take it, as its holder says
     */
    record Row(long epoch, long renewals, Optional<String> holder, String node, Duration patience) {}

    Optional<Row> load();

    /**
     * Begins a new epoch, unless the row has moved since it was seen.
     *
     * @param seen empty if there was none
     * @return the new row; empty where somebody was faster
     */
    Optional<Row> take(Optional<Row> seen, String holder, String node, Duration patience);

    /** Renews it; empty when its epoch is over. */
    Optional<Row> renew(Row mine);

    /** Gives it back, so that nobody has to wait for its end. */
    void giveBack(Row mine);

    /**
     * Does work whose every write to the database goes through only while the epoch lasts: the fence that a writer meets which
     * was stopped, and woke up after another had begun. What it still wants to record fails.
     */
    void during(long epoch, Runnable work);
}

package io.isthmus.reconcile;

import java.util.List;

/** Orders that wait for the writer of one directory, oldest first. */
public interface Orders {
    /** Saves a run and orders it, in one transaction. */
    void place(RunRow run, Order order);

    /** The same for a run that waits for a decision; false if it does not any more: another was faster. */
    boolean decide(RunRow decided, Order order);

    /** Orders what no run is about. */
    void ask(Order order);

    /** @param id of the order */
    record Placed(long id, Order order) {}

    List<Placed> waiting();

    /** Takes an order to carry it out; false if somebody has. */
    boolean take(long id);
}

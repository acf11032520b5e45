package io.isthmus.reconcile;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What binds a reconciler to the node that it runs on.
 *
 * @param orders what is asked for
 * @param within does the writer's work so that what it records counts only while the node is the writer
 * @param paused whether the directory is paused now; asked at the beginning of work
 * @param outdated whether another mapping is in force by now, so that nothing more is begun under this one
 */
public record Term(Orders orders, Consumer<Runnable> within, BooleanSupplier paused, BooleanSupplier outdated) {

    /** Of a node that has no others beside it. */
    static Term alone(Runs runs) {
        return new Term(new OwnOrders(runs), Runnable::run, () -> false, () -> false);
    }
}

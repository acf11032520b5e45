package io.isthmus.reconcile;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Carries orders out, in the order of asking, one after the other on the loop's thread. */
final class OrderWork {
    private final Runs runs;
    private final Term term;
    private final Consumer<Order> to;
    private final AtomicBoolean queued = new AtomicBoolean();

    OrderWork(Runs runs, Term term, Consumer<Order> to) {
        this.runs = runs;
        this.term = term;
        this.to = to;
    }

    /** There are new ones. @param loop where they are done */
    void nudge(Consumer<Runnable> loop) {
        if (queued.compareAndSet(false, true)) {
            loop.accept(this::work);
        }
    }

    private void work() {
        queued.set(false);
        for (Orders.Placed placed : term.orders().waiting()) {
            if (term.outdated().getAsBoolean()) {
                // whoever comes after this one does it, with the mapping in force
                return;
            }
            if (mayBegin(placed.order()) && term.orders().take(placed.id())) {
                to.accept(placed.order());
            }
        }
    }

    /** While the directory is paused, what would write to it waits. */
    private boolean mayBegin(Order order) {
        return order instanceof Order.TurnedDown
                || order instanceof Order.Undo
                || order instanceof Order.PlanAgain
                || !term.paused().getAsBoolean()
                || runs.find(order.run())
                        .filter(row -> row.kind() == RunRow.Kind.PLAN && row.status() == RunRow.Status.PLANNING)
                        .isPresent();
    }

    /** Runs that are ordered and not begun. */
    Set<String> runs() {
        return term.orders().waiting().stream()
                .map(placed -> placed.order().run())
                .collect(Collectors.toSet());
    }
}

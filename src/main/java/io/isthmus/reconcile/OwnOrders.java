package io.isthmus.reconcile;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Orders of a node that has no others beside it: they do not leave the process. */
final class OwnOrders implements Orders {
    private final Runs runs;
    private final AtomicLong last = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Placed> placed = new ConcurrentSkipListMap<>();

    OwnOrders(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void place(RunRow run, Order order) {
        runs.save(run);
        ask(order);
    }

    @Override
    public void ask(Order order) {
        long id = last.incrementAndGet();
        placed.put(id, new Placed(id, order));
    }

    @Override
    public synchronized boolean decide(RunRow decided, Order order) {
        boolean open = runs.find(decided.id())
                .filter(row -> row.status() == RunRow.Status.HELD || row.status() == RunRow.Status.PLANNED)
                .isPresent();
        if (open) {
            place(decided, order);
        }
        return open;
    }

    @Override
    public List<Placed> waiting() {
        return List.copyOf(placed.values());
    }

    @Override
    public boolean take(long id) {
        return placed.remove(id) != null;
    }
}

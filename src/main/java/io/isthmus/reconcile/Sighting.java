package io.isthmus.reconcile;

/**
 * What one who waits for the lease has seen of it. The lease is free when it was given back, or when its row has not moved for as
 * long as its holder could still be writing; that is measured by the watcher's own monotonic clock, no time of day is compared.
 *
 * @param sinceNanos when the row was first seen like this
 */
record Sighting(Leases.Row row, long sinceNanos) {

    /** The sighting after another look. */
    Sighting then(Leases.Row now, long nanoTime) {
        return now.equals(row) ? this : new Sighting(now, nanoTime);
    }

    boolean free(long nanoTime) {
        return row.holder().isEmpty() || nanoTime - sinceNanos >= row.patience().toNanos();
    }
}

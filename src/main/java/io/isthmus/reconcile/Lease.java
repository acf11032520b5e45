package io.isthmus.reconcile;

import java.time.Duration;

/**
 * The right to write to a directory, as its holder knows it (rule 32): by the monotonic clock alone, so that no step of the time of
 * day makes it longer.
 *
 * @param epoch which writer's time it is; greater than any before
 * @param sentNanos when the last renewal that went through was sent
 * @param ttl how long others leave it alone
 */
record Lease(long epoch, long sentNanos, Duration ttl) {
    private static final int RENEWALS = 6;

    /** Whether a write may leave now: within half the time, so that it is over before anybody else begins. */
    boolean mayWrite(long nanoTime) {
        long age = nanoTime - sentNanos;
        return age >= 0 && age < ttl.toNanos() / 2;
    }

    /** Whether it is time to renew it. */
    boolean due(long nanoTime) {
        return nanoTime - sentNanos >= ttl.toNanos() / RENEWALS;
    }

    /** @param sent when the renewal was sent, not when its answer came */
    Lease renewed(long sent) {
        return new Lease(epoch, sent, ttl);
    }
}

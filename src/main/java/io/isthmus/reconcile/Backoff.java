package io.isthmus.reconcile;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts: doubled up to a maximum, with jitter so that nodes do not come back together. */
final class Backoff {
    private static final long LEAST_MILLIS = 100;

    private final long max;
    private long millis;

    Backoff(Duration max) {
        this.max = Math.max(1, max.toMillis());
    }

    Duration next() {
        millis = Math.min(max, Math.max(LEAST_MILLIS, millis * 2));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    void reset() {
        millis = 0;
    }
}

package io.isthmus.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** A count that is used again while it can be off by a hundredth at most, for a minute. Used on the loop's thread. */
final class Estimate<T> {
    private static final long LASTS = Duration.ofMinutes(1).toNanos();

    private final Supplier<T> count;
    private final ToLongFunction<T> size;
    private Optional<T> known = Optional.empty();
    private long counted;
    private long moved;

    /** @param size the smallest number of it that matters */
    Estimate(Supplier<T> count, ToLongFunction<T> size) {
        this.count = count;
        this.size = size;
    }

    void afresh() {
        known = Optional.empty();
    }

    /** It is this now, as somebody found it who looked at everything. */
    void known(T count) {
        known = Optional.of(count);
        counted = System.nanoTime();
        moved = 0;
    }

    void moved(long number) {
        moved += number;
    }

    T get() {
        boolean good =
                known.filter(value -> moved * 100 <= size.applyAsLong(value)).isPresent()
                        && System.nanoTime() - counted < LASTS;
        if (!good) {
            known(count.get());
        }
        return known.orElseThrow();
    }
}

package io.isthmus.directory.unboundid;

import com.unboundid.util.FixedRateBarrier;
import java.util.Optional;

/**
 * At most so many LDAP writes a second, evenly spread, over all connections of this node. Without such a limit the directory sets the
 * pace by itself: there are never more writes under way than connections, and who answers slowly gets fewer.
 */
final class WriteRate {
    /** Below so many a second one interval has no whole write. */
    private static final int SPREAD = 10;

    private final Optional<FixedRateBarrier> barrier;

    /** @param perSecond 0 is no limit */
    WriteRate(int perSecond) {
        this.barrier = perSecond == 0 ? Optional.empty() : Optional.of(barrier(perSecond));
    }

    private static FixedRateBarrier barrier(int perSecond) {
        return perSecond % SPREAD == 0
                ? new FixedRateBarrier(1000 / SPREAD, perSecond / SPREAD)
                : new FixedRateBarrier(1000, perSecond);
    }

    /** Returns when the next write may go. */
    void await() {
        barrier.ifPresent(FixedRateBarrier::await);
    }
}

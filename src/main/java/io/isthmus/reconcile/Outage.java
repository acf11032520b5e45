package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Notices while changes are written that the directory is away, so that the rest is not sent, each to time out by itself. */
final class Outage {
    private static final ChangeResult NOT_SENT =
            new ChangeResult.Failed(Kind.UNAVAILABLE, -1, "not sent: the directory does not answer");

    private final int patience;
    private final AtomicInteger lost = new AtomicInteger();

    /** @param patience so many writes may time out before the directory is taken to be away: one a connection */
    Outage(int patience) {
        this.patience = patience;
    }

    ChangeResult unlessAway(Supplier<ChangeResult> write) {
        if (lost.get() >= patience) {
            return NOT_SENT;
        }
        ChangeResult result = write.get();
        if (result instanceof ChangeResult.Failed failed) {
            switch (failed.kind()) {
                case UNAVAILABLE, BIND_REFUSED -> lost.addAndGet(patience);
                case UNKNOWN -> lost.incrementAndGet();
                default -> lost.updateAndGet(count -> count >= patience ? count : 0);
            }
        } else {
            lost.updateAndGet(count -> count >= patience ? count : 0);
        }
        return result;
    }
}

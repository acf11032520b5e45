package io.isthmus.reconcile;

import java.time.Instant;

/**
 * How the directory is watched, for health and status.
 *
 * @param kind what of it
 * @param since from when on
 * @param detail by what it is watched, or why not
 */
public record WatchState(Kind kind, Instant since, String detail) {

    public enum Kind {
        /** switched off, or not begun yet */
        OFF,
        /** the server has nothing to watch by */
        IMPOSSIBLE,
        UP,
        /** it was, or should be, and is not */
        DOWN
    }
}

package io.isthmus.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Tells how far a run has come, now and then, so that a long one can be watched and a short one costs nothing. */
final class Pace {
    private static final Logger LOG = Logger.getLogger(Pace.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    /** the clock is asked once in so many steps */
    private static final int STEPS = 64;

    private final Runs runs;
    private final String run;
    private final Clock clock;
    private final boolean watched;
    private Instant told;
    private Progress now = new Progress("", 0, 0);
    private int steps;

    /** @param watched false for runs whose row comes when they are over */
    Pace(Runs runs, String run, Clock clock, boolean watched) {
        this.runs = runs;
        this.run = run;
        this.clock = clock;
        this.watched = watched;
        this.told = clock.instant();
    }

    /** @param of how many there are, 0 if that is not known */
    void begin(String phase, long of) {
        now = new Progress(phase, 0, of);
        tell();
    }

    /** One more of many. */
    void one() {
        now = new Progress(now.phase(), now.done() + 1, now.of());
        if (++steps % STEPS == 0) {
            tell();
        }
    }

    void more(long number) {
        now = new Progress(now.phase(), now.done() + number, now.of());
        tell();
    }

    /** Outcomes that come before anything is written are no progress of it. */
    void applied(long number) {
        if (now.phase().equals("applying")) {
            more(number);
        }
    }

    private void tell() {
        Instant at = clock.instant();
        if (!watched || at.isBefore(told.plus(EVERY))) {
            return;
        }
        told = at;
        try {
            runs.progress(run, now);
        } catch (RuntimeException databaseAway) {
            LOG.debug("progress is not told", databaseAway);
        }
    }
}

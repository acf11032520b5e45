package io.isthmus.reconcile;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The one thread that writes to the directory: soon work and asked-for runs, one after the other. A push arms a timer; later
 * pushes join it and do not restart it. A long run lets soon work pass between slices.
 */
final class RunLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunLoop.class);

    private static final long LATER_MILLIS = 1000;

    /** What became of soon work. */
    enum Soon {
        IDLE,
        MORE,
        /** something is tried again by and by; nothing that is pushed waits for it */
        LATER,
        /** the directory is away */
        RETRY
    }

    /** Soon work, carried out by the engine. */
    @FunctionalInterface
    interface SoonWork {
        Soon run();
    }

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "reconciler");
        thread.setDaemon(true);
        return thread;
    });
    private final SoonWork work;
    private final Duration soonAfter;
    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> within;
    private final Object lock = new Object();
    private long dueAt;
    private boolean armed;
    private boolean lax;
    private ScheduledFuture<?> timer;

    /** @param within does each piece of work, under what conditions it likes */
    RunLoop(SoonWork work, Duration soonAfter, Duration backoffMax, LongSupplier nanoTime, Consumer<Runnable> within) {
        this.work = work;
        this.soonAfter = soonAfter;
        this.backoff = new Backoff(backoffMax);
        this.nanoTime = nanoTime;
        this.within = within;
    }

    /** Something was pushed. */
    void pushed() {
        synchronized (lock) {
            if (armed && lax && dueAt - nanoTime.getAsLong() > soonAfter.toNanos()) {
                timer.cancel(false);
                armed = false;
            }
            arm(soonAfter.toMillis());
        }
    }

    /** Whether soon work is due; asked between slices of a long run. */
    boolean soonDue() {
        synchronized (lock) {
            return armed && dueAt - nanoTime.getAsLong() <= 0;
        }
    }

    /** Runs due soon work now, on the loop's own thread, from within a long run. */
    void passSoon() {
        if (soonDue()) {
            soon();
        }
    }

    /** Carries out a task after what is under way. */
    void submit(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException closing) {
            LOG.debug("not begun any more", closing);
        }
    }

    private void arm(long millis) {
        synchronized (lock) {
            if (armed || thread.isShutdown()) {
                return;
            }
            armed = true;
            lax = false;
            dueAt = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
            try {
                timer = thread.schedule(() -> guarded(this::soonIfArmed), millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closing) {
                armed = false;
            }
        }
    }

    private void soonIfArmed() {
        boolean stillArmed;
        synchronized (lock) {
            stillArmed = armed;
        }
        if (stillArmed) {
            soon();
        }
    }

    private void soon() {
        synchronized (lock) {
            armed = false;
            timer.cancel(false);
        }
        Soon result = Soon.RETRY;
        try {
            result = work.run();
        } catch (RuntimeException | Error failed) {
            LOG.warnf("soon work failed and is tried again: %s", failed.toString());
            LOG.debug("soon work failed", failed);
        }
        switch (result) {
            case IDLE -> backoff.reset();
            case MORE -> {
                backoff.reset();
                arm(0);
            }
            case LATER -> {
                backoff.reset();
                armLax();
            }
            case RETRY -> arm(backoff.next().toMillis());
        }
    }

    /** For what is tried again by and by: a push need not wait for that. */
    private void armLax() {
        synchronized (lock) {
            boolean pushed = armed;
            arm(LATER_MILLIS);
            lax = !pushed;
        }
    }

    private void guarded(Runnable task) {
        try {
            within.accept(task);
        } catch (RuntimeException | Error failed) {
            LOG.error("a run ended unexpectedly", failed);
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Begins nothing more and waits for what is under way; false if that went on for too long and was interrupted. */
    boolean end() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(8, TimeUnit.SECONDS)) {
                return true;
            }
            thread.shutdownNow();
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        return false;
    }
}

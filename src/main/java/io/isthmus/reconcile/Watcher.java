package io.isthmus.reconcile;

import io.isthmus.directory.Seen;
import io.isthmus.directory.Watching;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Loop (b): a thread listens to the directory, what it hears is gathered, and looked at in portions on the loop's thread, between
 * which soon work has its turn. Cookies are stored once what they cover was looked at.
 */
final class Watcher implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Watcher.class);
    private static final int PORTION = 500;
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    /** a connection that lasted so long is made anew at once */
    private static final Duration STABLE = Duration.ofSeconds(10);

    /** What is done about it, on the loop's thread. False, or an exception: it could not be done now. */
    interface Looking {
        /** Whether the directory answers. */
        boolean ready();

        boolean at(Set<String> resources);

        boolean atEverything(String why);
    }

    private final Watching watching;
    private final Watched watched;
    private final List<SearchBase> bases;
    private final Looking looking;
    private final Executor loop;
    private final Clock clock;
    private final Backoff reconnect;
    private final Backoff retry;
    private final Sightings sightings = new Sightings(Sightings.LIMIT);
    private final Thread listener = new Thread(this::listen, "directory-watch");
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "directory-watch-pace");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object lock = new Object();
    private Optional<Watching.Watch> open = Optional.empty();
    private Optional<ScheduledFuture<?>> armed = Optional.empty();
    private boolean busy;
    private volatile WatchState state;

    Watcher(
            Watching watching,
            Watched watched,
            List<SearchBase> bases,
            Looking looking,
            Executor loop,
            Duration backoffMax,
            Clock clock) {
        this.watching = watching;
        this.watched = watched;
        this.bases = bases;
        this.looking = looking;
        this.loop = loop;
        this.clock = clock;
        this.reconnect = new Backoff(backoffMax);
        this.retry = new Backoff(backoffMax);
        this.state = new WatchState(WatchState.Kind.DOWN, clock.instant(), "not connected yet");
        listener.setDaemon(true);
    }

    void start() {
        listener.start();
    }

    WatchState state() {
        return state;
    }

    private void listen() {
        try {
            Duration wait = Duration.ZERO;
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = listenOnce();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens as long as it goes; returns how long to wait before the next attempt. */
    private Duration listenOnce() {
        try {
            Optional<Watching.Watch> found = watching.open(bases);
            if (found.isEmpty()) {
                is(WatchState.Kind.IMPOSSIBLE, "the server has nothing to be watched by; directory probe says why");
                return ASK_AGAIN;
            }
            try (Watching.Watch watch = found.get()) {
                if (opened(watch)) {
                    follow(watch);
                }
            }
        } catch (RuntimeException lost) {
            LOG.debug("the watch ended", lost);
            is(WatchState.Kind.DOWN, String.valueOf(lost.getMessage()));
        }
        return reconnect.next();
    }

    private void follow(Watching.Watch watch) {
        long began = System.nanoTime();
        try {
            is(WatchState.Kind.UP, watch.how() + " on " + watch.server());
            watch.follow(watched.cookies(watch.server()), this::see);
        } finally {
            if (System.nanoTime() - began > STABLE.toNanos()) {
                reconnect.reset();
            }
        }
    }

    private boolean opened(Watching.Watch watch) {
        synchronized (lock) {
            open = Optional.of(watch);
            return closed.getCount() > 0;
        }
    }

    private void is(WatchState.Kind kind, String detail) {
        if (kind != state.kind() && closed.getCount() > 0) {
            LOG.infof("the watch is %s: %s", kind.name().toLowerCase(java.util.Locale.ROOT), detail);
            state = new WatchState(kind, clock.instant(), detail);
        }
    }

    private void see(Seen seen) {
        synchronized (lock) {
            sightings.see(seen, System.nanoTime());
            arm();
        }
    }

    /** Looks when it is time; a time that was set and comes too late is set anew. */
    private void arm() {
        OptionalLong due = sightings.due(System.nanoTime());
        if (busy || due.isEmpty()) {
            return;
        }
        long wait = Math.max(0, due.getAsLong());
        if (armed.isPresent()) {
            if (armed.get().getDelay(TimeUnit.NANOSECONDS) <= wait) {
                return;
            }
            armed.get().cancel(false);
        }
        try {
            armed = Optional.of(pace.schedule(this::look, wait, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closing) {
            armed = Optional.empty();
        }
    }

    private void look() {
        Sightings.Batch batch;
        synchronized (lock) {
            armed = Optional.empty();
            if (busy || sightings.due(System.nanoTime()).orElse(1) > 0) {
                arm();
                return;
            }
            batch = sightings.take();
            busy = true;
        }
        attempt(batch, () -> {
            if (batch.onlyCookies()) {
                done(batch);
                return;
            }
            Set<Anchor> anchors = new LinkedHashSet<>(batch.touched());
            batch.present().forEach(all -> absent(all, anchors));
            Optional<String> everything = batch.everything()
                    .or(() -> anchors.size() > Sightings.LIMIT
                            ? Optional.of("more than " + Sightings.LIMIT + " entries were changed or are gone")
                            : Optional.empty());
            everything.ifPresentOrElse(
                    why -> loop.execute(() -> attempt(batch, () -> everything(batch, why))),
                    () -> portion(batch, List.copyOf(anchors), 0));
        });
    }

    private void absent(Seen.Present all, Collection<Anchor> to) {
        watched.below(all.base(), anchor -> {
            if (!all.anchors().contains(anchor) && to.size() <= Sightings.LIMIT) {
                to.add(anchor);
            }
        });
    }

    private void portion(Sightings.Batch batch, List<Anchor> anchors, int from) {
        loop.execute(() -> attempt(batch, () -> {
            int end = Math.min(anchors.size(), from + PORTION);
            if (!looking.ready() || !looking.at(watched.linked(new ArrayList<>(anchors.subList(from, end))))) {
                again(batch);
            } else if (end < anchors.size()) {
                portion(batch, anchors, end);
            } else {
                done(batch);
            }
        }));
    }

    private void everything(Sightings.Batch batch, String why) {
        if (!looking.ready()) {
            again(batch);
            return;
        }
        boolean looked = looking.atEverything(why);
        synchronized (lock) {
            // one that failed is not begun again at once either
            sightings.lookedAtEverything(System.nanoTime());
        }
        if (looked) {
            done(batch);
        } else {
            again(batch);
        }
    }

    private void done(Sightings.Batch batch) {
        if (!batch.cookies().isEmpty()) {
            watched.save(batch.cookies().stream()
                    .map(cookie -> new Watched.Cookie(cookie.server(), cookie.stream(), cookie.value()))
                    .toList());
        }
        synchronized (lock) {
            retry.reset();
            busy = false;
            arm();
        }
    }

    private void again(Sightings.Batch batch) {
        synchronized (lock) {
            sightings.putBack(batch, System.nanoTime(), retry.next());
            busy = false;
            arm();
        }
    }

    private void attempt(Sightings.Batch batch, Runnable work) {
        try {
            work.run();
        } catch (RejectedExecutionException closing) {
            LOG.debug("closing", closing);
        } catch (RuntimeException failed) {
            LOG.warnf("what was seen to change cannot be looked at now and is tried again: %s", failed.toString());
            LOG.debug("a look failed", failed);
            again(batch);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        pace.shutdownNow();
        Optional<Watching.Watch> last;
        synchronized (lock) {
            last = open;
        }
        // not under the lock: whoever reads the connection may wait for it
        last.ifPresent(Watching.Watch::close);
    }
}

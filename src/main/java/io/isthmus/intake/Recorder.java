package io.isthmus.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Writes exchanges of the sources that are recorded, behind a short queue: nobody waits for it, and it would rather lose one. */
@Singleton
public class Recorder {
    private static final Logger LOG = Logger.getLogger(Recorder.class);
    private static final int MOST_FILES = 10_000;
    /** of at most twice 64 KB each */
    private static final int QUEUE = 256;

    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    private final IntakeSettings settings;
    private final Clock clock;
    private final Recordings recordings;
    private final Counter dropped;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean toldOfDropped = new AtomicBoolean();
    private final AtomicBoolean toldOfFailure = new AtomicBoolean();
    private volatile Optional<Thread> writer = Optional.empty();
    private volatile boolean stopping;

    Recorder(IntakeSettings settings, Clock clock, MeterRegistry metrics) {
        this.settings = settings;
        this.clock = clock;
        this.recordings = new Recordings(settings.recordings(), settings.keepRecordings(), MOST_FILES);
        this.dropped = metrics.counter("isthmus_recordings_dropped");
    }

    /** Also while nothing is recorded any more: what was recorded grows old. */
    void start(@Observes StartupEvent started) {
        if (settings.anyRecord() || recordings.exist()) {
            Thread thread = new Thread(this::run, "recorder");
            thread.setDaemon(true);
            thread.start();
            writer = Optional.of(thread);
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
        writer.ifPresent(thread -> {
            // wakes it; an interrupt would break off a file half written
            boolean busy = !queue.offer(() -> {});
            LOG.debugf("the recorder stops, busy: %s", busy);
            try {
                thread.join(Duration.ofSeconds(5).toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    boolean records(String source) {
        return settings.source(source).record();
    }

    /** Never waits. */
    void offer(Exchange exchange) {
        if (!queue.offer(() -> write(exchange))) {
            dropped.increment();
            if (toldOfDropped.compareAndSet(false, true)) {
                LOG.warn("exchanges come faster than they can be recorded; isthmus_recordings_dropped_total counts"
                        + " those that are not");
            }
        }
    }

    private void run() {
        Instant sweep = clock.instant();
        while (!stopping) {
            if (!clock.instant().isBefore(sweep)) {
                sweep = clock.instant().plus(BETWEEN_SWEEPS);
                sweep();
            }
            try {
                Optional.ofNullable(queue.poll(1, TimeUnit.MINUTES)).ifPresent(Runnable::run);
            } catch (InterruptedException stopped) {
                break;
            }
        }
        for (Runnable rest = queue.poll(); rest != null; rest = queue.poll()) {
            rest.run();
        }
    }

    private void write(Exchange exchange) {
        try {
            recordings.write(exchange);
        } catch (IOException | RuntimeException failed) {
            failed("an exchange cannot be recorded: %s", failed);
        }
    }

    private void sweep() {
        try {
            recordings.sweep(clock.instant());
        } catch (IOException | RuntimeException failed) {
            failed("old recordings cannot be removed: %s", failed);
        }
    }

    private void failed(String what, Exception failed) {
        dropped.increment();
        if (toldOfFailure.compareAndSet(false, true)) {
            LOG.warnf(what, failed);
        }
    }
}

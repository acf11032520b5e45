package io.isthmus.app;

import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.Repeated;
import io.isthmus.reconcile.WatchState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The gauges of the contract, taken from the status now and then so that a scrape costs nothing. */
@ApplicationScoped
public class Gauges {
    private final Reconciliation reconciliation;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<String, Long> entries = new ConcurrentHashMap<>();
    private final ScheduledExecutorService poll = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gauges");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<Reconciliation.Status> status = Optional.empty();

    Gauges(Reconciliation reconciliation, MeterRegistry metrics, Clock clock) {
        this.reconciliation = reconciliation;
        this.metrics = metrics;
        this.clock = clock;
    }

    void register(@Observes StartupEvent started) {
        gauge("isthmus_journal_pending", now -> now.pending());
        gauge(
                "isthmus_journal_oldest_pending_seconds",
                now -> now.oldestPending()
                        .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
                        .orElse(0.0));
        gauge("isthmus_directory_up", now -> now.directoryUp() ? 1 : 0);
        gauge("isthmus_plan_held", now -> now.held().isPresent() ? 1 : 0);
        Gauge.builder("isthmus_watch_up", reconciliation, one -> one.watching().kind() == WatchState.Kind.UP ? 1 : 0)
                .register(metrics);
        var unused = poll.scheduleWithFixedDelay(Repeated.of(this::refresh), 1, 5, TimeUnit.SECONDS);
    }

    private void gauge(String name, java.util.function.ToDoubleFunction<Reconciliation.Status> value) {
        Gauge.builder(
                        name,
                        this,
                        gauges -> gauges.status.map(value::applyAsDouble).orElse(0.0))
                .register(metrics);
    }

    /** On every node, so not a clustered job. */
    private void refresh() {
        try {
            take(reconciliation.status());
        } catch (RuntimeException away) {
            org.jboss.logging.Logger.getLogger(Gauges.class).debug("gauges not refreshed", away);
        }
    }

    private void take(Reconciliation.Status now) {
        status = Optional.of(now);
        EntryCounts.of(now).forEach((situation, number) -> {
            if (entries.put(situation, number) == null) {
                Gauge.builder("isthmus_entries", entries, map -> map.getOrDefault(situation, 0L))
                        .tag("situation", situation)
                        .register(metrics);
            }
        });
    }

    @PreDestroy
    void stop() {
        poll.shutdownNow();
    }
}

package io.isthmus.app;

import io.isthmus.access.Sources;
import io.isthmus.reconcile.Reconciliation;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Health as freshness: is what was pushed on its way into the directory? Not part of readiness. */
@HealthGroup("provisioning")
@ApplicationScoped
public class Provisioning implements HealthCheck {
    private final Reconciliation reconciliation;
    private final Sources sources;
    private final Settings settings;
    private final Clock clock;

    Provisioning(Reconciliation reconciliation, Sources sources, Settings settings, Clock clock) {
        this.reconciliation = reconciliation;
        this.sources = sources;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Reconciliation.Status status = reconciliation.status();
        long oldest = status.oldestPending()
                .map(at -> Math.max(0, Duration.between(at, clock.instant()).toSeconds()))
                .orElse(0L);
        long fullAge = status.lastFull()
                .map(run -> Duration.between(run.finished().orElse(run.started()), clock.instant())
                        .toSeconds())
                .orElse(-1L);
        boolean fresh = oldest <= settings.health().maxOldestPending().toSeconds()
                && fullAge <= settings.health().maxFullAge().toSeconds();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("provisioning")
                .status(status.directoryUp() && fresh)
                .withData("directoryUp", status.directoryUp())
                .withData("pending", status.pending())
                .withData("oldestPendingSeconds", oldest)
                .withData("lastFullAgeSeconds", fullAge)
                .withData("held", status.held().isPresent());
        status.lastContact().ifPresent(at -> response.withData("directoryLastContact", at.toString()));
        sources.list()
                .forEach(source -> source.lastPush()
                        .ifPresent(at -> response.withData("lastPush." + source.name(), at.toString())));
        return response.build();
    }
}

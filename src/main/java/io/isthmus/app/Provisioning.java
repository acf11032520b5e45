package io.isthmus.app;

import io.isthmus.access.Sources;
import io.isthmus.directory.Directory;
import io.isthmus.reconcile.DirectoryControl;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.WatchState;
import io.isthmus.store.SelfChecks;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Health as freshness: is what was pushed on its way into the directory? Not part of readiness. */
@HealthGroup("provisioning")
@ApplicationScoped
public class Provisioning implements HealthCheck {
    /** a lost connection is made anew in less, unless something is wrong */
    private static final Duration WATCH_DOWN = Duration.ofMinutes(1);

    private final Reconciliation reconciliation;
    private final DirectoryControl control;
    private final Sources sources;
    private final Directory directory;
    private final Settings settings;
    private final SelfChecks checks;
    private final Clock clock;

    Provisioning(
            Reconciliation reconciliation,
            DirectoryControl control,
            Sources sources,
            Directory directory,
            Settings settings,
            SelfChecks checks,
            Clock clock) {
        this.reconciliation = reconciliation;
        this.control = control;
        this.sources = sources;
        this.directory = directory;
        this.settings = settings;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Reconciliation.Status status = reconciliation.status();
        WatchState watch = reconciliation.watching();
        Instant now = clock.instant();
        Map<String, Instant> pushed = new TreeMap<>();
        sources.list().forEach(source -> source.lastPush().ifPresent(at -> pushed.put(source.name(), at)));
        HealthCheckResponseBuilder response = HealthCheckResponse.named("provisioning")
                .withData("directoryUp", status.directoryUp())
                .withData("pending", status.pending())
                .withData(
                        "oldestPendingSeconds",
                        seconds(status.oldestPending(), now).orElse(0L))
                .withData("lastFullAgeSeconds", seconds(lastFull(status), now).orElse(-1L))
                .withData("held", status.held().isPresent())
                .withData("drift", status.drift())
                .withData("watch", watch.kind().name().toLowerCase(Locale.ROOT) + ": " + watch.detail());
        status.lastContact().ifPresent(at -> response.withData("directoryLastContact", at.toString()));
        directory.certificateEnds().ifPresent(at -> response.withData("certificateEnds", at.toString()));
        pushed.forEach((source, at) -> response.withData("lastPush." + source, at.toString()));
        DirectoryControl.Standing standing = control.standing();
        standing.writer().ifPresent(node -> response.withData("writer", node));
        List<String> reasons = reasons(status, pushed, now);
        standing.paused()
                .ifPresent(pause -> reasons.add(
                        "the directory is paused by " + pause.by() + " since " + pause.at() + ": nothing is written"));
        if (standing.writer().isEmpty()) {
            reasons.add("no node writes to the directory");
        }
        if (watch.kind() == WatchState.Kind.DOWN) {
            late(Optional.of(watch.since()), WATCH_DOWN, now)
                    .ifPresent(age -> reasons.add("the directory is not watched for " + age + " s: " + watch.detail()));
        }
        if (!reasons.isEmpty()) {
            response.withData("reasons", String.join("; ", reasons));
        }
        return response.status(reasons.isEmpty()).build();
    }

    /** What an administrator has to look after, in words. */
    private List<String> reasons(Reconciliation.Status status, Map<String, Instant> pushed, Instant now) {
        Settings.Health limits = settings.health();
        List<String> reasons = new ArrayList<>();
        if (!status.directoryUp()) {
            reasons.add("the directory cannot be reached");
        }
        if (status.breakerOpen()) {
            reasons.add("the directory refuses one entry after the other, the last with: "
                    + status.lastError().orElse("no reason given"));
        }
        late(status.oldestPending(), limits.maxOldestPending(), now)
                .ifPresent(age -> reasons.add("a push has waited for " + age + " s (health.max-oldest-pending)"
                        + (status.autoSync() ? "" : "; auto-sync is off: isthmus sync writes it")));
        late(lastFull(status), limits.maxFullAge(), now)
                .ifPresent(age -> reasons.add("no run over everything for " + age + " s (health.max-full-age)"));
        limits.sourceSilent()
                .forEach((source, silence) -> late(Optional.ofNullable(pushed.get(source)), silence, now)
                        .ifPresent(age -> reasons.add(
                                "source " + source + " has not pushed for " + age + " s (health.source-silent)")));
        directory
                .certificateEnds()
                .filter(end -> end.isBefore(now.plus(Duration.ofDays(limits.certificateDays()))))
                .ifPresent(end -> reasons.add("the directory's certificate ends at " + end));
        checks.last()
                .filter(found -> !found.well())
                .ifPresent(found -> reasons.add("journal and view differ since the self-check of " + found.at() + ": "
                        + found.detail() + "; run journal verify"));
        return reasons;
    }

    private static Optional<Instant> lastFull(Reconciliation.Status status) {
        return status.lastFull().map(run -> run.finished().orElse(run.started()));
    }

    private static Optional<Long> seconds(Optional<Instant> since, Instant now) {
        return since.map(at -> Math.max(0, Duration.between(at, now).toSeconds()));
    }

    private static Optional<Long> late(Optional<Instant> since, Duration allowed, Instant now) {
        return seconds(since, now).filter(age -> age > allowed.toSeconds());
    }
}

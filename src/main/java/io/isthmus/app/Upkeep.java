package io.isthmus.app;

import io.isthmus.store.JournalCompaction;
import io.isthmus.store.Retention;
import io.isthmus.store.SelfChecks;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Every night, once among all nodes: checks that journal and view agree, then takes away what is older than the settings keep. A
 * journal that does not agree is left as it is.
 */
@ApplicationScoped
public class Upkeep {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    /** what is left then is left to the next night */
    private static final Duration ATMOST = Duration.ofHours(2);

    private final DataSource database;
    private final Settings settings;
    private final SelfChecks checks;
    private final Clock clock;
    private volatile boolean stopping;

    Upkeep(DataSource database, Settings settings, SelfChecks checks, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.checks = checks;
        this.clock = clock;
    }

    @Scheduled(identity = "upkeep", cron = "0 30 3 * * ?", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void nightly() {
        Instant now = clock.instant();
        Instant end = now.plus(ATMOST);
        BooleanSupplier goOn = () -> !stopping && clock.instant().isBefore(end);
        boolean well = step("the self-check", () -> check(now));
        step("retention of runs", () -> {
            told(
                    "runs",
                    old(
                            settings.retention().runs(),
                            now,
                            before -> Retention.runs(database, directory(), before, goOn)));
            return true;
        });
        step("retention of the audit trail", () -> {
            told(
                    "audit rows",
                    old(settings.retention().audit(), now, before -> Retention.audit(database, before, goOn)));
            return true;
        });
        if (well) {
            step("compaction of the journal", () -> {
                told(
                        "journal records",
                        old(
                                settings.retention().journal(),
                                now,
                                before -> JournalCompaction.run(database, directory(), before, now, goOn)));
                return true;
            });
        }
    }

    private String directory() {
        return settings.directory().name();
    }

    private boolean check(Instant now) {
        SelfChecks.Found found = checks.check(now);
        if (found.well()) {
            LOG.infof("self-check: journal and view agree up to position %d (%s)", found.position(), found.detail());
        } else {
            LOG.errorf("self-check: journal and view DIFFER: %s; run journal verify", found.detail());
        }
        return found.well();
    }

    private interface Step {
        boolean take();
    }

    /** One that fails does not keep the others from being taken. */
    private static boolean step(String name, Step step) {
        try {
            return step.take();
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "%s failed; it is tried again tomorrow", name);
            return false;
        }
    }

    private interface Aging {
        long before(Instant instant);
    }

    /** @param keep how long; zero is for ever */
    private static long old(Duration keep, Instant now, Aging aging) {
        return keep.isZero() ? 0 : aging.before(now.minus(keep));
    }

    private static void told(String what, long gone) {
        if (gone > 0) {
            LOG.infof("retention: %d %s are gone", gone, what);
        }
    }

    void stop(@jakarta.enterprise.event.Observes io.quarkus.runtime.ShutdownEvent stopped) {
        stopping = true;
    }
}

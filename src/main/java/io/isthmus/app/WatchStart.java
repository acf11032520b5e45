package io.isthmus.app;

import io.isthmus.directory.unboundid.LdapWatching;
import io.isthmus.reconcile.ReconcileNode;
import io.isthmus.store.JdbcWatched;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import javax.sql.DataSource;

/** Has the directory watched from the start on, unless {@code isthmus.reconcile.watch} is off. */
@ApplicationScoped
public class WatchStart {
    /** after {@link Startup}, which refuses what cannot go on */
    private static final int AFTER_STARTUP = Interceptor.Priority.APPLICATION + 600;

    private final Settings settings;
    private final ReconcileNode reconciler;
    private final DataSource database;
    private final Clock clock;

    WatchStart(Settings settings, ReconcileNode reconciler, DataSource database, Clock clock) {
        this.settings = settings;
        this.reconciler = reconciler;
        this.database = database;
        this.clock = clock;
    }

    void start(@Observes @Priority(AFTER_STARTUP) StartupEvent started) {
        if (settings.reconcile().watch().equals("auto")) {
            reconciler.follow(
                    new LdapWatching(Wiring.directorySettings(settings)),
                    new JdbcWatched(database, settings.directory().name(), clock));
        }
    }
}

package io.isthmus.app;

import io.isthmus.store.EmbeddedPostgres;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The entry: commands that need no container run without one; {@code serve} checks all settings before it starts. */
@QuarkusMain
public final class IsthmusMain {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final String WORKERS_SPIN = "jboss.threads.eqe.park-spins";

    private IsthmusMain() {}

    public static void main(String... arguments) {
        // the framework would answer a target with a quote in it 400 without a body; WireErrors looks at it instead
        System.setProperty("vertx.disableURIValidation", "true");
        boolean serve = arguments.length == 0 || arguments[0].equals("serve") && arguments.length == 1;
        if (!serve) {
            System.exit(io.isthmus.cli.Commands.run(arguments, new OfflineWork()));
        }
        if (DevMode.on()) {
            DevMode.prepare();
            try {
                Quarkus.run();
            } finally {
                DevMode.stopped();
            }
            return;
        }
        serve();
    }

    /** A worker without work sleeps at once: spinning for some microseconds first took a fifteenth of all processor time. */
    private static void leaveTheProcessorAlone() {
        if (System.getProperty(WORKERS_SPIN) == null) {
            System.setProperty(WORKERS_SPIN, "0");
        }
    }

    private static void serve() {
        Optional<EmbeddedPostgres> database;
        try {
            SettingsCheck.Checked checked = SettingsCheck.check();
            System.setProperty("quarkus.http.host", checked.settings().http().host());
            if (HttpCheck.closesPlaintext(checked.settings().http(), checked.config())) {
                System.setProperty("quarkus.http.insecure-requests", "disabled");
            }
            if (System.getProperty("isthmus.config") != null || System.getenv("ISTHMUS_CONFIG") != null) {
                System.setProperty(
                        "smallrye.config.locations",
                        SettingsCheck.file().toUri().toString());
            }
            leaveTheProcessorAlone();
            database = database(checked);
        } catch (WrongSettings | IllegalStateException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
            return;
        }
        Runnable close = closing(database);
        try {
            Quarkus.run((Class<? extends io.quarkus.runtime.QuarkusApplication>) null, (code, failure) -> {
                if (failure != null) {
                    System.err.println(WrongSettings.told(failure));
                }
                close.run();
                System.exit(failure != null && code == 0 ? 1 : code);
            });
        } finally {
            close.run();
        }
    }

    /** Stops the database. The process does not end before that is done, also where a signal ends it: it would stay behind. */
    private static Runnable closing(Optional<EmbeddedPostgres> database) {
        CountDownLatch closed = new CountDownLatch(database.isPresent() ? 1 : 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(closed), "database-stop"));
        return () -> {
            database.ifPresent(EmbeddedPostgres::close);
            closed.countDown();
        };
    }

    private static void await(CountDownLatch closed) {
        try {
            closed.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<EmbeddedPostgres> database(SettingsCheck.Checked checked) {
        boolean yours = checked.config()
                .getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                .isPresent();
        return yours
                ? Optional.empty()
                : Optional.of(embedded(Path.of(checked.settings().dataDir())));
    }

    /** Starts the embedded database and tells the container where it is. */
    static EmbeddedPostgres embedded(Path dataDirectory) {
        EmbeddedPostgres database = EmbeddedPostgres.start(dataDirectory);
        System.setProperty(NodeSetting.EMBEDDED, "true");
        System.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
        System.setProperty("quarkus.datasource.username", database.username());
        System.setProperty("quarkus.datasource.password", database.password());
        return database;
    }
}

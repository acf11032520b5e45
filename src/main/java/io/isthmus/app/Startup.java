package io.isthmus.app;

import io.isthmus.access.Caller;
import io.isthmus.access.Sources;
import io.isthmus.access.Tokens;
import io.isthmus.journal.PushAccepted;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MappingShape;
import io.isthmus.reconcile.DirectoryStates;
import io.isthmus.reconcile.ReconcileNode;
import io.isthmus.store.Durability;
import io.isthmus.store.PasswordRows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** What happens at the start, and what drives the reconciler afterwards. */
@ApplicationScoped
public class Startup {
    private static final Logger LOG = Logger.getLogger(Startup.class);

    private final Settings settings;
    private final Sources sources;
    private final Tokens tokens;
    private final ReconcileNode reconciler;
    private final DirectoryStates states;
    private final MappingSet mapping;
    private final DataSource database;
    private final Clock clock;

    Startup(
            Settings settings,
            Sources sources,
            Tokens tokens,
            ReconcileNode reconciler,
            DirectoryStates states,
            MappingSet mapping,
            DataSource database,
            Clock clock) {
        this.settings = settings;
        this.sources = sources;
        this.tokens = tokens;
        this.reconciler = reconciler;
        this.states = states;
        this.mapping = mapping;
        this.database = database;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Durability.require(connection);
        }
        refuseIncompatibleMapping();
        sources.declare(settings.sources().keySet());
        bootstrapToken();
        reconciler.start();
        DevMode.started(settings, tokens);
    }

    /** Before the database goes: the lease is given back. */
    void stop(@Observes ShutdownEvent stopping) {
        reconciler.close();
    }

    private void refuseIncompatibleMapping() {
        Optional<String> accepted = states.load().shape();
        List<String> faults =
                accepted.map(shape -> MappingShape.incompatible(shape, mapping)).orElse(List.of());
        if (!faults.isEmpty()) {
            throw new WrongSettings(faults.stream()
                    .map(fault -> settings.mappingFile() + ": " + fault)
                    .toList());
        }
    }

    private void bootstrapToken() {
        Optional<String> given = Optional.ofNullable(System.getenv("ISTHMUS_BOOTSTRAP_ADMIN_TOKEN"))
                .or(() -> Optional.ofNullable(System.getProperty(DevMode.ADMIN)))
                .filter(token -> !token.isBlank());
        if (given.isPresent()) {
            tokens.adopt(given.get(), "bootstrap", Caller.Role.ADMIN);
        } else if (!tokens.anyAdministrator()) {
            String token = tokens.issueForAdministrator("bootstrap", Caller.Role.ADMIN, Optional.empty(), "start")
                    .token();
            Path file = Path.of(settings.dataDir()).resolve("bootstrap-admin-token");
            write(file, token);
            LOG.infof("the administrator's token is in %s", file.toAbsolutePath());
        }
    }

    private static void write(Path file, String token) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("the administrator's token cannot be written to " + file, failed);
        }
    }

    void pushed(@Observes PushAccepted accepted) {
        reconciler.pushed(accepted);
    }

    /** Sealed passwords that nobody fetched. */
    @Scheduled(identity = "passwords", every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void passwords() {
        PasswordRows.sweep(database, clock);
    }

    @Scheduled(
            identity = FullRunSchedule.IDENTITY,
            cron = "${isthmus.reconcile.full-schedule:0 0 2 * * ?}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void full() {
        reconciler.fullBySchedule();
    }
}

package io.isthmus.store;

import io.isthmus.journal.Push;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Commits batches of pushes and answers them afterwards; for one thread. */
final class Committer {
    private static final Logger LOG = Logger.getLogger(Committer.class);
    private static final String AWAY = "the database cannot be reached; try again";
    private static final Duration LAST_PUSH_EVERY = Duration.ofSeconds(5);

    /** A push that waits for its answer. @param large whether it is about many members */
    record Waiting(Push push, boolean large, CompletableFuture<PushResult> answer) {
        int kilobytes() {
            return 1 + push.bytes() / 1024;
        }
    }

    private final DataSource database;
    private final Clock clock;
    private final Consumer<PushAccepted> listener;
    private final Map<String, Set<String>> unique;
    /** Completes answers, one task a batch, so that the writer goes on with the next batch meanwhile. */
    private final Executor answers;

    private final Map<String, Instant> lastPush = new HashMap<>();

    Committer(
            DataSource database,
            Clock clock,
            Consumer<PushAccepted> listener,
            Map<String, Set<String>> unique,
            Executor answers) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.unique = unique;
        this.answers = answers;
    }

    /** Stores a batch. When a statement fails, it is halved until the culprit is alone: only it gets an error. */
    void store(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            commit(batch, false);
        } catch (SQLException | StoreException failed) {
            SQLException cause = failed instanceof SQLException sql ? sql : (SQLException) failed.getCause();
            failed(batch, cause);
        }
    }

    /** Stores one push about many members, in a transaction of its own that holds only its group for long. */
    void storeLarge(Waiting waiting) {
        List<Waiting> alone = List.of(waiting);
        try {
            commit(alone, true);
        } catch (ScimException refused) {
            waiting.answer().complete(new PushResult.Refused(refused.error()));
        } catch (SQLException | StoreException failed) {
            failed(alone, failed instanceof SQLException sql ? sql : (SQLException) failed.getCause());
        }
    }

    private void failed(List<Waiting> batch, SQLException cause) {
        if (StoreException.isAway(cause)) {
            LOG.warnf("%d pushes not stored: %s", batch.size(), cause.getMessage());
            batch.forEach(waiting -> waiting.answer().complete(new PushResult.Unavailable(AWAY, false)));
        } else if (batch.size() > 1) {
            LOG.infof("a batch of %d pushes failed (%s) and is stored in parts", batch.size(), cause.getSQLState());
            store(batch.subList(0, batch.size() / 2));
            store(batch.subList(batch.size() / 2, batch.size()));
        } else if ("23505".equals(cause.getSQLState())) {
            batch.get(0)
                    .answer()
                    .complete(new PushResult.Refused(ScimError.uniqueness(
                            "the name is taken by another resource; choose another one, or update that resource")));
        } else {
            LOG.errorf("request %s not stored: %s", batch.get(0).push().request(), cause.getMessage());
            batch.get(0)
                    .answer()
                    .complete(new PushResult.Refused(
                            ScimError.of(500, "the push could not be stored; the log says why")));
        }
    }

    private void commit(List<Waiting> batch, boolean large) throws SQLException {
        Map<Push, ScimException> refused = new IdentityHashMap<>();
        JournalTransaction.Written written;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Push> pushes = batch.stream().map(Waiting::push).toList();
                Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
                JournalTransaction transaction = new JournalTransaction(connection, unique);
                written = large
                        ? transaction.writeLarge(pushes.get(0), at, refused)
                        : transaction.write(pushes, at, refused);
                touchSources(connection, written.fold());
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                quietly(connection::rollback);
                throw failed;
            } finally {
                quietly(() -> connection.setAutoCommit(true));
            }
        }
        List<Waiting> committed = List.copyOf(batch);
        answers.execute(() -> answer(committed, written, refused));
    }

    private void answer(List<Waiting> batch, JournalTransaction.Written written, Map<Push, ScimException> refused) {
        BatchFold fold = written.fold();
        Map<Push, BatchFold.Stored> stored = new IdentityHashMap<>();
        fold.stored().forEach(one -> stored.put(one.push(), one));
        boolean changed = false;
        for (Waiting waiting : batch) {
            BatchFold.Stored one = stored.get(waiting.push());
            if (one == null) {
                waiting.answer()
                        .complete(new PushResult.Refused(
                                refused.get(waiting.push()).error()));
            } else {
                changed |= one.folded().changed() || waiting.push().password().isPresent();
                waiting.answer()
                        .complete(new PushResult.Stored(
                                one.folded().after(),
                                one.position(),
                                one.folded().changed(),
                                written.groups()
                                        .getOrDefault(one.folded().after().id(), List.of())));
            }
        }
        if (changed) {
            listener.accept(new PushAccepted(fold.position()));
        }
    }

    /** Kept up to some seconds, so that not every push pays for it. */
    private void touchSources(Connection connection, BatchFold fold) throws SQLException {
        for (BatchFold.Stored stored : fold.stored()) {
            if (stored.push().operation().fromDirectory()) {
                continue;
            }
            Instant last = lastPush.getOrDefault(stored.push().source(), Instant.EPOCH);
            if (Duration.between(last, fold.at()).abs().compareTo(LAST_PUSH_EVERY) > 0) {
                lastPush.put(stored.push().source(), fold.at());
                Sql.update(connection, "update source set last_push = ? where name = ?", statement -> {
                    statement.setObject(1, fold.at().atOffset(java.time.ZoneOffset.UTC));
                    statement.setString(2, stored.push().source());
                });
            }
        }
    }

    @FunctionalInterface
    private interface Cleanup {
        void run() throws SQLException;
    }

    private static void quietly(Cleanup cleanup) {
        try {
            cleanup.run();
        } catch (SQLException gone) {
            LOG.debug("the connection is gone", gone);
        }
    }
}

package io.isthmus.store;

import io.isthmus.journal.Journal;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

/**
 * One writer a node takes what is queued, folds it in order and commits it together, so that many pushes share one fsync. The
 * answer leaves after the commit. When a statement fails, the batch is halved until the culprit is
 * alone: only it gets an error.
 */
public final class GroupCommitJournal implements Journal, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GroupCommitJournal.class);
    private static final String AWAY = "the database cannot be reached; try again";
    private static final Duration LAST_PUSH_EVERY = Duration.ofSeconds(5);

    /** @param giveUp after which a push is answered {@link PushResult.Unavailable} whatever the database does */
    public record Settings(int maxBatch, int capacity, Duration giveUp) {
        public static final Settings DEFAULT = new Settings(256, 4096, Duration.ofMillis(1900));
    }

    private record Waiting(Push push, CompletableFuture<PushResult> answer) {}

    private final DataSource database;
    private final Clock clock;
    private final Consumer<PushAccepted> listener;
    private final Settings settings;
    private final BlockingQueue<Waiting> queue;
    private final Thread writer;
    /** Completes answers, one task a batch, so that the writer goes on with the next batch meanwhile. */
    private final ExecutorService answers;

    private final Map<String, Instant> lastPush = new HashMap<>();
    private volatile boolean closing;

    public GroupCommitJournal(DataSource database, Clock clock, Consumer<PushAccepted> listener, Settings settings) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.capacity());
        this.answers = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "journal-answers");
            thread.setDaemon(true);
            return thread;
        });
        this.writer = new Thread(this::write, "journal-writer");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public String newId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null).toString();
    }

    @Override
    public CompletionStage<PushResult> accept(Push push) {
        CompletableFuture<PushResult> answer = new CompletableFuture<>();
        if (closing || !queue.offer(new Waiting(push, answer))) {
            answer.complete(new PushResult.Unavailable("too many pushes are waiting; try again", true));
            return answer;
        }
        return answer.completeOnTimeout(
                new PushResult.Unavailable(AWAY, false), settings.giveUp().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>(settings.maxBatch());
        while (!closing || !queue.isEmpty()) {
            batch.clear();
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, settings.maxBatch() - 1);
                batch.removeIf(waiting -> waiting.answer().isDone());
                store(batch);
            } catch (InterruptedException interrupted) {
                closing = true;
            } catch (RuntimeException | Error unexpected) {
                LOG.error("a batch of pushes failed", unexpected);
                batch.forEach(
                        waiting -> waiting.answer().complete(new PushResult.Unavailable("internal error", false)));
            }
        }
    }

    private void store(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            commit(batch);
        } catch (SQLException | StoreException failed) {
            SQLException cause = failed instanceof SQLException sql ? sql : (SQLException) failed.getCause();
            failed(batch, cause);
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
                            "userName is taken by another user; choose another one, or update that user")));
        } else {
            LOG.errorf("request %s not stored: %s", batch.get(0).push().request(), cause.getMessage());
            batch.get(0)
                    .answer()
                    .complete(new PushResult.Refused(
                            ScimError.of(500, "the push could not be stored; the log says why")));
        }
    }

    private void commit(List<Waiting> batch) throws SQLException {
        Map<Push, ScimException> refused = new IdentityHashMap<>();
        BatchFold fold;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Push> pushes = batch.stream().map(Waiting::push).toList();
                Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
                fold = new JournalTransaction(connection).write(pushes, at, refused);
                touchSources(connection, fold);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                quietly(connection::rollback);
                throw failed;
            } finally {
                quietly(() -> connection.setAutoCommit(true));
            }
        }
        List<Waiting> committed = List.copyOf(batch);
        answers.execute(() -> answer(committed, fold, refused));
    }

    private void answer(List<Waiting> batch, BatchFold fold, Map<Push, ScimException> refused) {
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
                changed |= one.folded().changed();
                waiting.answer()
                        .complete(new PushResult.Stored(
                                one.folded().after(),
                                one.position(),
                                one.folded().changed()));
            }
        }
        if (changed) {
            listener.accept(new PushAccepted(fold.position()));
        }
    }

    /** Kept up to some seconds, so that not every push pays for it. */
    private void touchSources(Connection connection, BatchFold fold) throws SQLException {
        for (BatchFold.Stored stored : fold.stored()) {
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

    /** Stores what is queued, then ends. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
            answers.shutdown();
            answers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

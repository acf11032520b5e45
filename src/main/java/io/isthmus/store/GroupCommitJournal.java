package io.isthmus.store;

import io.isthmus.journal.Journal;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.Committer.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

/**
 * One writer a node takes what is queued, folds it in order and commits it together, so that many pushes share one fsync. The
 * answer leaves after the commit. A push about many members goes to a lane of its own and stalls nobody; what follows it for the
 * same group waits behind it there.
 */
public final class GroupCommitJournal implements Journal, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GroupCommitJournal.class);

    /**
     * @param giveUp after which a push is answered {@link PushResult.Unavailable} whatever the database does
     * @param giveUpLarge the same for a push about many members; identity providers wait for a minute
     * @param large a push about more members than this goes to the lane
     */
    public record Settings(int maxBatch, int capacity, Duration giveUp, Duration giveUpLarge, int large) {
        public static final Settings DEFAULT =
                new Settings(256, 4096, Duration.ofMillis(1900), Duration.ofSeconds(50), 1000);
    }

    /** What was not begun when this is said is never stored; what was begun may be. The database may be there all the time. */
    private static final String LATE = "storing this takes too long, and the outcome is not known yet; try again";

    private static final int BATCH_KILOBYTES = 8 << 10;
    private static final int WAITING_KILOBYTES = 96 << 10;

    /** Of what waits, in kilobytes: however large pushes are, they do not fill the heap. */
    private final Semaphore memory = new Semaphore(WAITING_KILOBYTES);

    private final DataSource database;
    private final Settings settings;
    private final BlockingQueue<Waiting> queue;
    private final Thread writer;
    private final ExecutorService answers;
    private final Committer committer;
    private final LargeLane lane;
    private volatile boolean closing;

    public GroupCommitJournal(DataSource database, Clock clock, Consumer<PushAccepted> listener, Settings settings) {
        this(database, clock, listener, settings, Map.of());
    }

    /** @param unique attributes of users that have to be unique beside the userName, by source: externalId, emails */
    public GroupCommitJournal(
            DataSource database,
            Clock clock,
            Consumer<PushAccepted> listener,
            Settings settings,
            Map<String, Set<String>> unique) {
        this.database = database;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.capacity());
        this.answers = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "journal-answers");
            thread.setDaemon(true);
            return thread;
        });
        this.committer = new Committer(database, clock, listener, unique, answers);
        this.lane = new LargeLane(
                new Committer(database, clock, listener, unique, answers), settings.capacity(), this::release);
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
        boolean large = isLarge(push);
        Waiting waiting = new Waiting(push, large, answer);
        if (closing || !memory.tryAcquire(waiting.kilobytes())) {
            answer.complete(new PushResult.Unavailable("too much is waiting; try again", true));
            return answer;
        }
        if (!queue.offer(waiting)) {
            memory.release(waiting.kilobytes());
            answer.complete(new PushResult.Unavailable("too many pushes are waiting; try again", true));
            return answer;
        }
        Duration patience = large || lane.holds(push.operation().id()) ? settings.giveUpLarge() : settings.giveUp();
        return answer.completeOnTimeout(
                new PushResult.Unavailable(LATE, false), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** About many members: it names them, or speaks of all members of a group that has many. */
    private boolean isLarge(Push push) {
        long named = 0;
        boolean whole = false;
        for (MemberDelta delta : push.operation().members()) {
            named += delta.size();
            whole |= delta instanceof MemberDelta.ReplaceAll || delta instanceof MemberDelta.RemoveWhere;
        }
        return named > settings.large() || whole && hasMany(push.operation().id());
    }

    private boolean hasMany(String group) {
        try {
            return JdbcMemberships.hasMore(database, group, settings.large());
        } catch (StoreException away) {
            LOG.debug("the size of a group is not known", away);
            return false;
        }
    }

    /** What waits, up to as many pushes and bytes as one transaction takes well. */
    private void drain(List<Waiting> batch) throws InterruptedException {
        Waiting next = queue.poll(200, TimeUnit.MILLISECONDS);
        int kilobytes = 0;
        while (next != null) {
            batch.add(next);
            kilobytes += next.kilobytes();
            next = batch.size() < settings.maxBatch() && kilobytes < BATCH_KILOBYTES ? queue.poll() : null;
        }
    }

    private void write() {
        List<Waiting> drained = new ArrayList<>(settings.maxBatch());
        List<Waiting> batch = new ArrayList<>(settings.maxBatch());
        while (!closing || !queue.isEmpty()) {
            batch.clear();
            drained.clear();
            List<Waiting> handed = List.of();
            try {
                drain(drained);
                drained.stream().filter(waiting -> !waiting.answer().isDone()).forEach(batch::add);
                handed = lane.take(batch);
                committer.store(batch);
            } catch (InterruptedException interrupted) {
                closing = true;
            } catch (RuntimeException | Error unexpected) {
                LOG.error("a batch of pushes failed", unexpected);
                batch.forEach(
                        waiting -> waiting.answer().complete(new PushResult.Unavailable("internal error", false)));
            } finally {
                // whatever became of the batch; what goes to the lane gives its memory back there
                lane.run(handed);
                drained.removeAll(handed);
                drained.forEach(this::release);
            }
        }
    }

    private void release(Waiting waiting) {
        memory.release(waiting.kilobytes());
    }

    /** Stores what is queued, then ends. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
            lane.close();
            answers.shutdown();
            answers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.isthmus.store;

import io.isthmus.journal.PushResult;
import io.isthmus.store.Committer.Waiting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Where pushes about many members are stored, one after the other, beside the writer. As long as one for a group is here, the
 * group's later pushes come here too, so that each group's pushes keep their order.
 */
final class LargeLane {
    private static final Logger LOG = Logger.getLogger(LargeLane.class);
    private final Committer committer;
    private final ThreadPoolExecutor thread;
    private final Consumer<Waiting> after;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    /** @param after is told of each push that left */
    LargeLane(Committer committer, int capacity, Consumer<Waiting> after) {
        this.after = after;
        this.committer = committer;
        this.thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(capacity), task -> {
            Thread made = new Thread(task, "journal-large");
            made.setDaemon(true);
            return made;
        });
    }

    /** Whether a push for this group waits here. */
    boolean holds(String group) {
        return waiting.containsKey(group);
    }

    /** Takes out of a batch what belongs here; {@link #run} has to follow once the rest of the batch is stored. */
    List<Waiting> take(List<Waiting> batch) {
        List<Waiting> taken = new ArrayList<>();
        for (Iterator<Waiting> each = batch.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            String id = one.push().operation().id();
            if (one.large() || holds(id)) {
                waiting.merge(id, 1, Integer::sum);
                taken.add(one);
                each.remove();
            }
        }
        return taken;
    }

    void run(List<Waiting> taken) {
        for (Waiting one : taken) {
            try {
                thread.execute(() -> store(one));
            } catch (RejectedExecutionException full) {
                done(one);
                one.answer().complete(new PushResult.Unavailable("too many large pushes are waiting; try again", true));
            }
        }
    }

    private void store(Waiting one) {
        try {
            if (!one.answer().isDone()) {
                committer.storeLarge(one);
            }
        } catch (RuntimeException | Error unexpected) {
            LOG.error("a large push failed", unexpected);
            one.answer().complete(new PushResult.Unavailable("internal error", false));
        } finally {
            done(one);
        }
    }

    private void done(Waiting one) {
        after.accept(one);
        waiting.computeIfPresent(one.push().operation().id(), (id, count) -> count == 1 ? null : count - 1);
    }

    void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(5, TimeUnit.SECONDS);
    }
}

package io.isthmus.reconcile;

import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.Seen;
import io.isthmus.directory.Watching;
import io.isthmus.ldap.SearchBase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server that tells what a test says. */
final class Announcing implements Watching {
    static final String SERVER = "ldap://announcing";

    final AtomicInteger opened = new AtomicInteger();
    volatile boolean mute;
    /** so many attempts to connect fail */
    final AtomicInteger refusing = new AtomicInteger();

    volatile Map<String, byte[]> resumedFrom = Map.of();
    private final BlockingQueue<Runnable> script = new LinkedBlockingQueue<>();
    private volatile Consumer<Seen> listener = seen -> {};

    void say(Seen... all) {
        for (Seen seen : all) {
            script.add(() -> listener.accept(seen));
        }
    }

    /** The connection breaks, after what was said before. */
    void lose() {
        script.add(() -> {
            throw lost();
        });
    }

    private static DirectoryFailure lost() {
        return new DirectoryFailure(DirectoryFailure.Kind.UNAVAILABLE, "lost", new IllegalStateException());
    }

    @Override
    public Optional<Watch> open(List<SearchBase> bases) {
        opened.incrementAndGet();
        if (refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw lost();
        }
        return mute ? Optional.empty() : Optional.of(new Telling());
    }

    private final class Telling implements Watch {
        private volatile boolean closed;

        @Override
        public String server() {
            return SERVER;
        }

        @Override
        public String how() {
            return "announcements";
        }

        @Override
        public void follow(Map<String, byte[]> cookies, Consumer<Seen> to) {
            resumedFrom = cookies;
            listener = to;
            try {
                while (!closed) {
                    script.take().run();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed = true;
            script.add(() -> {});
        }
    }
}

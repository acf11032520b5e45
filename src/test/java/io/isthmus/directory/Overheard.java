package io.isthmus.directory;

import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Follows a watch and keeps what it says. */
final class Overheard implements AutoCloseable {
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> cookies;
    private final Watching.Watch watch;
    private final Thread thread;
    private volatile Optional<RuntimeException> failed = Optional.empty();

    private Overheard(Watching.Watch watch, Map<String, byte[]> cookies) {
        this.watch = watch;
        this.cookies = new ConcurrentHashMap<>(cookies);
        this.thread = new Thread(this::follow, "overheard");
        thread.start();
    }

    static Overheard of(Watching watching, List<SearchBase> bases, Map<String, byte[]> cookies) {
        return new Overheard(watching.open(bases).orElseThrow(), cookies);
    }

    private void follow() {
        try {
            watch.follow(Map.copyOf(cookies), one -> {
                seen.add(one);
                if (one instanceof Seen.Cookie cookie) {
                    cookies.put(cookie.stream(), cookie.value());
                }
            });
        } catch (RuntimeException ended) {
            failed = Optional.of(ended);
        }
    }

    Map<String, byte[]> cookies() {
        return Map.copyOf(cookies);
    }

    /** Waits until it has said so since the mark. */
    void await(int mark, Predicate<Seen> what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> failed.isPresent() || seen.stream().skip(mark).anyMatch(what));
        failed.ifPresent(why -> {
            throw why;
        });
    }

    void await(int mark, Anchor touched) {
        await(mark, new Seen.Touched(touched)::equals);
    }

    /** Waits until a cookie covers what was said since the mark. */
    void covered(int mark) {
        await(mark, Seen.Cookie.class::isInstance);
    }

    /** Waits until each of so many streams has begun. */
    void begun(int streams) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> failed.isPresent() || cookies.size() == streams && seen.size() >= streams);
    }

    RuntimeException end() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> failed.isPresent());
        return failed.orElseThrow();
    }

    boolean over() {
        return !thread.isAlive();
    }

    @Override
    public void close() {
        watch.close();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::over);
    }
}

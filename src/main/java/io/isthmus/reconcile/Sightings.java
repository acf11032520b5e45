package io.isthmus.reconcile;

import io.isthmus.directory.Seen;
import io.isthmus.ldap.Anchor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What was seen and not looked at yet, and when to look. Bursts are gathered; what is more than so many entries comes down to looking
 * at everything, once it is quiet, and not all the time. A cookie leaves with all that it covers, or after it. No clock, no I/O.
 */
final class Sightings {
    /** More entries than this are found sooner by reading all of them. */
    static final int LIMIT = 5000;

    static final Duration GATHER = Duration.ofMillis(300);
    static final Duration QUIET = Duration.ofSeconds(2);
    static final Duration QUIET_AT_MOST = Duration.ofSeconds(30);
    static final Duration FULL_APART = Duration.ofMinutes(5);
    static final Duration COOKIES_APART = Duration.ofSeconds(30);

    /**
     * What is to be looked at in one go.
     *
     * @param everything why nothing less will do, if so; then there is nothing else but cookies
     * @param touched entries
     * @param present of streams: whatever is linked below the base and not among these is touched as well
     * @param cookies to remember once that is done
     */
    record Batch(
            Optional<String> everything,
            Set<Anchor> touched,
            List<Seen.Present> present,
            Collection<Seen.Cookie> cookies) {
        boolean onlyCookies() {
            return everything.isEmpty() && touched.isEmpty() && present.isEmpty();
        }
    }

    private record Stream(String server, String name) {}

    private final int limit;
    private final Set<Anchor> touched = new LinkedHashSet<>();
    private final Map<String, Seen.Present> present = new LinkedHashMap<>();
    private final Map<Stream, Seen.Cookie> cookies = new LinkedHashMap<>();
    private Optional<String> everything = Optional.empty();
    private long first;
    private long last;
    private OptionalLong notBefore = OptionalLong.empty();
    private OptionalLong lastFull = OptionalLong.empty();

    Sightings(int limit) {
        this.limit = limit;
    }

    /** @param now of a monotonic clock, in nanoseconds */
    void see(Seen seen, long now) {
        boolean nothing = isEmpty();
        boolean news = !(seen instanceof Seen.Cookie);
        if (nothing || news && !anyNews()) {
            first = now;
        }
        if (news || nothing) {
            last = now;
        }
        if (seen instanceof Seen.Cookie cookie) {
            cookies.put(new Stream(cookie.server(), cookie.stream()), cookie);
        } else if (seen instanceof Seen.Everything all) {
            everything(all.why());
        } else if (everything.isEmpty()) {
            if (seen instanceof Seen.Present all) {
                present.put(all.stream(), all);
            } else if (seen instanceof Seen.Touched one) {
                touch(Set.of(one.anchor()));
            }
        }
    }

    private void touch(Collection<Anchor> anchors) {
        touched.addAll(anchors);
        if (touched.size() > limit) {
            everything("more than " + limit + " entries were changed");
        }
    }

    private void everything(String why) {
        everything = everything.or(() -> Optional.of(why));
        touched.clear();
        present.clear();
    }

    private boolean anyNews() {
        return everything.isPresent() || !touched.isEmpty() || !present.isEmpty();
    }

    boolean isEmpty() {
        return !anyNews() && cookies.isEmpty();
    }

    /** Nanoseconds from now until it is time to look, 0 or less for now; empty while there is nothing to look at. */
    OptionalLong due(long now) {
        if (isEmpty()) {
            return OptionalLong.empty();
        }
        long wait;
        if (everything.isPresent()) {
            wait = Math.min(last + QUIET.toNanos() - now, first + QUIET_AT_MOST.toNanos() - now);
            if (lastFull.isPresent()) {
                wait = Math.max(wait, lastFull.getAsLong() + FULL_APART.toNanos() - now);
            }
        } else {
            wait = first + (anyNews() ? GATHER : COOKIES_APART).toNanos() - now;
        }
        return OptionalLong.of(notBefore.isPresent() ? Math.max(wait, notBefore.getAsLong() - now) : wait);
    }

    /** Hands over all there is. */
    Batch take() {
        Batch batch = new Batch(
                everything, Set.copyOf(touched), List.copyOf(present.values()), List.copyOf(cookies.values()));
        everything = Optional.empty();
        touched.clear();
        present.clear();
        cookies.clear();
        notBefore = OptionalLong.empty();
        return batch;
    }

    /** It could not be looked at: it is so again, not before some time. */
    void putBack(Batch batch, long now, Duration wait) {
        if (!anyNews()) {
            first = now;
            last = now;
        }
        batch.cookies().forEach(cookie -> cookies.putIfAbsent(new Stream(cookie.server(), cookie.stream()), cookie));
        if (batch.everything().isPresent()) {
            everything(batch.everything().get());
        } else if (everything.isEmpty()) {
            new ArrayList<>(batch.present()).forEach(all -> present.putIfAbsent(all.stream(), all));
            touch(batch.touched());
        }
        notBefore = OptionalLong.of(now + wait.toNanos());
    }

    /** Everything was looked at. */
    void lookedAtEverything(long now) {
        lastFull = OptionalLong.of(now);
    }
}

package io.isthmus.reconcile;

import io.isthmus.directory.Capabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks now and then whether the directory answers, and ends plans that nobody has decided about in time. */
final class Contact {
    private static final Logger LOG = Logger.getLogger(Contact.class);
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Parts parts;
    private final Runnable expired;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread contact = new Thread(task, "directory-contact");
        contact.setDaemon(true);
        return contact;
    });
    private volatile boolean up;
    private volatile Optional<Instant> last = Optional.empty();
    private volatile Optional<Capabilities> capabilities = Optional.empty();

    /** @param expired called after plans were looked at */
    Contact(Parts parts, Runnable expired) {
        this.parts = parts;
        this.expired = expired;
    }

    void begin() {
        var unused = thread.scheduleWithFixedDelay(Repeated.of(this::look), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void end() {
        thread.shutdownNow();
    }

    /** Takes over what another knew, so that the directory need not be asked to tell. */
    void inherit(Contact other) {
        up = other.up;
        last = other.last;
        capabilities = other.capabilities;
    }

    boolean up() {
        return up;
    }

    Optional<Instant> last() {
        return last;
    }

    Optional<Capabilities> capabilities() {
        return capabilities;
    }

    private void look() {
        try {
            parts.runs().expire(parts.clock().instant());
            expired.run();
        } catch (RuntimeException databaseAway) {
            LOG.debug("expired plans are found next time", databaseAway);
        }
        try {
            boolean now = parts.directory().up();
            if (now) {
                last = Optional.of(parts.clock().instant());
                capabilities = Optional.of(parts.directory().capabilities());
            }
            if (now != up) {
                LOG.infof("the directory %s is %s", parts.directory().url(), now ? "up" : "down");
            }
            up = now;
        } catch (RuntimeException failed) {
            up = false;
            LOG.debug("the directory does not answer", failed);
        }
    }
}

package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** From when on monitoring complains, so that a check need not be told twice. */
@ApplicationScoped
public class Freshness {
    private final Duration oldestPending;
    private final Duration fullAge;

    Freshness(
            @ConfigProperty(name = "isthmus.health.max-oldest-pending", defaultValue = "5m") Duration oldestPending,
            @ConfigProperty(name = "isthmus.health.max-full-age", defaultValue = "26h") Duration fullAge) {
        this.oldestPending = oldestPending;
        this.fullAge = fullAge;
    }

    ObjectNode on(ObjectNode status) {
        status.putObject("limits")
                .put("oldestPendingSeconds", oldestPending.toSeconds())
                .put("fullAgeSeconds", fullAge.toSeconds());
        return status;
    }
}

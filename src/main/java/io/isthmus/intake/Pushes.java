package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Caller;
import io.isthmus.access.PasswordSeal;
import io.isthmus.journal.Journal;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.Projection;
import io.isthmus.scim.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Hands understood requests to the journal and makes answers of its results. */
@ApplicationScoped
public class Pushes {
    private static final Logger LOG = Logger.getLogger(Pushes.class);
    private final Journal journal;
    private final PasswordSeal seal;
    private final IntakeSettings settings;
    private final MeterRegistry metrics;
    private final Timer pushed;
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();

    private record Counted(String source, String operation, String outcome) {}

    Pushes(Journal journal, PasswordSeal seal, IntakeSettings settings, MeterRegistry metrics) {
        this.journal = journal;
        this.seal = seal;
        this.settings = settings;
        this.metrics = metrics;
        this.pushed = metrics.timer("isthmus_push");
    }

    /** Who asks, in which request, about which type, and how the answer is to look. */
    record Context(Caller.Source source, String request, String base, ResourceType type, Projection projection) {
        Context with(Projection other) {
            return new Context(source, request, base, type, other);
        }

        Context with(ResourceType other) {
            return new Context(source, request, base, other, projection);
        }
    }

    String newId() {
        return journal.newId();
    }

    /** The password of a body, where the source's settings let passwords through. @throws ScimException 400 */
    Optional<String> password(Context context, JsonNode body) {
        return context.type() == ResourceType.USER
                        && settings.source(context.source().name()).passesPasswords()
                ? Passwords.of(body)
                : Optional.empty();
    }

    /** What the journal decides, counted and logged; no thread waits for it. @param bytes size of the request's body */
    CompletionStage<PushResult> push(Context context, Operation operation, int bytes, Optional<String> password) {
        Timer.Sample timer = Timer.start();
        Push push = new Push(
                context.source().name(),
                context.source().token(),
                context.request(),
                context.type(),
                operation,
                bytes,
                password.map(given -> new Push.SealedPassword(seal.seal(operation.id(), given))));
        return journal.accept(push).thenApply(result -> {
            counted(context, operation, outcome(result), timer);
            if (result instanceof PushResult.Refused refused) {
                LOG.infof(
                        "request %s of %s refused: %d %s",
                        context.request(),
                        context.source().name(),
                        refused.error().status(),
                        refused.error().detail());
            }
            return result;
        });
    }

    private void counted(Context context, Operation operation, String outcome, Timer.Sample timer) {
        counters.computeIfAbsent(new Counted(context.source().name(), operation.name(), outcome), this::counter)
                .increment();
        timer.stop(pushed);
        // one line a push: no format string is parsed for it
        LOG.info("request " + context.request() + ": " + operation.name() + " of " + operation.id() + " by "
                + context.source().name() + ": " + outcome);
    }

    private Counter counter(Counted what) {
        return metrics.counter(
                "isthmus_pushes", "source", what.source(), "operation", what.operation(), "outcome", what.outcome());
    }

    private static String outcome(PushResult result) {
        if (result instanceof PushResult.Stored stored) {
            return stored.changed() ? "stored" : "unchanged";
        }
        return result instanceof PushResult.Refused ? "refused" : "unavailable";
    }
}

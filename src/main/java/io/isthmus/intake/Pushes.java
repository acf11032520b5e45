package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Caller;
import io.isthmus.access.PasswordSeal;
import io.isthmus.journal.Journal;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Projection;
import io.isthmus.scim.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Hands understood requests to the journal and makes answers of its results. */
@ApplicationScoped
public class Pushes {
    private static final Logger LOG = Logger.getLogger(Pushes.class);
    private final Journal journal;
    private final Resources resources;
    private final PasswordSeal seal;
    private final IntakeSettings settings;
    private final MeterRegistry metrics;
    private final Timer pushed;
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();

    private record Counted(String source, String operation, String outcome) {}

    Pushes(Journal journal, Resources resources, PasswordSeal seal, IntakeSettings settings, MeterRegistry metrics) {
        this.journal = journal;
        this.resources = resources;
        this.seal = seal;
        this.settings = settings;
        this.metrics = metrics;
        this.pushed = metrics.timer("isthmus_push");
    }

    /** Who asks, in which request, about which type, how the answer is to look, and what the source declares. */
    record Context(
            Caller.Source source,
            String request,
            String base,
            ResourceType type,
            Projection projection,
            Extensions extensions) {
        Context with(Projection other) {
            return new Context(source, request, base, type, other, extensions);
        }

        Context with(ResourceType other) {
            return new Context(source, request, base, other, projection, extensions);
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
        return accept(context, operation, bytes, password)
                .thenCompose(result -> operation instanceof Operation.Create create && isConflict(result)
                        ? adopting(context, create, result, bytes, password)
                        : CompletableFuture.completedFuture(result))
                .thenApply(result -> told(context, operation, result, timer));
    }

    private static boolean isConflict(PushResult result) {
        return result instanceof PushResult.Refused refused && refused.error().status() == 409;
    }

    /** The name of a POST may be taken by what was imported: that becomes the resource of the POST, its id as the source knows it. */
    private CompletionStage<PushResult> adopting(
            Context context, Operation.Create create, PushResult refused, int bytes, Optional<String> password) {
        String name = context.type() == ResourceType.USER ? "userName" : "displayName";
        return CompletableFuture.supplyAsync(
                        () -> resources.imported(
                                context.source().name(),
                                context.type(),
                                create.body().path(name).asText()),
                        Infrastructure.getDefaultExecutor())
                .<CompletionStage<PushResult>>thenApply(
                        found -> found.map(id -> accept(context, create.as(id), bytes, password))
                                .orElse(CompletableFuture.completedFuture(refused)))
                .exceptionally(away -> CompletableFuture.completedFuture(
                        new PushResult.Unavailable("the database cannot be reached; try again", false)))
                .thenCompose(result -> result);
    }

    private CompletionStage<PushResult> accept(
            Context context, Operation operation, int bytes, Optional<String> password) {
        Push push = new Push(
                context.source().name(),
                context.source().token(),
                context.request(),
                context.type(),
                operation,
                bytes,
                password.map(given -> new Push.SealedPassword(seal.seal(operation.id(), given))),
                context.extensions());
        return journal.accept(push);
    }

    private PushResult told(Context context, Operation operation, PushResult result, Timer.Sample timer) {
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

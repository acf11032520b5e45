package io.isthmus.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Caller;
import io.isthmus.journal.Journal;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.Projection;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Hands understood requests to the journal and makes answers of its results. */
@ApplicationScoped
public class Pushes {
    private static final Logger LOG = Logger.getLogger(Pushes.class);
    private final Journal journal;
    private final MeterRegistry metrics;
    private final Timer pushed;
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();

    private record Counted(String source, String operation, String outcome) {}

    Pushes(Journal journal, MeterRegistry metrics) {
        this.journal = journal;
        this.metrics = metrics;
        this.pushed = metrics.timer("isthmus_push");
    }

    /** Who pushes, in which request, and how the answer is to look. */
    record Context(Caller.Source source, String request, String base, Projection projection) {}

    String newId() {
        return journal.newId();
    }

    /** The answer, once the journal has decided; no thread waits for it. */
    CompletionStage<Response> push(Context context, Operation operation, int success) {
        Timer.Sample timer = Timer.start();
        Push push = new Push(
                context.source().name(), context.source().token(), context.request(), ResourceType.USER, operation);
        return journal.accept(push).thenApply(result -> {
            counted(context, operation, outcome(result), timer);
            return answer(context, result, success);
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

    private static Response answer(Context context, PushResult result, int success) {
        if (result instanceof PushResult.Refused refused) {
            LOG.infof(
                    "request %s of %s refused: %d %s",
                    context.request(),
                    context.source().name(),
                    refused.error().status(),
                    refused.error().detail());
            return ScimResponses.error(refused.error());
        }
        if (result instanceof PushResult.Unavailable unavailable) {
            return ScimResponses.error(ScimError.of(unavailable.overload() ? 429 : 503, unavailable.detail()));
        }
        PushResult.Stored stored = (PushResult.Stored) result;
        Response.ResponseBuilder response =
                success == 204 ? Response.noContent() : resource(context, stored.resource(), success);
        return response.header("Isthmus-Journal", stored.position())
                .header("X-Request-Id", context.request())
                .build();
    }

    static Response.ResponseBuilder resource(Context context, Resource resource, int status) {
        ObjectNode json = context.projection().apply(Rendering.user(resource, context.base()));
        return ScimResponses.json(status, json)
                .header("ETag", Rendering.version(resource))
                .header("Location", context.base() + resource.type().endpoint() + "/" + resource.id());
    }
}

package io.isthmus.intake;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Writes the answer to a push from the event loop of its connection. Left alone, the framework wakes a worker for every answer that
 * was waited for, and that takes longer than writing one.
 */
final class LoopAnswer {
    private LoopAnswer() {}

    /** For the request in hand. @param waiting of the same request */
    static void when(CompletionStage<Response> ready, AsyncResponse waiting) {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        ready.whenComplete((answer, failure) -> {
            if (failure != null) {
                waiting.resume(failure);
            } else if (isBytes(answer)) {
                request.setResult(answer);
                request.resume(request.getContextExecutor());
            } else {
                waiting.resume(answer);
            }
        });
    }

    /** What is streamed from the database waits for it, and for the client: no loop may. */
    private static boolean isBytes(Response answer) {
        return !answer.hasEntity() || answer.getEntity() instanceof byte[];
    }
}

package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Caller;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Takes what goes over the wire aside for the recorder; costs a look-up where nothing is recorded. */
public final class RecordingFilter {
    private static final String WIRE = "isthmus.recording.wire";
    private static final String BODY = "isthmus.recording.body";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    @Inject
    Recorder recorder;

    @Inject
    Clock clock;

    /** Called as soon as the source is known, so that what it is refused is recorded too. */
    static void begin(ContainerRequestContext request, HttpServerRequest wire) {
        request.setProperty(WIRE, wire);
        if (WITH_BODY.contains(request.getMethod())) {
            CopyingStream copying = new CopyingStream(request.getEntityStream());
            request.setEntityStream(copying);
            request.setProperty(BODY, copying);
        }
    }

    /** For every answer, since those to refused requests pass no other filter. */
    @ServerResponseFilter
    public void end(ContainerRequestContext request, ContainerResponseContext answer) {
        if (request.getProperty(WIRE) instanceof HttpServerRequest wire
                && request.getProperty(SourceFilter.SOURCE) instanceof Caller.Source source) {
            request.removeProperty(WIRE);
            recorder.offer(exchange(source.name(), request, wire, answer));
        }
    }

    private Exchange exchange(
            String source, ContainerRequestContext request, HttpServerRequest wire, ContainerResponseContext answer) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        wire.headers()
                .forEach(header -> sent.computeIfAbsent(header.getKey(), name -> new ArrayList<>())
                        .add(header.getValue()));
        RecordedBody body = request.getProperty(BODY) instanceof CopyingStream copy
                ? sent(copy, answer.getStatus())
                : new RecordedBody.None();
        return new Exchange(
                source,
                clock.instant(),
                request.getMethod(),
                wire.uri(),
                joined(sent),
                body,
                answer.getStatus(),
                joined(answer.getStringHeaders()),
                body(answer.getEntity()));
    }

    /** A refusal is answered by the thread that may read; an event loop must not wait for a client. */
    private static RecordedBody sent(CopyingStream copy, int status) {
        if (status >= 400 && !Context.isOnEventLoopThread()) {
            copy.readOn();
        }
        return copy.body();
    }

    private static RecordedBody body(Object entity) {
        if (entity == null) {
            return new RecordedBody.None();
        }
        if (entity instanceof JsonNode json) {
            return RecordedBody.of(ScimResponses.bytes(json));
        }
        return entity instanceof byte[] bytes ? RecordedBody.of(bytes) : new RecordedBody.Streamed();
    }

    private static Map<String, String> joined(Map<String, List<String>> headers) {
        Map<String, String> joined = new LinkedHashMap<>();
        headers.forEach((name, values) -> joined.put(name, String.join(", ", values)));
        return joined;
    }
}

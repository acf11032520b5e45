package io.isthmus.intake;

import java.time.Instant;
import java.util.Map;

/**
 * A request and its answer as they were on the wire, with their secrets: only {@link Redaction} turns it into something to keep.
 *
 * @param target path and query as sent
 * @param headers by name as sent, values joined
 */
record Exchange(
        String source,
        Instant at,
        String method,
        String target,
        Map<String, String> headers,
        RecordedBody body,
        int status,
        Map<String, String> answerHeaders,
        RecordedBody answer) {
    @Override
    public String toString() {
        return "Exchange[" + source + " " + method + " " + status + "]";
    }
}

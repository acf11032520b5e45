package io.isthmus.journal;

import io.isthmus.scim.ResourceType;

/**
 * One accepted request on its way to the journal.
 *
 * @param source name of the identity provider connection
 * @param token id of the token that it came with
 * @param request request id, also in the logs
 * @param bytes about how large it was, so that what waits can be bounded
 */
public record Push(String source, String token, String request, ResourceType type, Operation operation, int bytes) {
    /** A small one. */
    public Push(String source, String token, String request, ResourceType type, Operation operation) {
        this(source, token, request, type, operation, 1024);
    }
}

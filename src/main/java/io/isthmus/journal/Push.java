package io.isthmus.journal;

import io.isthmus.scim.ResourceType;

/**
 * One accepted request on its way to the journal.
 *
 * @param source name of the identity provider connection
 * @param token id of the token that it came with
 * @param request request id, also in the logs
 */
public record Push(String source, String token, String request, ResourceType type, Operation operation) {}

package io.isthmus.journal;

import io.isthmus.scim.Extensions;
import io.isthmus.scim.ResourceType;
import java.util.Optional;

/**
 * One accepted request on its way to the journal.
 *
 * @param source name of the identity provider connection
 * @param token id of the token that it came with
 * @param request request id, also in the logs
 * @param bytes about how large it was, so that what waits can be bounded
 * @param password that came with it, where the source's settings let passwords through
 * @param extensions what its source declares; asked when the push is decided, and not kept
 */
public record Push(
        String source,
        String token,
        String request,
        ResourceType type,
        Operation operation,
        int bytes,
        Optional<SealedPassword> password,
        Extensions extensions) {
    /** A small one, without a password. */
    public Push(String source, String token, String request, ResourceType type, Operation operation) {
        this(source, token, request, type, operation, 1024, Optional.empty());
    }

    /** One whose source declares nothing. */
    public Push(
            String source,
            String token,
            String request,
            ResourceType type,
            Operation operation,
            int bytes,
            Optional<SealedPassword> password) {
        this(source, token, request, type, operation, bytes, password, Extensions.NONE);
    }

    /** A password that nobody can read without the key; it stands beside the journal, never in it. */
    public record SealedPassword(byte[] bytes) {}
}

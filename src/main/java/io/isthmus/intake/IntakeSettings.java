package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * @param maxUserBody largest body of a user, in bytes
 * @param maxGroupBody largest body of a group, in bytes
 * @param publicUrl under which identity providers reach us, when it is not the one they ask for
 * @param declared schemas of custom extensions (RFC 7643 section 7), served at {@code /Schemas}
 * @param trustedProxies addresses whose X-Forwarded headers are believed
 */
public record IntakeSettings(
        long maxUserBody,
        long maxGroupBody,
        Optional<String> publicUrl,
        List<JsonNode> declared,
        List<String> trustedProxies) {}

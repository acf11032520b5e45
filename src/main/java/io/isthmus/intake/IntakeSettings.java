package io.isthmus.intake;

import java.util.List;
import java.util.Optional;

/**
 * @param maxUserBody largest body of a user, in bytes
 * @param publicUrl under which identity providers reach us, when it is not the one they ask for
 * @param trustedProxies addresses whose X-Forwarded headers are believed
 */
public record IntakeSettings(long maxUserBody, Optional<String> publicUrl, List<String> trustedProxies) {}

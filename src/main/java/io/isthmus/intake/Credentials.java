package io.isthmus.intake;

import io.isthmus.access.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an Authorization header claims.
 *
 * @param token empty if the header is not understood: a token that nobody has
 * @param user of HTTP Basic
 */
record Credentials(String token, Optional<String> user) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Credentials NONE = new Credentials("", Optional.empty());

    static Credentials read(String header) {
        String[] parts = BLANKS.split(header.strip(), 2);
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
            return new Credentials(parts[1], Optional.empty());
        }
        return parts.length == 2 && parts[0].equalsIgnoreCase("Basic") ? basic(parts[1]) : NONE;
    }

    private static Credentials basic(String encoded) {
        try {
            String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0
                    ? NONE
                    : new Credentials(decoded.substring(colon + 1), Optional.of(decoded.substring(0, colon)));
        } catch (IllegalArgumentException notBase64) {
            return NONE;
        }
    }

    /** Whether the token's owner may be told by these: a user's name has to be the source's own, and Basic has to be switched on for it. */
    boolean speakFor(Caller caller, IntakeSettings settings) {
        return user.isEmpty()
                || caller instanceof Caller.Source source
                        && source.name().equals(user.get())
                        && settings.source(source.name()).basic();
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}

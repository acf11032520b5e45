package io.isthmus.intake;

import io.isthmus.access.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What an Authorization header claims.
 *
 * @param token empty if the header is not understood: a token that nobody has
 * @param user of HTTP Basic
 */
record Credentials(String token, Optional<String> user) {
    private static final Credentials NONE = new Credentials("", Optional.empty());

    static Credentials read(String header) {
        String claim = header.strip();
        int blank = 0;
        while (blank < claim.length() && !Character.isWhitespace(claim.charAt(blank))) {
            blank++;
        }
        String scheme = claim.substring(0, blank);
        String rest = claim.substring(blank).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return new Credentials(rest, Optional.empty());
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(rest) : NONE;
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

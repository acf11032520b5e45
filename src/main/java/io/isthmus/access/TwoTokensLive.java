package io.isthmus.access;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** A source has two live tokens, as many as changing one for another needs: a third would be one that nobody remembers. */
public final class TwoTokensLive extends RuntimeException {
    /** How many tokens of a source may be live. */
    public static final int MOST = 2;

    private static final long serialVersionUID = 1L;

    public TwoTokensLive(String source, List<Tokens.Listed> live) {
        super(sentence(source, live));
    }

    /** Names first the token whose end is noticed least: the one that was used longest ago. */
    private static String sentence(String source, List<Tokens.Listed> live) {
        List<String> idlest = live.stream()
                .sorted(Comparator.comparing(
                                (Tokens.Listed token) -> token.lastUsed().orElse(Instant.MIN))
                        .thenComparing(Tokens.Listed::created))
                .map(TwoTokensLive::told)
                .toList();
        return "source " + source + " has " + live.size()
                + " live tokens, and two are the most there may be; first revoke " + String.join(" or ", idlest);
    }

    private static String told(Tokens.Listed token) {
        return token.id() + " (created " + token.created() + ", "
                + token.lastUsed().map(at -> "last used " + at).orElse("never used") + ")";
    }
}

package io.isthmus.mapping;

import java.util.Optional;

/** One role as an identity provider asks for it (RFC 7643 section 4.1.2), at least one of the two being there, as it was sent. */
public record RequestedRole(Optional<String> value, Optional<String> display) {
    /** Longer texts are cut in reports, so that an index holds them. */
    private static final int LONGEST = 200;

    /** What it is called in reports, and what selects it when it stands under {@code match}: its value, else its display. */
    public String text() {
        return cut(value.or(() -> display).orElse(""));
    }

    /** A text as reports have it: whole, or its beginning and an ellipsis. */
    public static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        boolean halved = Character.isHighSurrogate(text.charAt(LONGEST - 1));
        return text.substring(0, halved ? LONGEST + 1 : LONGEST) + "…";
    }

    /** Whether that is only the beginning, which selects nothing. */
    public static boolean isCut(String text) {
        return text.length() > LONGEST;
    }
}

package io.isthmus.scim;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.Collectors;

/** Search keys: what SCIM compares without regard to case (RFC 7643 section 2.2). */
public final class Keys {
    /** An index holds no longer ones; in UTF-8. */
    private static final int MOST_BYTES = 2000;

    private Keys() {}

    /** A value that is searched by. @throws ScimException 400 invalidValue when no index can hold it */
    static void check(String attribute, String value) {
        // a character has at most three bytes, and folding makes at most three of one
        boolean surelyShort = value.length() <= MOST_BYTES / 9;
        if (!surelyShort && Math.max(bytes(value), bytes(fold(value))) > MOST_BYTES) {
            throw new ScimException(
                    ScimError.invalidValue(attribute + " may have at most " + MOST_BYTES + " bytes of UTF-8"));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** NFC and case folding, so that {@code Åsa} and {@code åsa} meet however they are composed. */
    public static String fold(String value) {
        boolean plain = true;
        for (int i = 0; i < value.length() && plain; i++) {
            plain = value.charAt(i) < 128;
        }
        if (plain) {
            return value.toLowerCase(Locale.ROOT);
        }
        String upper = upper(Normalizer.normalize(value, Normalizer.Form.NFC));
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** But for the dotless i, which has no partner in Unicode's case folding: {@code ı} is not {@code i}. */
    private static String upper(String value) {
        return value.codePoints()
                .mapToObj(code -> code == 'ı' ? "ı" : Character.toString(code).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}

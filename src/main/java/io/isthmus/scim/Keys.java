package io.isthmus.scim;

import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.Collectors;

/** Search keys: what SCIM compares without regard to case (RFC 7643 section 2.2). */
public final class Keys {
    private Keys() {}

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

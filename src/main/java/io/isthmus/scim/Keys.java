package io.isthmus.scim;

import java.text.Normalizer;
import java.util.Locale;

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
        String upper = Normalizer.normalize(value, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}

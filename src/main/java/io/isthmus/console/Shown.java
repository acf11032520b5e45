package io.isthmus.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** How values look on pages for people. Escaping is the template's. */
final class Shown {
    private static final int LONGEST = 300;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** what shows nothing, or makes other text show otherwise than it is */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}]");

    private Shown() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String duration(Duration took) {
        if (took.toMinutes() >= 1) {
            return took.toMinutes() + " min " + took.toSecondsPart() + " s";
        }
        return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }

    /** A value in which nothing hides: what is invisible is named by its code point; a very long one is cut. */
    static String value(String value) {
        int end = value.codePointCount(0, value.length()) <= LONGEST
                ? value.length()
                : value.offsetByCodePoints(0, LONGEST);
        String text = INVISIBLE
                .matcher(value.substring(0, end))
                .replaceAll(
                        found -> "\u27e8U+%04X\u27e9".formatted(found.group().codePointAt(0)));
        return end == value.length() ? text : text + "\u2026 (" + number(value.length()) + " characters)";
    }

    /** A word of the API for people: {@code in_sync} is "in sync". */
    static String word(String name) {
        return name.replace('_', ' ');
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

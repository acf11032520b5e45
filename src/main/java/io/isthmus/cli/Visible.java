package io.isthmus.cli;

import java.util.regex.Pattern;

/** Text from outside on a terminal: what would steer it, or make text show otherwise than it is, is named by its code point. */
final class Visible {
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}]");

    private Visible() {}

    static String of(String text) {
        return INVISIBLE
                .matcher(text)
                .replaceAll(
                        found -> "\u27e8U+%04X\u27e9".formatted(found.group().codePointAt(0)));
    }

    /** One line of an answer. */
    static void print(String line) {
        System.out.println(of(line));
    }
}

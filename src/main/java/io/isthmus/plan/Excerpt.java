package io.isthmus.plan;

import io.isthmus.ldap.SecretAttributes;
import java.util.List;

/** Values as lists show them: not too many, none too long, no secret. */
final class Excerpt {
    static final int VALUES = 100;
    static final int LENGTH = 1000;

    private Excerpt() {}

    static List<String> of(String attribute, List<String> values) {
        if (SecretAttributes.holds(attribute) && !values.isEmpty()) {
            return List.of("(not shown)");
        }
        return values.stream().limit(VALUES).map(Excerpt::cut).toList();
    }

    private static String cut(String value) {
        int end = Math.min(value.length(), LENGTH);
        boolean pair = end < value.length() && Character.isHighSurrogate(value.charAt(end - 1));
        return end < value.length() ? value.substring(0, pair ? end - 1 : end) + "…" : value;
    }

    /** What is left out, in words; empty where nothing is. */
    static String told(List<List<String>> all) {
        int most = all.stream().mapToInt(List::size).max().orElse(0);
        return most > VALUES ? "only " + VALUES + " of " + most + " values are listed" : "";
    }
}

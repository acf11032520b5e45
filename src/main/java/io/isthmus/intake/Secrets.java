package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** Passwords wherever they stand: in an extension, below a value, in a path or key of any spelling. None of them is kept. */
final class Secrets {
    private static final Pattern SEGMENTS = Pattern.compile("[.:\\[\\]\\s]+");

    private Secrets() {}

    /** Whether a path or key names a password, or something below one. */
    static boolean names(String path) {
        // asked of every key of every push: few have the letter
        boolean may = path.indexOf('w') >= 0 || path.indexOf('W') >= 0;
        return may && SEGMENTS.splitAsStream(path).anyMatch("password"::equalsIgnoreCase);
    }

    /** The same value without the members that are passwords; changed in place. */
    static JsonNode without(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().removeIf(member -> names(member.getKey()));
        }
        value.forEach(Secrets::without);
        return value;
    }
}

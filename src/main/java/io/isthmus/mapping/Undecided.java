package io.isthmus.mapping;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells of a condition that cannot be evaluated what was missing, and what to write instead. */
final class Undecided {
    /** of an index CEL tells nothing but the key */
    private static final Pattern MISSING =
            Pattern.compile("key '([^']*)' is not present in map|evaluation error at <input>:\\d+: (\\S+)$");

    private Undecided() {}

    /** @param expression as it stands in that line of the file */
    static String told(String expression, String file, int line, MappingException failed) {
        Optional<String> missing = Optional.of(MISSING.matcher(failed.getMessage()))
                .filter(Matcher::find)
                .map(found -> Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2)));
        String why = missing.map(key -> "the resource has no " + key).orElseGet(failed::getMessage);
        return "\"" + expression + "\" (" + file + ":" + line + ") cannot be evaluated: " + why + "; "
                + missing.flatMap(key -> question(expression, key))
                        .map(has -> "ask first, as in " + has + " && (" + expression + "), or in !" + negated(has)
                                + " || (" + expression + ") if the rule is to have it")
                        .orElse("write an expression that is true or false for every resource, with has(…) around what"
                                + " may be absent");
    }

    private static String negated(String question) {
        return question.matches("has\\([^)]*\\)") ? question : "(" + question + ")";
    }

    /** What is true where the key is there, and what is asked of it too: {@code has(a.key)}, or {@code 'key' in a} of an index. */
    private static Optional<String> question(String expression, String key) {
        String quoted = Pattern.quote(key);
        Matcher field = Pattern.compile("(resource(?:\\.\\w+)*?\\." + quoted + "\\b)((?:\\.\\w+(?![\\w(]))*)")
                .matcher(expression);
        if (field.find()) {
            StringBuilder has = new StringBuilder("has(" + field.group(1) + ")");
            for (int end = field.end(1) + 1; end <= field.end(); end++) {
                if (end == field.end() || expression.charAt(end) == '.') {
                    String longer = expression.substring(field.start(), end);
                    has.append(longer.equals(field.group(1)) ? "" : " && has(" + longer + ")");
                }
            }
            return Optional.of(has.toString());
        }
        Matcher index = Pattern.compile("(resource(?:\\.\\w+)*)\\[(['\"]" + quoted + "['\"])\\]")
                .matcher(expression);
        return index.find() ? Optional.of(index.group(2) + " in " + index.group(1)) : Optional.empty();
    }
}

package io.isthmus.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with holes, like {@code ${name.givenName} ${name.familyName}}; a doubled dollar sign before a brace stands for itself. What
 * a hole names is the user's matter.
 */
record TemplateText(List<Part> parts) {
    private static final Pattern TOKEN = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Hole(String name) implements Part {}

    TemplateText {
        parts = List.copyOf(parts);
    }

    /** Empty when a hole is not closed. */
    static Optional<TemplateText> parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int from = 0;
        while (token.find()) {
            parts.add(new Text(text.substring(from, token.start())));
            from = token.end();
            parts.add(token.group(1) == null ? new Text("${") : new Hole(token.group(1)));
        }
        String rest = text.substring(from);
        parts.add(new Text(rest));
        return rest.contains("${") ? Optional.empty() : Optional.of(new TemplateText(parts));
    }

    /** What stands in the holes, in order. */
    List<String> holes() {
        return parts.stream()
                .filter(Hole.class::isInstance)
                .map(part -> ((Hole) part).name())
                .toList();
    }

    /** The text, blanks collapsed and trimmed; empty when nothing is left, or when there are holes and all are empty. */
    Optional<String> fill(Function<String, Optional<String>> values) {
        StringBuilder out = new StringBuilder();
        boolean holes = false;
        boolean filled = false;
        for (Part part : parts) {
            if (part instanceof Text text) {
                out.append(text.text());
            } else if (part instanceof Hole hole) {
                holes = true;
                Optional<String> value = values.apply(hole.name());
                filled |= value.isPresent();
                value.ifPresent(out::append);
            }
        }
        String value = BLANKS.matcher(out).replaceAll(" ").strip();
        return value.isEmpty() || (holes && !filled) ? Optional.empty() : Optional.of(value);
    }
}

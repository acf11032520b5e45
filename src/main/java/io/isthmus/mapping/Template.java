package io.isthmus.mapping;

import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A compiled template like {@code ${name.givenName} ${name.familyName}}; {@code $${} stands for a literal {@code ${}. Blanks
 * are collapsed and trimmed; when no path has a value, neither has the template.
 */
final class Template implements AttributeRule.ValueSource {
    private static final Pattern TOKEN = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Hole(ScimPath path) implements Part {}

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Compiles a template; empty when something between {@code ${} and the closing brace is not a SCIM path. */
    static Optional<Template> parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int from = 0;
        while (token.find()) {
            parts.add(new Text(text.substring(from, token.start())));
            from = token.end();
            if (token.group(1) == null) {
                parts.add(new Text("${"));
                continue;
            }
            Optional<ScimPath> path = ScimPath.parse(token.group(1));
            if (path.isEmpty()) {
                return Optional.empty();
            }
            parts.add(new Hole(path.get()));
        }
        String rest = text.substring(from);
        parts.add(new Text(rest));
        return rest.contains("${") ? Optional.empty() : Optional.of(new Template(parts));
    }

    @Override
    public List<String> of(Resource resource) {
        StringBuilder out = new StringBuilder();
        boolean holes = false;
        boolean filled = false;
        for (Part part : parts) {
            if (part instanceof Text text) {
                out.append(text.text());
            } else if (part instanceof Hole hole) {
                holes = true;
                List<String> values = hole.path().of(resource);
                filled |= !values.isEmpty();
                values.stream().findFirst().ifPresent(out::append);
            }
        }
        String value = BLANKS.matcher(out).replaceAll(" ").strip();
        return value.isEmpty() || (holes && !filled) ? List.of() : List.of(value);
    }
}

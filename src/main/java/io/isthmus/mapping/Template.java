package io.isthmus.mapping;

import io.isthmus.scim.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled template like {@code ${name.givenName} ${name.familyName}} over a resource. Blanks are collapsed and trimmed; when
 * no path has a value, neither has the template.
 */
final class Template implements AttributeRule.ValueSource {
    private final TemplateText text;
    private final Map<String, ScimPath> paths;

    private Template(TemplateText text, Map<String, ScimPath> paths) {
        this.text = text;
        this.paths = Map.copyOf(paths);
    }

    /** Compiles a template; empty when something between the braces is not a SCIM path. */
    static Optional<Template> parse(String written) {
        return TemplateText.parse(written).flatMap(text -> {
            Map<String, ScimPath> paths = new HashMap<>();
            for (String hole : text.holes()) {
                Optional<ScimPath> path = ScimPath.parse(hole);
                if (path.isEmpty()) {
                    return Optional.empty();
                }
                paths.put(hole, path.get());
            }
            return Optional.of(new Template(text, paths));
        });
    }

    /** The paths as written, in order. */
    List<String> paths() {
        return text.holes();
    }

    @Override
    public List<String> of(Resource resource) {
        return text.fill(hole -> paths.get(hole).of(resource).stream().findFirst()).stream()
                .toList();
    }
}

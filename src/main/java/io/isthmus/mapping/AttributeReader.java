package io.isthmus.mapping;

import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what stands under {@code attributes:} of a rule. */
final class AttributeReader {
    private static final Set<String> KEYS = Set.of("from", "template", "cel", "as", "ownership");

    private AttributeReader() {}

    /** Empty after a fault was noted. */
    static Optional<AttributeRule> read(String name, Yaml yaml, KnownPaths known) {
        if (!AttributeRule.isName(name)) {
            yaml.fault("\"" + name + "\" is not the name of an LDAP attribute");
            return Optional.empty();
        }
        if (!yaml.isMap()) {
            List<ScimPath> from = paths(yaml, known);
            return Optional.of(new AttributeRule(
                    name, new Values(from, Optional.empty(), Optional.empty()), Ownership.ENFORCE, false));
        }
        Map<String, Yaml> keys = yaml.map(KEYS);
        List<ScimPath> from = Optional.ofNullable(keys.get("from"))
                .map(key -> paths(key, known))
                .orElse(List.of());
        Optional<Template> template = Optional.ofNullable(keys.get("template")).flatMap(key -> template(key, known));
        Optional<Cel> cel = Optional.ofNullable(keys.get("cel")).flatMap(AttributeReader::cel);
        if (keys.get("from") == null && keys.get("template") == null && keys.get("cel") == null) {
            yaml.fault("says nothing; write a SCIM path, or one of from, template, cel");
        }
        return Optional.of(new AttributeRule(
                name,
                new Values(from, template, cel),
                Optional.ofNullable(keys.get("ownership"))
                        .flatMap(key -> Scalars.choice(key, Ownership.class))
                        .orElse(Ownership.ENFORCE),
                Optional.ofNullable(keys.get("as"))
                        .filter(AttributeReader::isReference)
                        .isPresent()));
    }

    private static List<ScimPath> paths(Yaml yaml, KnownPaths known) {
        List<ScimPath> paths = new ArrayList<>();
        for (Yaml item : yaml.list()) {
            item.text().flatMap(text -> known.path(item, text)).ifPresent(paths::add);
        }
        return paths;
    }

    private static Optional<Template> template(Yaml yaml, KnownPaths known) {
        return yaml.text().flatMap(text -> {
            Optional<Template> template = Template.parse(text);
            if (template.isEmpty()) {
                yaml.fault("is not a template; write paths as ${name.givenName}");
            }
            template.ifPresent(found -> found.paths().stream()
                    .flatMap(path -> known.fault(KnownPaths.unfiltered(path)).stream())
                    .forEach(yaml::fault));
            return template;
        });
    }

    private static Optional<Cel> cel(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                return Optional.of(Cel.compile(text, false));
            } catch (MappingException wrong) {
                yaml.fault(wrong.getMessage());
                return Optional.empty();
            }
        });
    }

    private static boolean isReference(Yaml yaml) {
        boolean reference = yaml.text().orElse("").equals("reference");
        if (!reference) {
            yaml.fault("has to be reference");
        }
        return reference;
    }

    /** First of {@code from} that is not empty, else the template; the expression, where there is one, has the last word. */
    private record Values(List<ScimPath> from, Optional<Template> template, Optional<Cel> cel)
            implements AttributeRule.ValueSource {
        @Override
        public List<String> of(Resource resource) {
            List<String> values = List.of();
            for (ScimPath path : from) {
                values = path.of(resource);
                if (!values.isEmpty()) {
                    break;
                }
            }
            if (values.isEmpty() && template.isPresent()) {
                values = template.get().of(resource);
            }
            return cel.isPresent() ? cel.get().values(resource, values) : values;
        }

        @Override
        public Optional<AttributeRule.SourcePath> source() {
            return cel.isPresent() || from.isEmpty() ? Optional.empty() : Optional.of(from.get(0)::write);
        }
    }
}

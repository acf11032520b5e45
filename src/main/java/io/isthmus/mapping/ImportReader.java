package io.isthmus.mapping;

import io.isthmus.scim.Names;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what stands under {@code import:} of a rule. */
final class ImportReader {
    private ImportReader() {}

    static Map<String, EntryTemplate> read(Yaml yaml, KnownPaths known) {
        Map<String, EntryTemplate> imports = new LinkedHashMap<>();
        yaml.map().forEach((path, value) -> template(path, value, known).ifPresent(found -> imports.put(path, found)));
        return Collections.unmodifiableMap(imports);
    }

    private static Optional<EntryTemplate> template(String path, Yaml yaml, KnownPaths known) {
        if (Names.isServerSet(known.type(), path)) {
            yaml.fault("\"" + path + "\" is set by the server and cannot be imported; remove it");
            return Optional.empty();
        }
        known.path(yaml, path);
        Optional<String> text = yaml.text();
        Optional<EntryTemplate> template = text.flatMap(EntryTemplate::parse);
        if (text.isPresent() && template.isEmpty()) {
            yaml.fault("is not a template; write LDAP attributes as ${uid}");
        }
        if (path.equalsIgnoreCase("userName")
                && template.filter(found -> found.attributes().isEmpty()).isPresent()) {
            yaml.fault("would give every user the same userName; write one like ${uid}@example.com");
        }
        return template;
    }
}

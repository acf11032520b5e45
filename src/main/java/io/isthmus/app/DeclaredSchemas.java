package io.isthmus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.scim.DefinitionJson;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.ImportMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Schemas of custom extensions that a source's settings name: files with one definition each, as RFC 7643 section 7 writes it.
 *
 * @param schemas those that can be served
 * @param faults sentences about the others
 */
record DeclaredSchemas(List<JsonNode> schemas, List<String> faults) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static DeclaredSchemas read(Settings.SourceKeys source) {
        List<JsonNode> schemas = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Set<String> urns = new HashSet<>();
        for (String file : source.schemas().orElse(List.of())) {
            try {
                JsonNode schema = JSON.readTree(Files.readString(Path.of(file)));
                List<String> wrong = new ArrayList<>(DefinitionJson.faults(schema));
                if (!urns.add(schema.path("id").asText("").toLowerCase(Locale.ROOT)) && wrong.isEmpty()) {
                    wrong.add("declares " + schema.path("id").asText() + ", which another file declares already");
                }
                if (wrong.isEmpty()) {
                    schemas.add(schema);
                }
                wrong.forEach(fault -> faults.add(file + " " + fault));
            } catch (IOException unreadable) {
                faults.add(file + " cannot be read as JSON: write the path of a file with one schema definition");
            }
        }
        return new DeclaredSchemas(List.copyOf(schemas), List.copyOf(faults));
    }

    /** What a source declares, with what the server adds where it imports. */
    static Extensions extensions(Settings.SourceKeys source) {
        List<JsonNode> schemas = new ArrayList<>(read(source).schemas());
        if (source.imports()) {
            schemas.add(ImportMark.schema());
        }
        return Extensions.of(schemas);
    }

    /** The same of all sources, by name. */
    static Map<String, Extensions> extensions(Settings settings) {
        return settings.sources().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, source -> extensions(source.getValue())));
    }
}

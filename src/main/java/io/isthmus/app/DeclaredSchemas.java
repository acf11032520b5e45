package io.isthmus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        for (String file : source.schemas().orElse(List.of())) {
            try {
                JsonNode schema = JSON.readTree(Files.readString(Path.of(file)));
                boolean whole = schema.path("id").asText("").startsWith("urn:")
                        && schema.path("attributes").isArray()
                        && !schema.path("attributes").isEmpty();
                if (whole) {
                    schemas.add(schema);
                } else {
                    faults.add(file + " is no schema: it needs an id that is a URN, and attributes");
                }
            } catch (IOException unreadable) {
                faults.add(file + " cannot be read as JSON: write the path of a file with one schema definition");
            }
        }
        return new DeclaredSchemas(List.copyOf(schemas), List.copyOf(faults));
    }
}

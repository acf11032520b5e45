package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where the library's definitions differ from RFC 7643 or from what we do, they are put right before anybody reads them. */
final class SchemaCorrections {
    private SchemaCorrections() {}

    /** Corrects a definition in place. */
    static void apply(ObjectNode schema) {
        schema.path("attributes").forEach(SchemaCorrections::caseRule);
        switch (schema.path("id").asText()) {
            case Schemas.USER -> exact(attribute(schema, "groups", "value"));
            case Schemas.GROUP -> {
                attribute(schema, "displayName").put("uniqueness", "server");
                exact(attribute(schema, "members", "value"));
            }
            case Schemas.ENTERPRISE -> {
                attribute(schema, "manager", "value").put("required", false);
                attribute(schema, "manager", "$ref").put("required", false);
            }
            default -> throw new IllegalArgumentException("no schema of ours");
        }
    }

    /** References and binary data are case-exact (RFC 7643 sections 2.3.6 and 2.3.7); what is no text has no case. */
    private static void caseRule(JsonNode attribute) {
        ObjectNode definition = (ObjectNode) attribute;
        switch (attribute.path("type").asText()) {
            case "reference", "binary" -> exact(definition);
            case "complex", "boolean" -> definition.put("caseExact", false);
            default -> {
                // text: as its definition says
            }
        }
        attribute.path("subAttributes").forEach(SchemaCorrections::caseRule);
    }

    /** Ids are compared as they are. */
    private static void exact(ObjectNode definition) {
        definition.put("caseExact", true);
    }

    private static ObjectNode attribute(ObjectNode schema, String name) {
        return named(schema.path("attributes"), name);
    }

    private static ObjectNode attribute(ObjectNode schema, String name, String sub) {
        return named(attribute(schema, name).path("subAttributes"), sub);
    }

    private static ObjectNode named(JsonNode attributes, String name) {
        for (JsonNode attribute : attributes) {
            if (attribute.path("name").asText().equals(name)) {
                return (ObjectNode) attribute;
            }
        }
        throw new IllegalArgumentException("no attribute " + name);
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Declarations of attributes as JSON (RFC 7643 section 7); what one does not say is as section 2.2 has it. */
public final class DefinitionJson {
    private static final String NAME = "[A-Za-z$][A-Za-z0-9_$-]*";
    private static final List<String> FLAGS = List.of("multiValued", "required", "caseExact");

    private DefinitionJson() {}

    /** What is wrong with a declared schema, as sentences; empty when it can be used. */
    public static List<String> faults(JsonNode schema) {
        String urn = schema.path("id").asText("");
        if (!urn.startsWith("urn:")
                || !schema.path("attributes").isArray()
                || schema.path("attributes").isEmpty()) {
            return List.of("is no schema: it needs an id that is a URN, and attributes");
        }
        if (isOurs(urn)) {
            return List.of("declares " + urn + ", which is ours; give the extension a URN of its own");
        }
        List<String> faults = new ArrayList<>();
        faults(schema.path("attributes"), "", faults);
        return faults;
    }

    /** One of our schemas, or a URN that would be an attribute of one. */
    private static boolean isOurs(String urn) {
        return Stream.of(Schemas.USER, Schemas.GROUP, Schemas.ENTERPRISE, ImportMark.URN)
                .anyMatch(ours -> (urn + ":").regionMatches(true, 0, ours + ":", 0, ours.length() + 1));
    }

    private static void faults(JsonNode attributes, String above, List<String> faults) {
        Set<String> names = new HashSet<>();
        for (JsonNode attribute : attributes) {
            String name = attribute.path("name").asText("");
            String path = above + name;
            if (!name.matches(NAME)) {
                faults.add("has an attribute" + (above.isEmpty() ? "" : " below " + above)
                        + " without a name, or with one that is none: \"" + name + "\"");
                continue;
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                faults.add("declares " + path + " twice");
            }
            faults(attribute, path, above, faults);
        }
    }

    private static void faults(JsonNode attribute, String path, String above, List<String> faults) {
        if (type(attribute).isEmpty()) {
            faults.add("gives " + path + " a type that is none; write one of "
                    + Arrays.stream(Type.values()).map(Type::getName).collect(Collectors.joining(", ")));
        }
        if (mutability(attribute).isEmpty()) {
            faults.add("gives " + path + " a mutability that is none; write one of "
                    + Arrays.stream(Mutability.values())
                            .map(Mutability::getName)
                            .collect(Collectors.joining(", ")));
        }
        if (attribute.path("mutability").asText("").equalsIgnoreCase("writeOnly")
                || attribute.path("returned").asText("").equalsIgnoreCase("never")) {
            faults.add("hides " + path + " (writeOnly, or returned: never); secrets are not kept, leave it out");
        }
        FLAGS.stream()
                .filter(flag -> attribute.has(flag) && !attribute.path(flag).isBoolean())
                .forEach(flag -> faults.add("has to say true or false for " + flag + " of " + path));
        boolean complex = type(attribute).filter(Type.COMPLEX::equals).isPresent();
        JsonNode subs = attribute.path("subAttributes");
        if (complex && !above.isEmpty()) {
            faults.add("has " + path + " complex inside a complex attribute, which RFC 7643 does not have");
        } else if (complex && (!subs.isArray() || subs.isEmpty())) {
            faults.add("gives " + path + " no subAttributes, which a complex attribute needs");
        } else if (!complex && !subs.isEmpty()) {
            faults.add("gives " + path + " subAttributes, which only a complex attribute has");
        } else if (complex) {
            faults(subs, path + ".", faults);
        }
    }

    /** Attributes without faults, by lower-case name. */
    static Map<String, AttributeDefinition> attributes(JsonNode attributes) {
        Map<String, AttributeDefinition> byName = new LinkedHashMap<>();
        for (JsonNode given : attributes) {
            Type type = type(given).orElseThrow();
            boolean exact = given.path("caseExact").asBoolean(false) && type != Type.COMPLEX
                    || type == Type.REFERENCE
                    || type == Type.BINARY;
            AttributeDefinition read = new AttributeDefinition(
                    given.path("name").asText(),
                    type,
                    given.path("multiValued").asBoolean(false),
                    exact,
                    given.path("required").asBoolean(false),
                    mutability(given).orElseThrow(),
                    attributes(given.path("subAttributes")));
            byName.put(read.name().toLowerCase(Locale.ROOT), read);
        }
        return byName;
    }

    /** Of an attribute as much as says how an operation applies to it. */
    static ObjectNode json(AttributeDefinition definition) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", definition.name())
                .put("type", definition.type().getName());
        if (definition.multiValued()) {
            json.put("multiValued", true);
        }
        if (definition.caseExact()) {
            json.put("caseExact", true);
        }
        if (definition.mutability() != Mutability.READ_WRITE) {
            json.put("mutability", definition.mutability().getName());
        }
        if (!definition.subAttributes().isEmpty()) {
            ArrayNode subs = json.putArray("subAttributes");
            definition.subAttributes().values().forEach(sub -> subs.add(json(sub)));
        }
        return json;
    }

    private static Optional<Type> type(JsonNode attribute) {
        String name = attribute.path("type").asText("string");
        return Arrays.stream(Type.values())
                .filter(type -> type.getName().equalsIgnoreCase(name))
                .findFirst();
    }

    private static Optional<Mutability> mutability(JsonNode attribute) {
        String name = attribute.path("mutability").asText("readWrite");
        return Arrays.stream(Mutability.values())
                .filter(one -> one.getName().equalsIgnoreCase(name))
                .findFirst();
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The custom extensions that a source declares (RFC 7643 section 7). */
public final class Extensions {
    /** Nothing is declared. */
    public static final Extensions NONE = new Extensions(List.of(), List.of());

    private final List<JsonNode> definitions;
    private final List<Extension> all;

    private Extensions(List<JsonNode> definitions, List<Extension> all) {
        this.definitions = List.copyOf(definitions);
        this.all = all.stream()
                // of two URNs that a path begins with, the longer one is meant
                .sorted(Comparator.comparing((Extension one) -> one.urn().length())
                        .reversed())
                .toList();
    }

    /** @param definitions schemas without {@link DefinitionJson#faults}, and the {@link ImportMark}'s, which no push may set */
    public static Extensions of(List<JsonNode> definitions) {
        List<Extension> all = new ArrayList<>();
        for (JsonNode schema : definitions) {
            String urn = schema.path("id").asText();
            if (!urn.equals(ImportMark.URN)) {
                all.add(new Extension(urn, DefinitionJson.attributes(schema.path("attributes"))));
            }
        }
        return new Extensions(definitions, all);
    }

    static Extensions only(Extension one) {
        return new Extensions(List.of(), List.of(one));
    }

    /** The definitions as they are declared; not to be changed. */
    public List<JsonNode> definitions() {
        return definitions;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those of resources of a type. */
    List<Extension> of(ResourceType type) {
        return all.isEmpty() ? all : all.stream().filter(one -> one.isFor(type)).toList();
    }

    /** The extension with that URN, in any case. */
    Optional<Extension> named(ResourceType type, String urn) {
        return of(type).stream().filter(one -> one.urn().equalsIgnoreCase(urn)).findFirst();
    }

    /** Whether a path names an attribute of one of them. */
    boolean hasAttribute(ResourceType type, String written) {
        return about(type, written)
                .flatMap(one -> one.below(written).filter(one::has))
                .isPresent();
    }

    /** Whether a body says something of one of them. */
    public boolean areIn(ResourceType type, JsonNode body) {
        return body.properties().stream()
                .anyMatch(entry -> about(type, entry.getKey()).isPresent());
    }

    /** The extension that a path names, or that has the attribute which it names. */
    Optional<Extension> about(ResourceType type, String written) {
        return all.isEmpty() || !Names.isUrn(written)
                ? Optional.empty()
                : of(type).stream()
                        .filter(one -> one.urn().equalsIgnoreCase(written)
                                || one.below(written).isPresent())
                        .findFirst();
    }
}

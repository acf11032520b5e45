package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code attributes} and {@code excludedAttributes} of a request (RFC 7644 section 3.9). */
public final class Projection {
    /** Everything is returned. */
    public static final Projection ALL = new Projection(Optional.empty(), List.of());

    private static final Set<String> ALWAYS = Set.of("id", "schemas");
    private final Optional<List<AttributePath>> only;
    private final List<AttributePath> without;

    private Projection(Optional<List<AttributePath>> only, List<AttributePath> without) {
        this.only = only;
        this.without = without;
    }

    /** Where nothing is declared. @throws ScimException 400 invalidValue when both are given */
    public static Projection of(ResourceType type, Optional<String> attributes, Optional<String> excluded) {
        return of(type, attributes, excluded, Extensions.NONE);
    }

    /** @throws ScimException 400 invalidValue when both are given */
    public static Projection of(
            ResourceType type, Optional<String> attributes, Optional<String> excluded, Extensions extensions) {
        Optional<String> wanted = attributes.filter(list -> !list.isBlank());
        Optional<String> unwanted = excluded.filter(list -> !list.isBlank());
        if (wanted.isPresent() && unwanted.isPresent()) {
            throw new ScimException(
                    ScimError.invalidValue("attributes and excludedAttributes cannot be used in one request"));
        }
        return wanted.isEmpty() && unwanted.isEmpty()
                ? ALL
                : new Projection(
                        wanted.map(list -> paths(type, list, extensions)),
                        unwanted.map(list -> paths(type, list, extensions)).orElse(List.of()));
    }

    private static List<AttributePath> paths(ResourceType type, String list, Extensions extensions) {
        List<AttributePath> paths = new ArrayList<>();
        for (String name : list.split(",")) {
            String trimmed = name.trim();
            Optional<Schemas.Resolved> resolved =
                    trimmed.isEmpty() ? Optional.empty() : Schemas.resolve(type, trimmed, extensions);
            Optional<Extension> declared = extensions.named(type, trimmed);
            if (trimmed.equalsIgnoreCase(type.schema())) {
                Schemas.names(type)
                        .forEach(attribute ->
                                paths.add(new AttributePath(Optional.empty(), attribute, Optional.empty())));
            } else if (declared.isPresent()) {
                paths.add(new AttributePath(Optional.empty(), declared.get().urn(), Optional.empty()));
            } else if (trimmed.toLowerCase(Locale.ROOT).matches("urn:.*:(user|group)")) {
                paths.add(new AttributePath(Optional.empty(), ResourceBody.canonicalUrn(trimmed), Optional.empty()));
            } else {
                resolved.ifPresent(found -> paths.add(found.path()));
            }
        }
        return paths;
    }

    /** Whether all of an attribute is left out, so that it need not be read. @param attribute in the schema's spelling */
    public boolean leavesOut(String attribute) {
        return only.map(paths ->
                        paths.stream().noneMatch(path -> path.attribute().equals(attribute)))
                .orElseGet(() -> without.stream()
                        .anyMatch(path -> path.attribute().equals(attribute)
                                && path.subAttribute().isEmpty()));
    }

    /** Whether the request says which attributes it wants. */
    public boolean isAsked() {
        return this != ALL;
    }

    /** Reduces one element of a multi-valued attribute that is rendered by itself. */
    public ObjectNode element(String attribute, ObjectNode element) {
        if (this == ALL) {
            return element;
        }
        ObjectNode holder = element.objectNode();
        holder.putArray(attribute).add(element);
        JsonNode reduced = apply(holder).path(attribute).path(0);
        return reduced.isObject() ? (ObjectNode) reduced : element.objectNode();
    }

    /** Reduces a rendered resource in place. */
    public ObjectNode apply(ObjectNode resource) {
        if (only.isPresent()) {
            ObjectNode kept = resource.objectNode();
            ALWAYS.stream().filter(resource::has).forEach(name -> kept.set(name, resource.get(name)));
            only.get().forEach(path -> keep(resource, kept, path));
            only.get().stream()
                    .filter(path -> path.subAttribute().isPresent())
                    .forEach(path -> withoutBlanks(kept, path));
            return kept;
        }
        without.stream().filter(path -> !ALWAYS.contains(path.attribute())).forEach(path -> drop(resource, path));
        return resource;
    }

    private static void keep(ObjectNode from, ObjectNode to, AttributePath path) {
        JsonNode source = path.schema().map(from::path).orElse(from);
        JsonNode value = source.path(path.attribute());
        if (value.isMissingNode()) {
            return;
        }
        ObjectNode target =
                path.schema().isEmpty() ? to : withObject(to, path.schema().get());
        if (path.subAttribute().isEmpty()) {
            target.set(path.attribute(), value);
        } else if (value.isArray()) {
            keepSub(value, target, path.attribute(), path.subAttribute().get());
        } else {
            JsonNode sub = value.path(path.subAttribute().get());
            if (!sub.isMissingNode()) {
                withObject(target, path.attribute()).set(path.subAttribute().get(), sub);
            }
        }
    }

    /** Several sub-attributes of one attribute come together in its elements. */
    private static void keepSub(JsonNode value, ObjectNode target, String attribute, String sub) {
        JsonNode there = target.path(attribute);
        ArrayNode reduced = there.isArray() ? (ArrayNode) there : target.putArray(attribute);
        for (int i = 0; i < value.size(); i++) {
            JsonNode part = onlySub(value.get(i), sub);
            if (i >= reduced.size()) {
                reduced.add(part);
            } else if (reduced.get(i) instanceof ObjectNode kept && part instanceof ObjectNode more) {
                kept.setAll(more);
            }
        }
    }

    /** An element that has none of what was asked for is not shown as an empty one. */
    private static void withoutBlanks(ObjectNode kept, AttributePath path) {
        JsonNode holder = path.schema().map(kept::path).orElse(kept);
        if (holder.path(path.attribute()) instanceof ArrayNode elements) {
            elements.removeIf(element -> element.isObject() && element.isEmpty());
            if (elements.isEmpty()) {
                ((ObjectNode) holder).remove(path.attribute());
            }
        }
    }

    private static JsonNode onlySub(JsonNode element, String sub) {
        if (!element.isObject()) {
            return element;
        }
        Set<String> others = new HashSet<>();
        element.fieldNames().forEachRemaining(others::add);
        others.remove(sub);
        return ((ObjectNode) element.deepCopy()).remove(others);
    }

    private static void drop(ObjectNode from, AttributePath path) {
        JsonNode source = path.schema().map(from::path).orElse(from);
        if (!(source instanceof ObjectNode parent)) {
            return;
        }
        if (path.subAttribute().isEmpty()) {
            parent.remove(path.attribute());
            return;
        }
        JsonNode value = parent.path(path.attribute());
        Iterable<JsonNode> elements = value.isArray() ? value : List.of(value);
        for (JsonNode element : elements) {
            if (element instanceof ObjectNode object) {
                object.remove(path.subAttribute().get());
            }
        }
    }

    private static ObjectNode withObject(ObjectNode parent, String name) {
        JsonNode there = parent.path(name);
        return there.isObject() ? (ObjectNode) there : parent.putObject(name);
    }
}

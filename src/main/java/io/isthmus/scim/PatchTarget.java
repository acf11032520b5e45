package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PATCH path (RFC 7644 section 3.5.2): an attribute, perhaps some of its elements, perhaps a sub-attribute of those.
 *
 * @param path attribute, in the schema's spelling
 * @param attribute its definition; empty for an extension that we do not know
 * @param elements which elements of a multi-valued attribute
 * @param sub sub-attribute
 */
record PatchTarget(
        AttributePath path,
        Optional<AttributeDefinition> attribute,
        Optional<Filter> elements,
        Optional<AttributeDefinition> sub) {

    /** The paths of Entra's usual mappings of users (idp.md section 5), read once: with each of them comes a filter. */
    private static final Map<String, PatchTarget> USUAL = Stream.of(
                    "emails[type eq \"work\"].value",
                    "phoneNumbers[type eq \"work\"].value",
                    "phoneNumbers[type eq \"mobile\"].value",
                    "phoneNumbers[type eq \"fax\"].value",
                    "addresses[type eq \"work\"].formatted",
                    "addresses[type eq \"work\"].streetAddress",
                    "addresses[type eq \"work\"].locality",
                    "addresses[type eq \"work\"].region",
                    "addresses[type eq \"work\"].postalCode",
                    "addresses[type eq \"work\"].country")
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(), path -> parse(ResourceType.USER, path, Extensions.NONE)));

    /** The target, unless the path names no attribute. */
    static Optional<PatchTarget> find(ResourceType type, String written, Extensions extensions) {
        try {
            return Optional.of(parse(type, written, extensions));
        } catch (ScimException namesNothing) {
            return Optional.empty();
        }
    }

    /** @throws ScimException 400 invalidPath, mutability */
    static PatchTarget parse(ResourceType type, String written) {
        PatchTarget usual = type == ResourceType.USER ? USUAL.get(written) : null;
        return usual != null ? usual : parse(type, written, Extensions.NONE);
    }

    /** @throws ScimException 400 invalidPath, mutability */
    static PatchTarget parse(ResourceType type, String written, Extensions extensions) {
        if (Names.isServerSet(type, written)) {
            throw new ScimException(
                    ScimError.badRequest("mutability", "only the server sets " + Names.head(type, written)));
        }
        int open = written.indexOf('[');
        if (open < 0) {
            Schemas.Resolved whole = Schemas.resolve(type, written, extensions).orElseThrow(() -> invalid(written));
            return ofAttribute(type, whole, written, extensions);
        }
        int close = written.lastIndexOf(']');
        String rest = close < 0 ? "" : written.substring(close + 1);
        if (close < open || !rest.isEmpty() && rest.charAt(0) != '.') {
            throw invalid(written);
        }
        Schemas.Resolved resolved =
                Schemas.resolve(type, written.substring(0, open), extensions).orElseThrow(() -> invalid(written));
        AttributeDefinition definition =
                resolved.definition().filter(AttributeDefinition::multiValued).orElseThrow(() -> invalid(written));
        Filter filter;
        try {
            filter = FilterParser.parse(type, written.substring(0, close + 1), extensions);
        } catch (ScimException refused) {
            throw invalid(written);
        }
        if (!(filter instanceof Filter.ValuePath valuePath)) {
            throw invalid(written);
        }
        Optional<AttributeDefinition> sub = rest.isEmpty()
                ? Optional.empty()
                : Optional.of(definition.sub(rest.substring(1)).orElseThrow(() -> invalid(written)));
        return new PatchTarget(resolved.path(), Optional.of(definition), Optional.of(valuePath.condition()), sub);
    }

    private static PatchTarget ofAttribute(
            ResourceType type, Schemas.Resolved resolved, String written, Extensions extensions) {
        if (resolved.path().subAttribute().isEmpty() || resolved.definition().isEmpty()) {
            return new PatchTarget(resolved.path(), resolved.definition(), Optional.empty(), Optional.empty());
        }
        AttributePath whole =
                new AttributePath(resolved.path().schema(), resolved.path().attribute(), Optional.empty());
        Optional<AttributeDefinition> attribute =
                Schemas.resolve(type, whole.toString(), extensions).flatMap(Schemas.Resolved::definition);
        if (attribute.isEmpty()) {
            throw invalid(written);
        }
        return new PatchTarget(whole, attribute, Optional.empty(), resolved.definition());
    }

    void apply(ObjectNode body, PatchOp op, JsonNode value) {
        ObjectNode parent =
                path.schema().isEmpty() ? body : child(body, path.schema().get());
        boolean unassign = op == PatchOp.REMOVE || empty(value);
        Set<JsonNode> primaries = Primary.of(parent.path(name()));
        if (attribute.isEmpty()) {
            onUnknown(parent, unassign, value);
        } else if (elements.isPresent()) {
            onElements(parent, unassign, value);
        } else if (sub.isPresent()) {
            onSub(parent, unassign, value);
        } else if (op == PatchOp.REMOVE && multiValued() && value.isContainerNode()) {
            removeListed(parent, value);
        } else if (unassign) {
            if (op != PatchOp.ADD || !multiValued()) {
                parent.remove(name());
            }
        } else {
            onAttribute(parent, op, value);
        }
        Primary.keepOne(parent.path(name()), primaries);
        ResourceBody.countable(path.toString(), parent.path(name()));
        path.schema().filter(urn -> parent.isEmpty()).ifPresent(body::remove);
    }

    /** An attribute of an extension that we do not know, or a part of it. */
    private void onUnknown(ObjectNode parent, boolean unassign, JsonNode value) {
        boolean part = path.subAttribute().isPresent();
        ObjectNode holder = part ? child(parent, name()) : parent;
        String key = path.subAttribute().orElse(name());
        Optional<JsonNode> kept = unassign ? Optional.empty() : ResourceBody.plain(value);
        kept.ifPresentOrElse(found -> holder.set(key, found), () -> holder.remove(key));
        if (part && holder.isEmpty()) {
            parent.remove(name());
        }
    }

    private String name() {
        return path.attribute();
    }

    private boolean multiValued() {
        return attribute.filter(AttributeDefinition::multiValued).isPresent();
    }

    private void onAttribute(ObjectNode parent, PatchOp op, JsonNode value) {
        Optional<JsonNode> understood = ResourceBody.value(attribute.get(), path.toString(), value);
        if (op == PatchOp.ADD && multiValued()) {
            understood.ifPresent(added -> Elements.add(array(parent), added));
            dropEmpty(parent);
            return;
        }
        boolean merge = understood.filter(JsonNode::isObject).isPresent()
                && parent.path(name()).isObject()
                && path.schema().filter(Schemas.ENTERPRISE::equals).isEmpty();
        if (merge) {
            ((ObjectNode) parent.get(name())).setAll((ObjectNode) understood.get());
        } else {
            understood.ifPresentOrElse(found -> parent.set(name(), found), () -> parent.remove(name()));
        }
    }

    /** With a value only what it lists goes, as with members: read literally, RFC 7644 would take every value. */
    private void removeListed(ObjectNode parent, JsonNode value) {
        ResourceBody.value(attribute.orElseThrow(), path.toString(), value).ifPresent(listed -> {
            ArrayNode array = array(parent);
            listed.forEach(gone -> array.removeIf(element -> Elements.same(element, gone)));
            dropEmpty(parent);
        });
    }

    private void onSub(ObjectNode parent, boolean unassign, JsonNode value) {
        if (multiValued()) {
            ArrayNode array = array(parent);
            if (array.isEmpty() && !unassign) {
                array.addObject();
            }
            array.forEach(element -> setSub(element, unassign, value));
            dropEmpty(parent);
            return;
        }
        ObjectNode complex = child(parent, name());
        setSub(complex, unassign, value);
        if (complex.isEmpty()) {
            parent.remove(name());
        }
    }

    private void onElements(ObjectNode parent, boolean unassign, JsonNode value) {
        ArrayNode array = array(parent);
        boolean found = false;
        for (Iterator<JsonNode> each = array.iterator(); each.hasNext(); ) {
            JsonNode element = each.next();
            if (Filters.matches(elements.orElseThrow(), element)) {
                found = true;
                if (unassign && sub.isEmpty()) {
                    each.remove();
                } else {
                    change(element, unassign, value);
                }
            }
        }
        if (!found && !unassign) {
            ObjectNode created = array.objectNode();
            fromFilter(elements.orElseThrow(), created);
            change(created, false, value);
            array.add(created);
        }
        dropEmpty(parent);
    }

    private void change(JsonNode element, boolean unassign, JsonNode value) {
        if (sub.isPresent()) {
            setSub(element, unassign, value);
        } else if (element instanceof ObjectNode object) {
            ResourceBody.element(attribute.orElseThrow(), path.toString(), value)
                    .filter(JsonNode::isObject)
                    .ifPresent(understood -> merge(object, (ObjectNode) understood));
        }
    }

    private void merge(ObjectNode element, ObjectNode understood) {
        for (AttributeDefinition part : attribute.orElseThrow().subAttributes().values()) {
            if (understood.has(part.name())) {
                ExtensionRules.unmoved(
                        part,
                        path + "." + part.name(),
                        element.path(part.name()),
                        Optional.of(understood.get(part.name())));
            }
        }
        element.setAll(understood);
    }

    private void setSub(JsonNode element, boolean unassign, JsonNode value) {
        if (!(element instanceof ObjectNode object)) {
            return;
        }
        AttributeDefinition definition = sub.orElseThrow();
        Optional<JsonNode> understood =
                unassign ? Optional.empty() : ResourceBody.value(definition, path + "." + definition.name(), value);
        ExtensionRules.unmoved(definition, path + "." + definition.name(), object.path(definition.name()), understood);
        understood.ifPresentOrElse(
                found -> object.set(definition.name(), found), () -> object.remove(definition.name()));
    }

    /** An element that holds nothing any more but its type and primary mark says nothing. */
    private void dropEmpty(ObjectNode parent) {
        ArrayNode array = array(parent);
        for (Iterator<JsonNode> each = array.iterator(); each.hasNext(); ) {
            JsonNode element = each.next();
            int marks = (element.has("type") ? 1 : 0) + (element.has("primary") ? 1 : 0);
            if (element.isObject() && element.size() == marks) {
                each.remove();
            }
        }
        if (array.isEmpty()) {
            parent.remove(name());
        }
    }

    /** What an element that is made for a filter holds: what the filter says it equals. */
    private static void fromFilter(Filter filter, ObjectNode element) {
        if (filter instanceof Filter.And and) {
            and.all().forEach(part -> fromFilter(part, element));
        } else if (filter instanceof Filter.Compare compare && compare.operator() == Filter.Operator.EQ) {
            element.set(compare.path().attribute(), compare.value());
        } else {
            throw new ScimException(ScimError.badRequest(
                    "noTarget", "no element meets the path's filter, and none can be made from it"));
        }
    }

    private ArrayNode array(ObjectNode parent) {
        JsonNode there = parent.path(name());
        return there.isArray() ? (ArrayNode) there : parent.putArray(name());
    }

    static ObjectNode child(ObjectNode parent, String name) {
        JsonNode there = parent.path(name);
        return there.isObject() ? (ObjectNode) there : parent.putObject(name);
    }

    /** Whether a value takes its attribute away: absent, null, empty. */
    static boolean empty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.isTextual() && value.textValue().isEmpty()
                || value.isArray() && value.isEmpty();
    }

    private static ScimException invalid(String path) {
        return new ScimException(ScimError.badRequest(
                "invalidPath", "the path \"" + ScimError.shown(path) + "\" names no attribute that can be patched"));
    }
}

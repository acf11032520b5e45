package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a declaration asks of a resource as a whole: {@code required} and {@code immutable} (RFC 7643 section 2.2). Asked once, when a
 * push is decided; the journal does not ask again.
 */
public final class ExtensionRules {
    private ExtensionRules() {}

    /**
     * The body of a PUT with the immutable values that it says nothing of.
     *
     * @param before the resource as it is
     */
    @SuppressWarnings("ReferenceEquality") // whether it is copied already
    public static ObjectNode kept(ResourceType type, ObjectNode body, ObjectNode before, Extensions extensions) {
        ObjectNode kept = body;
        for (Extension extension : extensions.of(type)) {
            JsonNode there = there(before, extension);
            for (AttributeDefinition definition : extension.attributes().values()) {
                JsonNode value = there.path(definition.name());
                boolean silent = !kept.path(extension.urn()).has(definition.name());
                if (definition.immutable() && silent && !value.isMissingNode()) {
                    kept = kept == body ? body.deepCopy() : kept;
                    PatchTarget.child(kept, extension.urn()).set(definition.name(), value);
                }
            }
        }
        return kept;
    }

    /**
     * Extensions that a push leaves as they were are not looked at: who was pushed before something was declared can still be locked.
     *
     * @param before the resource as it was; empty for a new one
     * @param said what the push says; of an extension that it does not name, nothing is required
     * @throws ScimException 400 invalidValue for a required attribute that is missing, mutability for an immutable one that moved
     */
    public static void check(
            ResourceType type, Optional<ObjectNode> before, ObjectNode said, ObjectNode after, Extensions extensions) {
        for (Extension extension : extensions.of(type)) {
            JsonNode was = before.map(body -> there(body, extension)).orElse(MissingNode.getInstance());
            JsonNode is = there(after, extension);
            if (!was.equals(is)) {
                extension.attributes().values().forEach(definition -> moved(extension, definition, was, is));
                if (is.isObject() && there(said, extension).isObject()) {
                    required(extension.urn() + ":", extension.attributes().values(), is);
                }
            }
        }
    }

    /** Whether a PUT may keep values that it does not say, so that the journal has to. */
    public static boolean keeps(ResourceType type, Extensions extensions) {
        return extensions.of(type).stream()
                .flatMap(one -> one.attributes().values().stream())
                .anyMatch(AttributeDefinition::immutable);
    }

    private static JsonNode there(ObjectNode body, Extension extension) {
        return Patch.keyOf(body, extension.urn()).map(body::path).orElse(MissingNode.getInstance());
    }

    private static void required(String prefix, Iterable<AttributeDefinition> definitions, JsonNode holder) {
        for (AttributeDefinition definition : definitions) {
            String path = prefix + definition.name();
            JsonNode value = holder.path(definition.name());
            if (definition.required() && !definition.readOnly() && value.isMissingNode()) {
                throw new ScimException(ScimError.invalidValue(path + " is required"));
            }
            if (definition.type() == Type.COMPLEX) {
                Iterable<JsonNode> elements =
                        value.isArray() ? value : value.isObject() ? List.of(value) : List.<JsonNode>of();
                elements.forEach(element ->
                        required(path + ".", definition.subAttributes().values(), element));
            }
        }
    }

    private static void moved(Extension extension, AttributeDefinition definition, JsonNode was, JsonNode is) {
        String path = extension.path(definition.name());
        JsonNode before = was.path(definition.name());
        JsonNode after = is.path(definition.name());
        unmoved(definition, path, before, Optional.of(after).filter(found -> !found.isMissingNode()));
        if (!definition.multiValued() && before.isObject() && after.isObject()) {
            definition
                    .subAttributes()
                    .values()
                    .forEach(sub -> unmoved(
                            sub,
                            path + "." + sub.name(),
                            before.path(sub.name()),
                            Optional.of(after.path(sub.name())).filter(found -> !found.isMissingNode())));
        }
    }

    /** @throws ScimException 400 mutability where an immutable value that is there would become another or none */
    static void unmoved(AttributeDefinition definition, String path, JsonNode before, Optional<JsonNode> after) {
        boolean stays = !definition.immutable()
                || before.isMissingNode()
                || after.filter(now -> same(before, now)).isPresent();
        if (!stays) {
            throw new ScimException(
                    ScimError.badRequest("mutability", path + " is immutable and has a value; send it as it is"));
        }
    }

    /** Equal, 1 and 1.0 included; values of one attribute have no order. */
    private static boolean same(JsonNode before, JsonNode after) {
        if (before.isNumber() && after.isNumber()) {
            return before.decimalValue().compareTo(after.decimalValue()) == 0;
        }
        if (before.isArray() && after.isArray() && before.size() == after.size()) {
            Set<JsonNode> left = new HashSet<>();
            before.forEach(left::add);
            Set<JsonNode> right = new HashSet<>();
            after.forEach(right::add);
            return left.equals(right);
        }
        return before.equals(after);
    }
}

package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A place in a resource's body that values can be written to, in the schema's spelling and of the schema's type (RFC 7643 section
 * 2.3).
 *
 * @param extension URN of the extension that has the attribute
 * @param chosen which elements of a multi-valued attribute
 * @param sub sub-attribute; {@code value} where none is named and there are some
 * @param extensions whose attributes have the declared types
 */
public record BodyPlace(
        ResourceType type,
        Optional<String> extension,
        String attribute,
        Optional<Chosen> chosen,
        Optional<String> sub,
        Extensions extensions) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Elements with a sub-attribute of some value, like {@code [type eq "work"]}. */
    public record Chosen(String attribute, String value) {}

    /**
     * Writes values, at least one; of a single-valued attribute the first counts. Nothing is written over, and nothing that is no
     * value of the attribute's type is written.
     */
    public void write(List<String> values, ObjectNode body) {
        Optional<Schemas.Resolved> resolved = resolved();
        Optional<AttributeDefinition> known = resolved.flatMap(Schemas.Resolved::definition);
        Optional<String> spelled =
                resolved.flatMap(found -> found.path().schema()).or(() -> extension);
        boolean complex = chosen.isPresent()
                || sub.isPresent()
                || known.filter(found -> found.type() == Type.COMPLEX).isPresent();
        String name = known.map(AttributeDefinition::name).orElse(attribute);
        ObjectNode holder = spelled.map(urn -> child(body, urn)).orElse(body);
        boolean many = chosen.isPresent()
                || known.filter(AttributeDefinition::multiValued).isPresent();
        if (many && complex) {
            elements(known, values, holder, name);
        } else if (complex) {
            leaf(known.flatMap(found -> found.sub(subName())), subName(), values, child(holder, name));
        } else {
            leaf(known, name, values, holder);
        }
        spelled.filter(urn -> holder.isEmpty()).ifPresent(body::remove);
    }

    private Optional<Schemas.Resolved> resolved() {
        String written = extension.map(urn -> urn + ":" + attribute).orElse(attribute);
        return Schemas.resolve(type, written, extensions);
    }

    private String subName() {
        return sub.orElse("value");
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        JsonNode there = parent.path(name);
        return there instanceof ObjectNode object ? object : parent.putObject(name);
    }

    /** New elements, but where some of the kind stand already: those are completed. */
    private void elements(Optional<AttributeDefinition> known, List<String> values, ObjectNode holder, String name) {
        ArrayNode array = holder.path(name) instanceof ArrayNode there ? there : NODES.arrayNode();
        for (JsonNode element : array) {
            if (element instanceof ObjectNode there && isChosen(known, there)) {
                complete(known, values.get(0), there);
                return;
            }
        }
        for (String value : values) {
            ObjectNode element = NODES.objectNode();
            chosen.ifPresent(wanted -> element.put(canonical(known, wanted.attribute()), wanted.value()));
            complete(known, value, element);
            array.add(element);
        }
        holder.set(name, array);
    }

    private boolean isChosen(Optional<AttributeDefinition> known, ObjectNode element) {
        return chosen.map(wanted -> element.path(canonical(known, wanted.attribute()))
                        .asText()
                        .equalsIgnoreCase(wanted.value()))
                .orElse(true);
    }

    /** Another sub-attribute of an element that stands there already. */
    private void complete(Optional<AttributeDefinition> known, String value, ObjectNode element) {
        leaf(known.flatMap(found -> found.sub(subName())), subName(), List.of(value), element);
    }

    private static String canonical(Optional<AttributeDefinition> known, String name) {
        return known.flatMap(found -> found.sub(name))
                .map(AttributeDefinition::name)
                .orElse(name);
    }

    private static void leaf(Optional<AttributeDefinition> known, String name, List<String> values, ObjectNode to) {
        String spelled = known.map(AttributeDefinition::name).orElse(name);
        if (to.has(spelled)) {
            return;
        }
        boolean many = known.map(AttributeDefinition::multiValued).orElse(values.size() > 1);
        if (!many) {
            typed(known, values.get(0)).ifPresent(value -> to.set(spelled, value));
            return;
        }
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> typed(known, value).ifPresent(array::add));
        to.set(spelled, array);
    }

    /** Empty where the text is no value of the attribute's type. */
    private static Optional<JsonNode> typed(Optional<AttributeDefinition> known, String text) {
        Type type = known.map(AttributeDefinition::type).orElse(Type.STRING);
        return switch (type) {
            case BOOLEAN ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(NODES.booleanNode(true));
                    case "false" -> Optional.of(NODES.booleanNode(false));
                    default -> Optional.empty();
                };
            case INTEGER ->
                text.matches("-?\\d{1,18}") ? Optional.of(NODES.numberNode(Long.parseLong(text))) : Optional.empty();
            case DECIMAL ->
                text.matches("-?\\d+(\\.\\d+)?")
                        ? Optional.of(NODES.numberNode(new java.math.BigDecimal(text)))
                        : Optional.empty();
            case DATETIME, BINARY ->
                DeclaredValue.isValue(type, text) ? Optional.of(NODES.textNode(text)) : Optional.empty();
            default -> Optional.of(NODES.textNode(text));
        };
    }
}

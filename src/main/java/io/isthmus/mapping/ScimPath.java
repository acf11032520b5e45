package io.isthmus.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.BodyPlace;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A compiled SCIM path (RFC 7644 section 3.5.2 figure 7; of filters only {@code [type eq "…"]}-like equality): attribute
 * names without regard to case, all values where the path is multi-valued, {@code .value} where it ends at an object.
 */
final class ScimPath implements AttributeRule.ValueSource {
    private static final Pattern FORM = Pattern.compile(
            "(?:(urn:[^\\[\\]\"\\s]+):)?([A-Za-z$][\\w$-]*)(?:\\[\\s*([A-Za-z][\\w$-]*)\\s+[eE][qQ]\\s+\"([^\"\\\\]*)\"\\s*])?"
                    + "(?:\\.([A-Za-z$][\\w$-]*))?");
    private static final Pattern CORE = Pattern.compile("urn:ietf:params:scim:schemas:core:2\\.0:\\w+");

    private final Optional<String> extension;
    private final String attribute;
    private final Optional<Equality> equality;
    private final Optional<String> sub;

    private record Equality(String attribute, String value) {
        boolean exact(JsonNode element) {
            return member(element, attribute).asText().equalsIgnoreCase(value);
        }

        /** Some clients leave out the type of the only element they mean. */
        boolean untypedPrimary(JsonNode element) {
            return attribute.equalsIgnoreCase("type")
                    && member(element, "type").asText().isEmpty()
                    && member(element, "primary").asBoolean(false);
        }
    }

    private ScimPath(Matcher form) {
        extension = Optional.ofNullable(form.group(1))
                .filter(urn -> !CORE.matcher(urn).matches());
        attribute = form.group(2);
        equality = Optional.ofNullable(form.group(3)).map(name -> new Equality(name, form.group(4)));
        sub = Optional.ofNullable(form.group(5));
    }

    /** Compiles a path; empty when it is not one. */
    static Optional<ScimPath> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        return form.matches() ? Optional.of(new ScimPath(form)) : Optional.empty();
    }

    @Override
    public List<String> of(Resource resource) {
        LinkedHashSet<String> values = new LinkedHashSet<>();
        for (JsonNode element : elements(resource)) {
            for (JsonNode leaf : elements(element.isObject() ? member(element, sub.orElse("value")) : element)) {
                if (leaf.isValueNode() && !leaf.isNull() && !leaf.asText().isEmpty()) {
                    values.add(leaf.asText());
                }
            }
        }
        return List.copyOf(values);
    }

    /** The elements of the attribute whole, those that the filter leaves; not to be changed. */
    List<JsonNode> elements(Resource resource) {
        JsonNode root = resource.body();
        JsonNode holder = extension.map(urn -> member(root, urn)).orElse(root);
        return chosen(elements(member(holder, attribute)));
    }

    /** Writes values to where the path leads, unless something stands there already. */
    void write(ResourceType type, List<String> values, ObjectNode body, Extensions extensions) {
        if (!values.isEmpty()) {
            Optional<BodyPlace.Chosen> chosen =
                    equality.map(wanted -> new BodyPlace.Chosen(wanted.attribute(), wanted.value()));
            new BodyPlace(type, extension, attribute, chosen, sub, extensions).write(values, body);
        }
    }

    private List<JsonNode> chosen(List<JsonNode> elements) {
        if (equality.isEmpty()) {
            return elements;
        }
        List<JsonNode> exact = elements.stream().filter(equality.get()::exact).toList();
        return exact.isEmpty()
                ? elements.stream().filter(equality.get()::untypedPrimary).toList()
                : exact;
    }

    private static List<JsonNode> elements(JsonNode node) {
        if (!node.isArray()) {
            return node.isMissingNode() ? List.of() : List.of(node);
        }
        List<JsonNode> elements = new ArrayList<>(node.size());
        node.forEach(elements::add);
        return elements;
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().equalsIgnoreCase(name)) {
                return member.getValue();
            }
        }
        return exact;
    }
}

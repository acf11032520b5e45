package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;

/** Evaluates filters on a body: for value paths in PATCH, and as the reference for what the database answers. */
public final class Filters {
    private Filters() {}

    /** Whether a user's body (or, for a condition inside a value path, an element) meets the filter. */
    public static boolean matches(Filter filter, JsonNode node) {
        if (filter instanceof Filter.And and) {
            return and.all().stream().allMatch(part -> matches(part, node));
        }
        if (filter instanceof Filter.ValuePath path) {
            return any(value(path.attribute(), node), element -> matches(path.condition(), element));
        }
        Filter.Equal equal = (Filter.Equal) filter;
        boolean exact = Schemas.resolve(equal.path().toString())
                .flatMap(Schemas.Resolved::definition)
                .filter(AttributeDefinition::caseExact)
                .isPresent();
        JsonNode attribute = value(equal.path(), node);
        if (equal.path().subAttribute().isEmpty()) {
            return any(attribute, element -> same(element, equal.value(), exact));
        }
        String sub = equal.path().subAttribute().get();
        return any(attribute, element -> same(element.path(sub), equal.value(), exact));
    }

    private static JsonNode value(AttributePath path, JsonNode node) {
        JsonNode at = path.schema().map(node::path).orElse(node);
        return at.path(path.attribute());
    }

    private static boolean any(JsonNode attribute, java.util.function.Predicate<JsonNode> condition) {
        if (!attribute.isArray()) {
            return condition.test(attribute);
        }
        for (JsonNode element : attribute) {
            if (condition.test(element)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(JsonNode node, String value, boolean exact) {
        if (!node.isValueNode() || node.isNull()) {
            return false;
        }
        return exact ? node.asText().equals(value) : Keys.fold(node.asText()).equals(Keys.fold(value));
    }
}

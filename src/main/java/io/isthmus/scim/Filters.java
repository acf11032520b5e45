package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** Evaluates filters: for value paths in PATCH, and wherever the database cannot answer one exactly. */
public final class Filters {
    private Filters() {}

    /**
     * Whether a resource ({@link Rendering#filterable}), or for a condition inside a value path an element, meets the filter.
     */
    public static boolean matches(Filter filter, JsonNode node) {
        if (filter instanceof Filter.And and) {
            return and.all().stream().allMatch(part -> matches(part, node));
        }
        if (filter instanceof Filter.Or or) {
            return or.any().stream().anyMatch(part -> matches(part, node));
        }
        if (filter instanceof Filter.Not not) {
            return !matches(not.not(), node);
        }
        if (filter instanceof Filter.ValuePath path) {
            // where there is no element, none meets the condition, not even one that denies something
            JsonNode elements = value(path.attribute(), node);
            return present(elements) && any(elements, element -> matches(path.condition(), element));
        }
        if (filter instanceof Filter.Present present) {
            return values(present.path(), node, Filters::present) || hasExtension(present.path(), node);
        }
        Filter.Compare compare = (Filter.Compare) filter;
        boolean holds = values(compare.path(), node, element -> ComparedValue.holds(compare, element));
        return (compare.operator() == Filter.Operator.NE) != holds;
    }

    /** How many comparisons and presences a filter asks for at most when it is evaluated once. */
    public static int terms(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.all().stream().mapToInt(Filters::terms).sum();
        }
        if (filter instanceof Filter.Or or) {
            return or.any().stream().mapToInt(Filters::terms).sum();
        }
        if (filter instanceof Filter.Not not) {
            return terms(not.not());
        }
        return filter instanceof Filter.ValuePath path ? terms(path.condition()) : 1;
    }

    private static boolean values(AttributePath path, JsonNode node, Predicate<JsonNode> condition) {
        JsonNode attribute = value(path, node);
        return path.subAttribute().isEmpty()
                ? any(attribute, condition)
                : any(
                        attribute,
                        element -> any(part(element, path.subAttribute().get()), condition));
    }

    /** An element that is a bare string is its own value, as a role may be. */
    private static JsonNode part(JsonNode element, String sub) {
        return element.isTextual() && sub.equals("value") ? element : element.path(sub);
    }

    private static boolean present(JsonNode node) {
        return node.isContainerNode()
                ? !node.isEmpty()
                : !node.isMissingNode() && !node.isNull() && !node.asText().isEmpty();
    }

    /** What reads like an attribute below a URN may be the URN of an extension itself: it is there with any of its attributes. */
    private static boolean hasExtension(AttributePath path, JsonNode node) {
        return path.schema().isPresent()
                && node.properties().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(path.toString()))
                        .anyMatch(entry -> entry.getValue().isObject()
                                && entry.getValue().properties().stream()
                                        .anyMatch(attribute -> present(attribute.getValue())));
    }

    private static JsonNode value(AttributePath path, JsonNode node) {
        JsonNode at = path.schema().map(node::path).orElse(node);
        return path.schema().isEmpty() ? part(at, path.attribute()) : at.path(path.attribute());
    }

    private static boolean any(JsonNode attribute, Predicate<JsonNode> condition) {
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
}

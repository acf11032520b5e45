package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Elements of a multi-valued attribute, each of them once; costs one pass over both sides. */
final class Elements {
    private final ArrayNode array;
    private final Set<JsonNode> there = new HashSet<>();
    private final Map<JsonNode, List<JsonNode>> byValue = new HashMap<>();

    private Elements(ArrayNode array) {
        this.array = array;
        array.forEach(this::note);
    }

    /** Adds what is not there yet (RFC 7644 section 3.5.2.1). */
    static void add(ArrayNode array, JsonNode added) {
        Elements elements = new Elements(array);
        added.forEach(elements::addOnce);
    }

    /** One with a value that is there already, with as much or more said of it, is there. */
    private void addOnce(JsonNode element) {
        boolean said =
                byValue.getOrDefault(element.path("value"), List.of()).stream().anyMatch(known -> same(known, element));
        if (!there.contains(element) && !said) {
            array.add(element);
            note(element);
        }
    }

    private void note(JsonNode element) {
        there.add(element);
        if (element.path("value").isValueNode() && !element.path("value").isMissingNode()) {
            byValue.computeIfAbsent(element.get("value"), value -> new ArrayList<>())
                    .add(element);
        }
    }

    /** Whether what is listed says nothing else than the element does. */
    static boolean same(JsonNode element, JsonNode listed) {
        return listed.isObject()
                ? element.isObject()
                        && listed.properties().stream()
                                .allMatch(part -> part.getValue().equals(element.get(part.getKey())))
                : element.equals(listed);
    }
}

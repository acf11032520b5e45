package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** At most one value of a multi-valued attribute is primary (RFC 7643 section 2.4); the newest mark wins (RFC 7644 3.5.2). */
final class Primary {
    private Primary() {}

    /** The elements that are primary now, told apart by identity. */
    static Set<JsonNode> of(JsonNode array) {
        Set<JsonNode> marked = Collections.newSetFromMap(new IdentityHashMap<>());
        if (array.isArray()) {
            array.forEach(element -> {
                if (isPrimary(element)) {
                    marked.add(element);
                }
            });
        }
        return marked;
    }

    /** Takes the mark from all but the one that got it last. */
    @SuppressWarnings("ReferenceEquality") // of two that say the same one keeps the mark
    static void keepOne(JsonNode array, Set<JsonNode> before) {
        List<JsonNode> marked = new ArrayList<>(of(array));
        if (!array.isArray() || marked.size() < 2) {
            return;
        }
        JsonNode keeps = null;
        for (JsonNode element : array) {
            boolean fresh = isPrimary(element) && !before.contains(element);
            keeps = fresh || keeps == null && isPrimary(element) ? element : keeps;
        }
        for (JsonNode element : marked) {
            if (element != keeps) {
                ((ObjectNode) element).put("primary", false);
            }
        }
    }

    private static boolean isPrimary(JsonNode element) {
        return element.isObject() && element.path("primary").asBoolean(false);
    }
}

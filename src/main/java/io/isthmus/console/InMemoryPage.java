package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list that is short enough to be read whole.
 *
 * @param items in the order of their keys
 * @param next the last one's key, where more follow
 */
record InMemoryPage<T>(List<T> items, Optional<String> next) {

    /** @param after the key that the last page ended with */
    static <T> InMemoryPage<T> of(List<T> all, Function<T, String> key, @Nullable String after, int size) {
        String from = after == null ? "" : after;
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(from) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        boolean more = rest.size() > size;
        List<T> items = more ? rest.subList(0, size) : rest;
        return new InMemoryPage<>(items, more ? Optional.of(key.apply(items.get(size - 1))) : Optional.empty());
    }

    ObjectNode json(Function<T, ObjectNode> shape) {
        return Shapes.page(items.stream().map(shape).toList(), next);
    }
}

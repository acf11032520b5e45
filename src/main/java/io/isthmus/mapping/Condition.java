package io.isthmus.mapping;

import io.isthmus.scim.Resource;

/** A compiled {@code when} expression. */
@FunctionalInterface
public interface Condition {
    /**
     * Whether the rule has the resource.
     *
     * @throws MappingException where it cannot be told; the message says what was missing and what to write instead
     */
    boolean holds(Resource resource);
}

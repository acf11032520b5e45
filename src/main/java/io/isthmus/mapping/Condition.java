package io.isthmus.mapping;

import io.isthmus.scim.Resource;

/** A compiled {@code when} expression. */
@FunctionalInterface
public interface Condition {
    /** Whether the rule has the resource; an evaluation error counts as no. */
    boolean holds(Resource resource);
}

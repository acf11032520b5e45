package io.isthmus.access;

import java.util.List;

/** The roles that the mapping knows, as identity providers may discover them. */
@FunctionalInterface
public interface RoleCatalogue {
    /** All of them, in the mapping's order. */
    List<Role> roles();

    /** A role by its name, which is what providers send in {@code roles[].value}. */
    record Role(String name) {}
}

package io.isthmus.plan;

import java.util.List;

/**
 * What is left as it is although a resource wants it otherwise (rule 27), as long as it wants just that.
 *
 * @param id in the store, 0 for one that is not stored yet
 * @param resource id of the resource; for a membership the group, as {@code MemberState.target}
 * @param attribute LDAP attribute, or {@link #ENTRY} or {@link #NAME}
 * @param member for a membership: who would come or go, a resource's id or a value's key; else empty
 * @param desired what the resource wanted when it was turned down; for a membership the value that would come, none for one that
 *     would go
 * @param shown the same for people
 */
public record Suppression(
        long id, String resource, String attribute, String member, List<String> desired, String shown) {
    /** Stands for the entry itself: a creation or adoption (desired: its DN), or a deletion (desired: nothing). */
    public static final String ENTRY = "@entry";

    /** Stands for where the entry stands (desired: its DN). */
    public static final String NAME = "@dn";

    public Suppression {
        desired = List.copyOf(desired);
    }

    /** A new one of an attribute, or of the entry. */
    static Suppression of(String resource, String attribute, List<String> desired, String shown) {
        return new Suppression(0, resource, attribute, "", desired, shown);
    }

    /** Whether it keeps something from coming; else from going. */
    public boolean comes() {
        return !desired.isEmpty();
    }

    boolean isOf(String other) {
        return attribute.equalsIgnoreCase(other);
    }
}

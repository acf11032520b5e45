package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;

/** What a role gives to those who have it. */
public sealed interface Grant {
    /** Line of the file on which it stands, from 1. */
    int line();

    /**
     * Membership of a group that exists; such a group is never created.
     *
     * @param shared whether identity providers may fill the same group
     */
    record OfGroup(DN group, boolean shared, int line) implements Grant {}

    /** A value on the user's entry, beside what else stands there. */
    record OfValue(String attribute, String value, int line) implements Grant {}
}

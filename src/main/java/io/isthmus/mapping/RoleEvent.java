package io.isthmus.mapping;

import java.util.Locale;

/**
 * Something that happened to a user's roles.
 *
 * @param text the name of the role, or of what selects none as {@link RequestedRole#text} has it
 */
public record RoleEvent(Kind kind, String text) {
    /** What happened. */
    public enum Kind {
        /** a role is effective that was not */
        GRANTED,
        /** a role is not effective any more */
        REVOKED,
        /** something is asked for that selects no role */
        UNMATCHED,
        /** the default stands in from now on */
        DEFAULTED;

        /** As metrics and the audit trail have it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

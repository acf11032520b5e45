package io.isthmus.scim;

import java.util.Objects;
import java.util.Optional;

/**
 * A member of a group as it was sent (RFC 7643 section 4.2). What it names is looked up when it is needed: one that nobody knows
 * yet is kept and waits (reconciliation.md, rule 6).
 *
 * @param value what names the member: an id, else an {@code externalId}, else a {@code userName}
 * @param display as sent
 * @param type {@code User} or {@code Group} as sent; Okta sends none
 */
public record Member(String value, Optional<String> display, Optional<String> type) {
    public Member {
        Objects.requireNonNull(value);
        Objects.requireNonNull(display);
        Objects.requireNonNull(type);
    }

    /** A member of which only the value is known. */
    public static Member of(String value) {
        return new Member(value, Optional.empty(), Optional.empty());
    }

    /** This one, with what only the older one says. */
    Member completedBy(Member older) {
        return new Member(value, display.or(older::display), type.or(older::type));
    }
}

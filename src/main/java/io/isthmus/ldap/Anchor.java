package io.isthmus.ldap;

import java.util.Locale;

/**
 * The server's immutable identifier of an entry (entryUUID of RFC 4530, nsUniqueId, objectGUID), in lower case. An entry's
 * identity is this, never its DN.
 */
public record Anchor(String value) {
    public Anchor {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an anchor is not blank");
        }
        value = value.toLowerCase(Locale.ROOT);
    }
}

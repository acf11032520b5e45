package io.isthmus.scim;

import java.util.Objects;
import java.util.Optional;

/**
 * An attribute or sub-attribute, in the schema's spelling (RFC 7644 section 3.10).
 *
 * @param schema URN of an extension schema; empty for the core schema
 * @param attribute name, like {@code emails}
 * @param subAttribute name, like {@code value}
 */
public record AttributePath(Optional<String> schema, String attribute, Optional<String> subAttribute) {
    public AttributePath {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(attribute);
        Objects.requireNonNull(subAttribute);
    }

    /** As it is written in a filter or a PATCH path. */
    @Override
    public String toString() {
        return schema.map(urn -> urn + ":").orElse("")
                + attribute
                + subAttribute.map(sub -> "." + sub).orElse("");
    }
}

package io.isthmus.scim;

import java.util.List;

/** A filter (RFC 7644 section 3.4.2.2) after parsing, attribute names resolved against the schema. */
public sealed interface Filter {
    /** All of them hold. */
    record And(List<Filter> all) implements Filter {
        public And {
            all = List.copyOf(all);
        }
    }

    /**
     * An attribute equals a value, under the attribute's own case rule.
     *
     * @param path attribute and sub-attribute with the schema's spelling, like {@code emails.value},
     *     {@code userName} or {@code urn:…:User:employeeNumber}
     * @param value as written: string, number or boolean as text
     */
    record Equal(AttributePath path, String value) implements Filter {}

    /**
     * An element of a multi-valued complex attribute meets a condition; paths inside are relative to the element.
     * {@code emails[type eq "work"].value eq "x"} is understood as {@code emails[type eq "work" and value eq "x"]}.
     */
    record ValuePath(AttributePath attribute, Filter condition) implements Filter {}
}

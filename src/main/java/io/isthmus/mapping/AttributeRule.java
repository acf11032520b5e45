package io.isthmus.mapping;

import io.isthmus.scim.Resource;
import java.util.List;

/**
 * How one LDAP attribute gets its values.
 *
 * @param attribute LDAP attribute name as written
 * @param values computes the values from a resource, references unresolved
 * @param ownership what is claimed
 * @param reference whether the values name other users and become their DNs
 */
public record AttributeRule(String attribute, ValueSource values, Ownership ownership, boolean reference) {

    /** A compiled path, template or CEL expression. */
    @FunctionalInterface
    public interface ValueSource {
        /**
         * The values, without empty strings and duplicates.
         *
         * @throws MappingException when the expression fails on this resource
         */
        List<String> of(Resource resource);
    }
}

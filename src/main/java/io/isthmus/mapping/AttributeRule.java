package io.isthmus.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one LDAP attribute gets its values.
 *
 * @param attribute LDAP attribute name as written
 * @param values computes the values from a resource, references unresolved
 * @param ownership what is claimed
 * @param reference whether the values name other users and become their DNs
 */
public record AttributeRule(String attribute, ValueSource values, Ownership ownership, boolean reference) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*");

    /** Whether this is written like an LDAP attribute description (RFC 4512 section 2.5), by name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A compiled path, template or CEL expression. */
    @FunctionalInterface
    public interface ValueSource {
        /**
         * The values, without empty strings and duplicates.
         *
         * @throws MappingException when the expression fails on this resource
         */
        List<String> of(Resource resource);

        /**
         * Where the values come from, if they are taken from there as they are: the first path, without an expression. Written
         * there they give the same values again.
         */
        default Optional<SourcePath> source() {
            return Optional.empty();
        }
    }

    /** A place in a resource's body that values can be written to. */
    @FunctionalInterface
    public interface SourcePath {
        /**
         * Writes the values into the body, unless something stands there already.
         *
         * @param declared extensions whose attributes have the declared types
         */
        void write(ResourceType type, List<String> values, ObjectNode body, Extensions declared);
    }
}

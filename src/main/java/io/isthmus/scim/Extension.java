package io.isthmus.scim;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A custom extension that a source declares: its attributes are treated as those of the core schema are.
 *
 * @param urn of its schema, as it is declared
 * @param attributes by lower-case name
 */
public record Extension(String urn, Map<String, AttributeDefinition> attributes) {
    /** The attribute of that name in any case. */
    public Optional<AttributeDefinition> attribute(String name) {
        return Optional.ofNullable(attributes.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether it extends that type: groups where its URN says so, else users. */
    public boolean isFor(ResourceType type) {
        return (type == ResourceType.GROUP) == isForGroups(urn);
    }

    /** Whether the schema of that URN extends groups. */
    public static boolean isForGroups(String urn) {
        return urn.toLowerCase(Locale.ROOT).endsWith(":group");
    }

    /** Whether a path below the URN begins with an attribute that the schema has. */
    boolean has(String below) {
        return attribute(below.split("[.\\[]", 2)[0]).isPresent();
    }

    /** What follows the URN in the name or path of an attribute; empty for the URN itself and for what is not of it. */
    Optional<String> below(String written) {
        boolean below = written.length() > urn.length() + 1
                && written.charAt(urn.length()) == ':'
                && written.regionMatches(true, 0, urn, 0, urn.length());
        // a name has no colon: what has one there is another URN
        return Optional.of(written)
                .filter(path -> below)
                .map(path -> path.substring(urn.length() + 1))
                .filter(rest -> rest.split("\\[", 2)[0].indexOf(':') < 0);
    }

    /** The full name of one of its attributes, as messages and paths have it. */
    String path(String attribute) {
        return urn + ":" + attribute;
    }
}

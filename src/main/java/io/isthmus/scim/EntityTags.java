package io.isthmus.scim;

import java.util.Arrays;

/** Lists of entity tags, as {@code If-Match} and {@code If-None-Match} send them (RFC 9110 section 13.1, RFC 7644 section 3.14). */
public final class EntityTags {
    private EntityTags() {}

    /**
     * Whether a list names the resource's version, weak or strong, or any version by {@code *}.
     *
     * @param tags as sent; what is no tag names nothing
     */
    public static boolean name(String tags, Resource resource) {
        return Arrays.stream(tags.split(","))
                .map(tag -> tag.trim().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals("\"" + resource.version() + "\""));
    }

    /**
     * For a write under {@code If-Match}.
     *
     * @throws ScimException 412 when the list does not name the resource's version
     */
    public static void match(String tags, Resource resource) {
        if (!name(tags, resource)) {
            throw refused(resource, "not at the one in If-Match");
        }
    }

    /**
     * For a write under {@code If-None-Match}.
     *
     * @throws ScimException 412 when the list names the resource's version
     */
    public static void noneMatch(String tags, Resource resource) {
        if (name(tags, resource)) {
            throw refused(resource, "which If-None-Match names");
        }
    }

    private static ScimException refused(Resource resource, String why) {
        return new ScimException(ScimError.of(412, "the resource is at version " + resource.version() + ", " + why));
    }
}

package io.isthmus.scim;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of attributes as identity providers write them: with or without the core schema's URN, in any case. */
public final class Names {
    /** Set by the server, or never kept (RFC 7643 sections 3.1 and 4.1.1: {@code id}, {@code meta}, {@code groups}, {@code password}). */
    private static final Map<ResourceType, Set<String>> SERVER_SET = Map.of(
            ResourceType.USER, Set.of("id", "meta", "groups", "password", "schemas"),
            ResourceType.GROUP, Set.of("id", "meta", "schemas"));

    private static final Pattern URN = Pattern.compile("urn:[a-z0-9][a-z0-9-]{1,31}:.+");

    private Names() {}

    /** Whether this is the URN of the type's core schema itself. */
    public static boolean isCoreSchema(ResourceType type, String written) {
        return written.equalsIgnoreCase(type.schema());
    }

    /** Whether this is the URN of a schema or of an attribute in one. */
    public static boolean isUrn(String written) {
        return written.regionMatches(true, 0, "urn:", 0, 4);
    }

    /**
     * @throws ScimException 400 invalidSyntax where a URN is not that of an extension: the schema of another type or of a message,
     *     or none at all (RFC 8141 section 2)
     */
    static void requireExtension(String urn) {
        String folded = urn.toLowerCase(Locale.ROOT);
        if (folded.startsWith("urn:ietf:params:scim:api:")
                || folded.startsWith("urn:ietf:params:scim:schemas:core:")
                || !URN.matcher(folded).matches()) {
            throw new ScimException(ScimError.badRequest(
                    "invalidSyntax",
                    ScimError.shown(urn) + " is no extension of this resource; leave it out of the body"));
        }
    }

    /** {@code urn:…:core:2.0:User:title} is {@code title}; everything else is left as it is. */
    public static String withoutCore(ResourceType type, String written) {
        String urn = type.schema();
        boolean core = written.length() > urn.length() + 1
                && written.charAt(urn.length()) == ':'
                && written.regionMatches(true, 0, urn, 0, urn.length());
        return core ? written.substring(urn.length() + 1) : written;
    }

    /** Whether a name or path is about an attribute that no push may write. */
    public static boolean isServerSet(ResourceType type, String written) {
        String head = head(type, written);
        return SERVER_SET.get(type).contains(head) || ImportMark.isAbout(head);
    }

    /** The attribute that a path begins with, in lower case: {@code emails} of {@code emails[type eq "work"].value}. */
    public static String head(ResourceType type, String written) {
        String bare = withoutCore(type, written);
        int end = 0;
        while (end < bare.length() && bare.charAt(end) != '[' && (isUrn(bare) || bare.charAt(end) != '.')) {
            end++;
        }
        return bare.substring(0, end).strip().toLowerCase(Locale.ROOT);
    }
}

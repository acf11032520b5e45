package io.isthmus.scim;

/** The kinds of resource that are served (RFC 7643 section 4). */
public enum ResourceType {
    USER("User", "/Users", Schemas.USER),
    GROUP("Group", "/Groups", Schemas.GROUP);

    private final String label;
    private final String endpoint;
    private final String schema;

    ResourceType(String label, String endpoint, String schema) {
        this.label = label;
        this.endpoint = endpoint;
        this.schema = schema;
    }

    /** URN of the core schema. */
    public String schema() {
        return schema;
    }

    /** The name in {@code meta.resourceType}. */
    public String label() {
        return label;
    }

    /** The endpoint's path below the SCIM base, like {@code /Users}. */
    public String endpoint() {
        return endpoint;
    }
}

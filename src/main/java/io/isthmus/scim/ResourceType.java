package io.isthmus.scim;

/** The kinds of resource that are served (RFC 7643 section 4). */
public enum ResourceType {
    USER("User", "/Users");

    private final String label;
    private final String endpoint;

    ResourceType(String label, String endpoint) {
        this.label = label;
        this.endpoint = endpoint;
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

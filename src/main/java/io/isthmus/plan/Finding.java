package io.isthmus.plan;

/**
 * Something in a plan that a limit counts.
 *
 * @param resource that it is about
 * @param place for people: the group's name, the base
 * @param source that asks for it
 */
public record Finding(String resource, Counted counted, String place, Source source) {
    /** A kind of resource of an identity provider. */
    public record Source(String name, io.isthmus.scim.ResourceType type) {
        String told() {
            return (type == io.isthmus.scim.ResourceType.USER ? "users" : "groups") + " of " + name;
        }
    }
}

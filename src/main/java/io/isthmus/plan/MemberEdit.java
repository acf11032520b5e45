package io.isthmus.plan;

/**
 * One value of a group's member attribute to be added or deleted.
 *
 * @param resource id of the member; empty for a value that no resource of ours stands for
 * @param value as it is to be written
 * @param add whether it comes, else it goes
 * @param kind who moved
 * @param leaves whether it goes since its account is disabled or deleted
 */
public record MemberEdit(String resource, String value, boolean add, ValueChange.Kind kind, boolean leaves) {
    /** One that does not go for the sake of its account. */
    public MemberEdit(String resource, String value, boolean add, ValueChange.Kind kind) {
        this(resource, value, add, kind, false);
    }
}

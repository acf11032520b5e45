package io.isthmus.mapping;

/** What a mapping makes of a resource. */
public sealed interface Desired {
    /** It belongs in the directory (or down the ladder of what was there). */
    record Wanted(DesiredEntry entry) implements Desired {}

    /** No rule has it. */
    record OutOfScope(String why) implements Desired {}

    /**
     * A rule has it but no valid entry can be made of it.
     *
     * @param attribute the LDAP attribute that fails
     * @param why what is wrong and what to change
     */
    record Invalid(EntryRule rule, String attribute, String why) implements Desired {}
}

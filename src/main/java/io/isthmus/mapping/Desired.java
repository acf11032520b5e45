package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

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
     * @param leaver for a user who is deactivated or deleted: all that can be made of the entry, its lifecycle's steps among it, to be
     *     carried out on an entry that exists, under the name that it has; of the DN only the parent counts. A lock waits for no title
     */
    record Invalid(EntryRule rule, String attribute, String why, Optional<DesiredEntry> leaver) implements Desired {}

    /**
     * What is to be made of the resource's entry; of a leaver only of one that stands.
     *
     * @param standing where it has an entry, if it has one
     */
    default Optional<DesiredEntry> entry(Optional<DN> standing) {
        if (this instanceof Wanted wanted) {
            return Optional.of(wanted.entry());
        }
        return this instanceof Invalid invalid
                ? invalid.leaver().flatMap(entry -> standing.map(dn -> entry.under(dn.getRDN())))
                : Optional.empty();
    }
}

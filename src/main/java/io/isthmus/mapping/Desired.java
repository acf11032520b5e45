package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.List;
import java.util.Optional;

/** What a mapping makes of a resource. */
public sealed interface Desired {
    /** It belongs in the directory (or down the ladder of what was there). */
    record Wanted(DesiredEntry entry) implements Desired {}

    /** No rule has it. */
    record OutOfScope(String why) implements Desired {}

    /**
     * No valid entry can be made of it: a rule has it and cannot, or nobody can tell whether a rule has it.
     *
     * @param attribute the LDAP attribute that fails, or {@link #WHEN}
     * @param why what is wrong and what to change
     * @param leavers for a user who is deactivated or deleted: all that can be made of the entry, its lifecycle's steps among it, to be
     *     carried out on an entry that exists, under the name that it has; of the DN only the parent counts. A lock waits for no title.
     *     Where it is not known which rule has the user, by each that may
     */
    record Invalid(EntryRule rule, String attribute, String why, List<DesiredEntry> leavers) implements Desired {
        public Invalid {
            leavers = List.copyOf(leavers);
        }
    }

    /** What is told to fail where the condition of a rule does. */
    String WHEN = "when";

    /**
     * The entry that a resource has.
     *
     * @param dn where it stands by our doing
     * @param rule name of the rule that had it last
     */
    record Kept(DN dn, String rule) {}

    /**
     * What is to be made of the resource's entry; of a leaver only of one that stands.
     *
     * @param kept the entry that it has, if it has one
     */
    default Optional<DesiredEntry> entry(Optional<Kept> kept) {
        if (this instanceof Wanted wanted) {
            return Optional.of(wanted.entry());
        }
        return this instanceof Invalid invalid ? kept.flatMap(there -> leaver(invalid, there)) : Optional.empty();
    }

    /** By the rule that had it last; another one that may have it does not take it elsewhere. */
    private static Optional<DesiredEntry> leaver(Invalid invalid, Kept kept) {
        boolean unsure = invalid.attribute().equals(WHEN);
        return invalid.leavers().stream()
                .filter(entry -> !unsure || entry.rule().name().equals(kept.rule()))
                .findFirst()
                .map(entry -> entry.under(kept.dn().getRDN()))
                .or(() -> invalid.leavers().stream().findFirst().map(entry -> entry.at(kept.dn())));
    }
}

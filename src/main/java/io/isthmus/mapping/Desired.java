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
     * @param remains what is to be made of an entry that exists, under the name that it has. Of a user who is deactivated or deleted and
     *     of a group that is deleted all that can be made, the lifecycle's steps among it; of the DN only the parent counts. A lock waits
     *     for no title. Of any other group no value: it stays as it is, and only its members come and go. Where it is not known which
     *     rule has the resource, by each that may
     */
    record Invalid(EntryRule rule, String attribute, String why, List<DesiredEntry> remains) implements Desired {
        public Invalid {
            remains = List.copyOf(remains);
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
     * What is to be made of the resource's entry; where the mapping fails only of one that stands.
     *
     * @param kept the entry that it has, if it has one
     */
    default Optional<DesiredEntry> entry(Optional<Kept> kept) {
        if (this instanceof Wanted wanted) {
            return Optional.of(wanted.entry());
        }
        return this instanceof Invalid invalid ? kept.flatMap(there -> remaining(invalid, there)) : Optional.empty();
    }

    /** By the rule that had it last; another one that may have it does not take it elsewhere, and knows nothing of a group's members. */
    private static Optional<DesiredEntry> remaining(Invalid invalid, Kept kept) {
        boolean unsure = invalid.attribute().equals(WHEN);
        return invalid.remains().stream()
                .filter(entry -> !unsure || entry.rule().name().equals(kept.rule()))
                .findFirst()
                .map(entry -> entry.standing() == DesiredEntry.Standing.ACTIVE
                        ? entry.at(kept.dn())
                        : entry.under(kept.dn().getRDN()))
                .or(() -> invalid.remains().stream()
                        .filter(entry -> entry.rule() instanceof UserRule)
                        .findFirst()
                        .map(entry -> entry.at(kept.dn())));
    }
}

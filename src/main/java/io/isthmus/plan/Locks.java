package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.LifecycleStep;
import java.util.List;
import java.util.stream.Stream;

/** The ways in which a rule's ladders lock an account. A lock that we did not set is somebody else's: it is never ours to lift. */
final class Locks {
    private Locks() {}

    /** Whether an attribute with these values locks the account, in the server's way or by a value that a ladder names. */
    static boolean is(EntryRule rule, String attribute, List<String> values) {
        return !values.isEmpty() && attribute.equals(ActualEntry.DISABLED)
                || ladders(rule)
                        .anyMatch(by -> by.attribute().equalsIgnoreCase(attribute) && values.contains(by.value()));
    }

    /** Attributes that may have to be given back when the account is unlocked. */
    static Stream<String> attributes(EntryRule rule) {
        return Stream.concat(
                Stream.of(ActualEntry.DISABLED), ladders(rule).map(LifecycleStep.Action.DisableBy::attribute));
    }

    private static Stream<LifecycleStep.Action.DisableBy> ladders(EntryRule rule) {
        return Stream.concat(rule.inactive().stream(), rule.deleted().stream())
                .map(LifecycleStep::action)
                .filter(LifecycleStep.Action.DisableBy.class::isInstance)
                .map(LifecycleStep.Action.DisableBy.class::cast);
    }
}

package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.LifecycleStep.Action;
import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The steps that lifecycle asks for now.
 *
 * @param standing where the resource is in its life
 * @param base below which its entry stands, after the moves that are due
 * @param due the steps whose time has come, in order
 */
record Ladder(Standing standing, DN base, List<Action> due) {
    Ladder {
        due = List.copyOf(due);
    }

    /** A deletion counts from {@code deleted}, a deactivation from {@code lastModified}. */
    static Ladder of(EntryRule rule, Resource resource, Instant now) {
        boolean gone = resource.deleted().isPresent();
        if (!gone && resource.active()) {
            return new Ladder(Standing.ACTIVE, rule.base(), List.of());
        }
        Instant since = resource.deleted().orElse(resource.lastModified());
        List<Action> due = (gone ? rule.deleted() : rule.inactive())
                .stream()
                        .filter(step -> !since.plus(step.after()).isAfter(now))
                        .map(LifecycleStep::action)
                        .toList();
        DN base = rule.base();
        for (Action action : due) {
            base = action instanceof Action.Move move ? move.to() : base;
        }
        return new Ladder(standing(gone, due), base, due);
    }

    /** Whether memberships are to be withdrawn: a user's from all groups, a group's members from the group. */
    boolean leaves() {
        return due.stream()
                .anyMatch(action -> action instanceof Action.LeaveGroups
                        || action instanceof Action.Empty
                        || action instanceof Action.Delete);
    }

    /** Adds what locks the account; it replaces a mapped value of the same attribute. */
    void applyTo(Map<String, DesiredValues> attributes) {
        for (Action action : due) {
            if (action instanceof Action.Disable) {
                attributes.put(ActualEntry.DISABLED, new DesiredValues(List.of("true"), Ownership.MERGE));
            } else if (action instanceof Action.DisableBy by) {
                attributes.keySet().removeIf(by.attribute()::equalsIgnoreCase);
                attributes.put(by.attribute(), new DesiredValues(List.of(by.value()), Ownership.MERGE));
            }
        }
    }

    private static Standing standing(boolean gone, List<Action> due) {
        if (!gone) {
            return Standing.INACTIVE;
        }
        return due.stream().anyMatch(Action.Delete.class::isInstance) ? Standing.DELETE_DUE : Standing.DELETED;
    }
}

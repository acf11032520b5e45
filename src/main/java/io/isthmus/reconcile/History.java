package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.MemberState;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What was done for a resource, and by whose request. Every method is one bounded, indexed query. */
public interface History {
    /** The newest changes of a resource's own entry, the newest first; memberships are not among them. */
    List<ChangeRow> ofEntry(String resource, int limit);

    /**
     * The newest change of each of these groups that added the member, as far as it is among the newest {@code lookBack} of the group.
     *
     * @return by target
     */
    Map<String, ChangeRow> joined(String member, Collection<String> targets, int lookBack);

    /** The newest changes of a group's members, the newest first. */
    List<ChangeRow> ofMembers(String target, int limit);

    /** All memberships of a resource, wanted or ours. */
    List<MemberState> membershipsOf(String member);

    /**
     * Some memberships of a group, wanted or ours.
     *
     * @param limit about how many: those that its source named first, and as many that are ours
     */
    List<MemberState> membersOf(String target, int limit);

    /** Values by which a group names nobody, among the first thousand of it. */
    List<String> unknown(String group, int limit);

    /** About how many members a group has, named or ours. */
    long sizeOf(String target);

    /** A membership that roles grant. @param target as {@link GroupMembers#target} has it, or the id of the group's resource */
    record Granted(String target, String member, List<String> roles) {
        public Granted {
            roles = List.copyOf(roles);
        }
    }

    /** Memberships of a resource that roles grant. */
    List<Granted> grantedTo(String member);

    /** Which of these members a group has by roles. */
    List<Granted> grantedIn(String target, Collection<String> members);

    /** A record of the journal, about a resource. */
    record At(long journal, String resource) {
        /** The record that a change was made for. */
        public static At of(Change change) {
            return new At(change.about().journal(), change.about().resource());
        }
    }

    /** The request that each of these records came with; one that is gone with its record is missing. */
    Map<At, String> requests(Collection<At> records);
}

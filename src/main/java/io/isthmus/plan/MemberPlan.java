package io.isthmus.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a group's memberships need.
 *
 * @param edits values to add and delete
 * @param confirmed by member: value to record as applied although nothing is written, since the directory holds it
 * @param released members whose claim ends although nothing is written, since the directory does not hold it
 * @param pending number of members that have no entry yet
 */
public record MemberPlan(List<MemberEdit> edits, Map<String, String> confirmed, Set<String> released, int pending) {
    public MemberPlan {
        edits = List.copyOf(edits);
        confirmed = Map.copyOf(confirmed);
        released = Set.copyOf(released);
    }

    /** Whether the group holds what it should and all of that is recorded. */
    public boolean inSync() {
        return edits.isEmpty() && pending == 0;
    }
}

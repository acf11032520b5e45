package io.isthmus.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether something of a change that waits would be done now as well (rule 25). Where that is not certain it would. Pure. */
public final class StillDue {
    private StillDue() {}

    /** @param now what would be done of the same resource now, whatever switches say */
    public static boolean is(Change waiting, Collection<Change> now) {
        return now.stream().anyMatch(change -> meet(waiting, change));
    }

    private static boolean meet(Change waiting, Change now) {
        if (waiting instanceof Change.ModifyMembers || now instanceof Change.ModifyMembers) {
            return waiting instanceof Change.ModifyMembers one
                    && now instanceof Change.ModifyMembers other
                    && one.attribute().equalsIgnoreCase(other.attribute())
                    && !Collections.disjoint(keys(one), keys(other));
        }
        boolean adopts = waiting.about().situation() == Situation.ADOPTABLE;
        if (adopts && now.about().situation() == Situation.ADOPTABLE) {
            return true;
        }
        if (waiting instanceof Change.AddEntry || waiting instanceof Change.DeleteEntry) {
            return waiting.type().equals(now.type());
        }
        // an entry that is to come or to go does so with the values that were to be changed
        return now instanceof Change.AddEntry
                || now instanceof Change.DeleteEntry
                || waiting instanceof Change.RenameEntry && now instanceof Change.RenameEntry
                || waiting.modifications().stream()
                        .anyMatch(part -> now.modifications().stream()
                                .anyMatch(more -> more.attribute().equalsIgnoreCase(part.attribute())));
    }

    /** Who comes and who goes, by whatever value. */
    private static Set<String> keys(Change.ModifyMembers change) {
        return change.edits().stream()
                .map(edit -> (edit.add() ? "+" : "-")
                        + (edit.resource().isEmpty() ? edit.value().toLowerCase(Locale.ROOT) : edit.resource()))
                .collect(Collectors.toSet());
    }
}

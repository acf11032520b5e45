package io.isthmus.plan;

import io.isthmus.mapping.DesiredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What limits count of a change of an entry. Pure. */
public final class EntryCounts {
    private EntryCounts() {}

    /** One change may be of more than one class: what locks an account may change attributes as well. */
    public static List<Counted> of(Change change, DesiredEntry desired) {
        String base = desired.rule().base().toNormalizedString();
        if (change instanceof Change.AddEntry add) {
            boolean again = add.about().situation() == Situation.MISSING;
            return List.of(Counted.of(again ? Limited.RECREATES : Limited.CREATES, base, 1, 0));
        }
        if (change instanceof Change.DeleteEntry) {
            return List.of(Counted.of(Limited.DELETES, base, 1, 0));
        }
        List<Counted> counted = new ArrayList<>(2);
        Optional<Change> lock = Switches.locking(change, desired);
        lock.ifPresent(locks -> counted.add(Counted.of(Limited.DISABLES, base, 1, healed(locks) ? 1 : 0)));
        if (changesMore(change, desired)) {
            counted.add(Counted.of(Limited.ATTRIBUTE_CHANGES, base, 1, 0));
        }
        return counted;
    }

    private static boolean healed(Change locks) {
        return locks.modifications().stream().noneMatch(part -> part.kind() == ValueChange.Kind.PENDING);
    }

    /** An entry that is adopted was not managed before; what locks and unlocks accounts is no change of attributes. */
    private static boolean changesMore(Change change, DesiredEntry desired) {
        return change.about().situation() != Situation.ADOPTABLE
                && (change instanceof Change.RenameEntry
                        || change.modifications().stream()
                                .anyMatch(part -> Locks.attributes(desired.rule())
                                        .noneMatch(part.attribute()::equalsIgnoreCase)));
    }
}

package io.isthmus.report;

import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.List;

/** Values that no two entries may have: one of a ring of names lends its own to the next, and has another meanwhile. */
final class Lending {
    private final boolean unique;

    /** @param unique whether the server has such values besides the DN */
    Lending(boolean unique) {
        this.unique = unique;
    }

    /** What an entry that steps aside gets besides its name. */
    List<ValueChange> parked(Change.RenameEntry rename) {
        return rename.modifications().stream()
                .filter(part -> lends(rename, part))
                .map(part -> new ValueChange(part.attribute(), part.delete(), meanwhile(rename, part), part.kind()))
                .toList();
    }

    /** What changes besides the name when it comes to its new place. */
    List<ValueChange> lent(Change.RenameEntry rename) {
        return rename.modifications().stream()
                .map(part -> lends(rename, part)
                        ? new ValueChange(part.attribute(), meanwhile(rename, part), part.add(), part.kind())
                        : part)
                .toList();
    }

    private boolean lends(Change.RenameEntry rename, ValueChange part) {
        return unique
                && rename.via().isPresent()
                && AccountControl.unique(part.attribute())
                && !part.delete().isEmpty();
    }

    private static List<String> meanwhile(Change.RenameEntry rename, ValueChange part) {
        return part.delete().stream().map(rename::meanwhile).toList();
    }
}

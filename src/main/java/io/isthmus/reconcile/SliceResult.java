package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of a slice.
 *
 * @param outcomes number of changes by type and outcome
 * @param written what was sent, in order
 * @param again resources to read and plan again within this run, since their entry was not what the plan saw or the result is
 *     not known
 * @param unsure whether the result of a write is not known
 * @param unavailable why the directory can no longer be reached, empty while it can
 */
record SliceResult(
        Map<Tallied, Long> outcomes, List<Written> written, Set<String> again, boolean unsure, String unavailable) {

    /** What is counted: a type of change and what became of it. */
    record Tallied(String type, String outcome) {}

    /** One change and what the directory made of it. */
    record Written(Applier.Saved saved, ChangeResult result, String outcome) {}

    boolean ended() {
        return !unavailable.isEmpty();
    }
}

package io.isthmus.reconcile;

import java.util.Map;
import java.util.Set;

/**
 * What became of a slice, or of all slices so far.
 *
 * @param outcomes number of changes by type and outcome
 * @param again resources to read and plan again within this run, since their entry was not what the plan saw or the result is
 *     not known
 * @param invalid resources whose data the directory refused, with the journal position at which it did
 * @param unsure whether the result of a write is not known
 * @param unavailable why the directory can no longer be reached, empty while it can
 */
record SliceResult(
        Map<Tallied, Long> outcomes, Set<String> again, Map<String, Long> invalid, boolean unsure, String unavailable) {

    /** What is counted: a type of change and what became of it. */
    record Tallied(String type, String outcome) {}

    boolean ended() {
        return !unavailable.isEmpty();
    }
}

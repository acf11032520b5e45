package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a run has tried in vain: its next attempt asks for less, and the same change stands in it once. */
final class Attempts {
    /** A change of this run that did not come off. */
    record Tried(long id, String outcome) {}

    /** resources whose new name was refused */
    final Set<String> names = new HashSet<>();
    /** resources whose values were refused */
    final Set<String> values = new HashSet<>();

    /** resources that want a value which another entry had; it may have been given up since */
    final Set<String> taken = new HashSet<>();

    final Map<Change, Tried> tried = new HashMap<>();

    /** More work, for which nothing was refused yet. */
    void resumed() {
        names.clear();
        values.clear();
        taken.clear();
    }
}

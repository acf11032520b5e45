package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.util.List;

/** Lists in a run what it left as it is since an administrator turned it down; there is nothing to approve about it. */
final class LeftAlone {
    private LeftAlone() {}

    static void tell(Runs runs, RunProgress run, List<Change> changes) {
        if (!changes.isEmpty()) {
            runs.addChanges(run.id(), changes, "suppressed", List.of());
            run.told();
        }
    }
}

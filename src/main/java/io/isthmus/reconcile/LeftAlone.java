package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists in a run what it does not write: what an administrator turned down, and what cannot be done. There is nothing to approve about
 * it.
 */
final class LeftAlone {
    private LeftAlone() {}

    static void tell(Runs runs, RunProgress run, PlanDraft draft) {
        if (!draft.left.isEmpty()) {
            runs.addChanges(run.id(), draft.left, "suppressed", List.of());
            run.told();
        }
        if (!draft.stuck.isEmpty()) {
            List<Change> changes =
                    draft.stuck.stream().map(PlanDraft.Stuck::change).toList();
            List<Long> ids = runs.addChanges(run.id(), changes, "denied", List.of());
            Map<Long, Runs.Outcome> why = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                why.put(
                        ids.get(i),
                        new Runs.Outcome("denied", draft.stuck.get(i).why()));
            }
            runs.record(why, List.of(), List.of());
            run.planned(draft.stuck.size());
            run.outcomes(Map.of("denied", (long) draft.stuck.size()));
        }
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Plans;
import io.isthmus.plan.Situation;
import java.util.List;

/** What an approval is about: exactly the changes that the run's hash was taken of (rules 25 and 26). */
final class Covered {
    private Covered() {}

    /**
     * Of a run's open changes those that its hash covers. Adoptions that have to be asked are listed in whatever run finds them;
     * they are part of a plan, but not of the set that the guard holds.
     *
     * @throws IllegalStateException when the hash is of something else
     */
    static List<ChangeRow> by(RunRow row, List<ChangeRow> open) {
        if (is(row, open)) {
            return open;
        }
        List<ChangeRow> held = open.stream()
                .filter(change -> change.change().about().situation() != Situation.ADOPTABLE)
                .toList();
        if (is(row, held)) {
            return held;
        }
        throw new IllegalStateException("the changes of run " + row.id()
                + " are not those that its hash was taken of; nothing is written, make a new plan");
    }

    private static boolean is(RunRow row, List<ChangeRow> changes) {
        Plans plan = new Plans();
        changes.forEach(change -> plan.add(change.change()));
        return row.hash().filter(plan.hash()::equals).isPresent();
    }
}

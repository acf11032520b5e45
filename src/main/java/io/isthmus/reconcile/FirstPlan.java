package io.isthmus.reconcile;

import io.isthmus.plan.Switches;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** A mapping's first plan, before which nothing is written (rule 6). */
final class FirstPlan {
    private static final Logger LOG = Logger.getLogger(FirstPlan.class);

    private final Parts parts;

    FirstPlan(Parts parts) {
        this.parts = parts;
    }

    /** Whether it was accepted; accepts it by itself where that is set. @param by what would; empty for what may not */
    boolean accepted(String by) {
        if (parts.states().load().accepted(parts.mapping().hash())) {
            return true;
        }
        if (parts.settings().acceptFirstPlan() && !by.isEmpty()) {
            LOG.info("the first plan of this mapping is accepted by itself (isthmus.reconcile.accept-first-plan)");
            parts.states().accept(parts.mapping().hash(), parts.shape(), "accept-first-plan");
            return true;
        }
        return parts.settings().acceptFirstPlan();
    }

    /** Whether a person has yet to accept it. */
    private boolean asked() {
        return !parts.settings().acceptFirstPlan()
                && !parts.states().load().accepted(parts.mapping().hash());
    }

    /** Whether one waits, or was approved and is not carried out yet: a second one would wait for nothing but another approval. */
    boolean exists() {
        return parts.runs().held().isPresent()
                || Stream.of(RunRow.Status.APPROVED, RunRow.Status.APPLYING)
                        .anyMatch(status -> !parts.runs()
                                .list(Optional.empty(), Optional.of(status), Optional.empty(), 1)
                                .isEmpty());
    }

    /** A first plan lists what it is the acceptance of: all that an operator's run would write (rule 16). */
    Switches switches(RunRow.Kind kind) {
        boolean asked = kind == RunRow.Kind.SYNC || kind == RunRow.Kind.PLAN || kind == RunRow.Kind.FULL && asked();
        return new Switches(
                asked || parts.settings().autoSync(),
                parts.settings().selfHeal(),
                parts.settings().prune());
    }
}

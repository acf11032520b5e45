package io.isthmus.reconcile;

import java.time.Duration;

/**
 * How the reconciler is set up ({@code isthmus.reconcile.*}).
 *
 * @param autoSync lets through what pushes ask for
 * @param prune lets through deletions of entries
 * @param selfHeal lets through repairs of what others changed
 * @param acceptFirstPlan accepts a mapping's first plan by itself
 * @param soonAfter from the first push after idle to the run that it causes
 * @param approvalExpires how long a plan stays approvable
 * @param backoffMax longest wait between attempts while the directory is away
 * @param connections how many writes are under way at once
 * @param whileHeld what goes on while something waits for approval
 * @param sightingsApart how long an entry has to be seen missing before that ends anything
 */
public record ReconcileSettings(
        boolean autoSync,
        boolean prune,
        boolean selfHeal,
        boolean acceptFirstPlan,
        Duration soonAfter,
        Duration approvalExpires,
        Duration backoffMax,
        int connections,
        WhileHeld whileHeld,
        Duration sightingsApart) {

    /** Additions go on, and one sighting is enough. */
    public ReconcileSettings(
            boolean autoSync,
            boolean prune,
            boolean selfHeal,
            boolean acceptFirstPlan,
            Duration soonAfter,
            Duration approvalExpires,
            Duration backoffMax,
            int connections) {
        this(
                autoSync,
                prune,
                selfHeal,
                acceptFirstPlan,
                soonAfter,
                approvalExpires,
                backoffMax,
                connections,
                WhileHeld.ADDITIONS,
                Duration.ZERO);
    }
}

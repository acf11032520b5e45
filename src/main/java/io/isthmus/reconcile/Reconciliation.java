package io.isthmus.reconcile;

import io.isthmus.directory.Capabilities;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What administrators, commands and monitoring ask of the reconciler. */
public interface Reconciliation {
    /**
     * Asks for a run and returns at once with its row.
     *
     * @param kind PLAN (writes nothing) or SYNC
     * @param resource only this one, by id
     * @throws ReconcileProblem not-found for an unknown resource
     */
    RunRow request(RunRow.Kind kind, Optional<String> resource, String actor);

    /** The run, waiting up to {@code atMost} until it is no longer planning, approved or applying. */
    Optional<RunRow> await(String run, Duration atMost);

    /**
     * Applies what a planned or held run lists, but for {@code except}, which stays held in a new set.
     *
     * @throws ReconcileProblem hash-stale, not-held, not-found, invalid-request for an id in {@code except} that is no open
     *     change of the run
     */
    RunRow approve(String run, String hash, Set<Long> except, String actor);

    /** Turns a planned or held run down. @throws ReconcileProblem not-held, not-found */
    RunRow reject(String run, String actor);

    /**
     * Asks for the plan that takes a run back, as far as what it wrote still stands; it waits for approval like any other.
     *
     * @throws ReconcileProblem not-found, not-finished, nothing-to-undo
     */
    RunRow undo(String run, String actor);

    /**
     * Records what a person decides about a resource; the next plan honours it.
     *
     * @throws ReconcileProblem not-found, invalid-request, or not-decidable with what can be done instead
     */
    Ruling decide(String resource, Ruling.Action action, Optional<Anchor> anchor, String actor);

    /** What is left as it is, after an id, in order. */
    List<Rulings.Stored> suppressions(long after, int limit);

    /** Ends one; what it kept from being done is planned with the next run. */
    Optional<Suppression> lift(long suppression);

    Status status();

    /** How the directory is watched; never waits for it. */
    WatchState watching();

    /**
     * A snapshot for {@code GET status}, health and metrics; never waits for the directory.
     *
     * @param directoryUp whether the last contact, at most some seconds old, succeeded
     * @param lastError what the directory said last, while it refuses one entry after the other
     * @param breakerOpen whether it does: until one is written, only a few are tried
     * @param listed number of resources in each situation that is listed, as last seen
     */
    record Status(
            boolean directoryUp,
            String url,
            Optional<Capabilities> capabilities,
            Optional<Instant> lastContact,
            Optional<String> lastError,
            long position,
            long reconciled,
            long pending,
            Optional<Instant> oldestPending,
            Optional<RunRow> lastFull,
            Optional<RunRow> held,
            long waiting,
            boolean autoSync,
            boolean prune,
            boolean selfHeal,
            boolean breakerOpen,
            Map<Situation, Long> listed) {

        /** Resources whose entry others have changed, moved or deleted. */
        public long drift() {
            return Stream.of(Situation.DRIFTED, Situation.CONFLICT, Situation.MISSING)
                    .mapToLong(situation -> listed.getOrDefault(situation, 0L))
                    .sum();
        }
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A run as stored and shown (contract: shape {@code run}). */
public record RunRow(
        String id,
        Kind kind,
        Status status,
        boolean complete,
        String mapping,
        Optional<String> hash,
        long journal,
        Instant started,
        Optional<Instant> finished,
        Optional<String> by,
        Optional<Instant> expires,
        Map<String, Long> counts,
        Map<String, Long> changes,
        Optional<Verdict> verdict,
        Optional<String> error) {

    /** One that has just begun. */
    static RunRow begun(String id, Kind kind, String mapping, Instant now, String actor) {
        return new RunRow(
                id,
                kind,
                Status.PLANNING,
                false,
                mapping,
                Optional.empty(),
                0,
                now,
                Optional.empty(),
                Optional.of(actor),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    public enum Kind {
        SOON,
        WATCH,
        FULL,
        PLAN,
        SYNC,
        UNDO
    }

    public enum Status {
        PLANNING,
        PLANNED,
        HELD,
        APPROVED,
        APPLYING,
        DONE,
        FAILED,
        REJECTED,
        EXPIRED,
        VOID
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change as stored.
 *
 * @param id unique and ascending within its run
 * @param outcome {@code planned applied converged moved superseded suppressed held invalid denied failed}
 */
public record ChangeRow(long id, String run, Change change, String outcome, String detail, Optional<Instant> at) {
    /** What became of it, and what else there is to know. */
    public String told() {
        return Stream.of(detail, change.about().note())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }
}

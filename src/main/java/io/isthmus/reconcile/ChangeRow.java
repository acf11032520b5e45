package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import java.time.Instant;
import java.util.Optional;

/**
 * A change as stored.
 *
 * @param id unique and ascending within its run
 * @param outcome {@code planned applied converged moved superseded suppressed held invalid denied failed}
 */
public record ChangeRow(long id, String run, Change change, String outcome, String detail, Optional<Instant> at) {}

package io.isthmus.reconcile;

import io.isthmus.directory.WriteGate;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A turn of a node, which has a reconciler of its own: until the node becomes the writer, or is it no longer, or the mapping
 * changes. It is the gate of that reconciler's writes; once over it never opens again.
 */
final class Turn implements WriteGate {
    /** why a run ended whose rest the next turn takes up */
    static final String OVER = "this node's turn to write is over; the next one takes up what is left";

    private final Seat seat;
    private final Optional<Long> epoch;
    private final BooleanSupplier paused;
    private final MappingLoading.Loaded mapping;
    private volatile boolean over;

    /** @param epoch in which it writes; empty while another node does */
    Turn(Seat seat, Optional<Long> epoch, BooleanSupplier paused, MappingLoading.Loaded mapping) {
        this.seat = seat;
        this.epoch = epoch;
        this.paused = paused;
        this.mapping = mapping;
    }

    Optional<Long> epoch() {
        return epoch;
    }

    MappingLoading.Loaded mapping() {
        return mapping;
    }

    void end() {
        over = true;
    }

    @Override
    public Optional<String> closed() {
        if (over || epoch.isEmpty()) {
            return Optional.of(OVER);
        }
        return paused.getAsBoolean() ? Optional.of("the directory is paused") : seat.closed(epoch.get());
    }

    /** What binds the reconciler of this turn. */
    Term term(Leases leases, Orders orders, Shared shared) {
        return new Term(
                orders,
                task -> epoch.ifPresentOrElse(mine -> leases.during(mine, task), task),
                () -> shared.paused().isPresent(),
                () -> over || shared.glance().mapping() != mapping.sequence());
    }
}

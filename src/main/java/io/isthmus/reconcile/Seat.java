package io.isthmus.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** This node's hold of the lease, or its wait for it. Driven by {@link #step}; asked by everything that writes. */
final class Seat {
    private static final Logger LOG = Logger.getLogger(Seat.class);

    /** How long others leave a lease alone that is not renewed. */
    static final Duration TTL = Duration.ofSeconds(15);

    private final Leases leases;
    private final String node;
    private final String holder;
    private final Duration patience;
    private final boolean alone;
    private final BooleanSupplier candidate;
    private final LongSupplier nanoTime;
    private Optional<Sighting> seen = Optional.empty();
    private Optional<Leases.Row> row = Optional.empty();
    private volatile Optional<Lease> lease = Optional.empty();
    private volatile Optional<String> writer = Optional.empty();

    /**
     * @param holder a name of this process that is never used again
     * @param patience how long others have to leave this node's lease alone: lease and the time-out of an operation together
     * @param alone whether no other process can have the database, so that a lease that was left is of nobody alive
     * @param candidate whether this node may take it
     */
    Seat(
            Leases leases,
            String node,
            String holder,
            Duration patience,
            boolean alone,
            BooleanSupplier candidate,
            LongSupplier nanoTime) {
        this.leases = leases;
        this.node = node;
        this.holder = holder;
        this.patience = patience;
        this.alone = alone;
        this.candidate = candidate;
        this.nanoTime = nanoTime;
    }

    /** Renews, looks, or takes; to be called about twice a second. What the database does not do is tried next time. */
    synchronized void step() {
        if (row.isPresent()) {
            renew(row.get());
        } else {
            look();
        }
    }

    private void renew(Leases.Row mine) {
        long sent = nanoTime.getAsLong();
        if (!lease.orElseThrow().due(sent)) {
            return;
        }
        row = leases.renew(mine);
        if (row.isPresent()) {
            lease = lease.map(held -> held.renewed(sent));
        } else {
            LOG.warnf("this node (%s) does not write any more: another has taken over", node);
            leave();
        }
    }

    private void look() {
        long now = nanoTime.getAsLong();
        Optional<Leases.Row> there = leases.load();
        seen = there.map(
                found -> seen.map(before -> before.then(found, now)).orElseGet(() -> new Sighting(found, now)));
        writer = there.filter(found -> found.holder().isPresent()).map(Leases.Row::node);
        boolean free = alone || seen.map(sighting -> sighting.free(now)).orElse(true);
        if (free && candidate.getAsBoolean()) {
            take(there);
        }
    }

    private void take(Optional<Leases.Row> there) {
        long sent = nanoTime.getAsLong();
        row = leases.take(there, holder, node, patience);
        row.ifPresent(mine -> {
            String from = writer.filter(before -> there.isPresent())
                    .map(before -> " in the place of " + before)
                    .orElse("");
            LOG.infof("this node (%s) writes to the directory from now on%s", node, from);
            lease = Optional.of(new Lease(mine.epoch(), sent, TTL));
            writer = Optional.of(node);
        });
    }

    private void leave() {
        row = Optional.empty();
        lease = Optional.empty();
        seen = Optional.empty();
        writer = Optional.empty();
    }

    /** The epoch in which this node writes; empty while it does not. */
    Optional<Long> epoch() {
        return lease.map(Lease::epoch);
    }

    /** Why a writer of that epoch may not write now. */
    Optional<String> closed(long epoch) {
        Optional<Lease> held = lease.filter(now -> now.epoch() == epoch);
        if (held.isEmpty()) {
            return Optional.of("this node is not the writer any more");
        }
        return held.get().mayWrite(nanoTime.getAsLong())
                ? Optional.empty()
                : Optional.of("this node could not renew its lease; is the database reachable?");
    }

    /** Which node writes, as far as this one knows. */
    Optional<String> writer() {
        return writer;
    }

    String node() {
        return node;
    }

    /** Gives the lease back; only after the last write is over. */
    synchronized void giveBack() {
        row.ifPresent(leases::giveBack);
        leave();
    }
}

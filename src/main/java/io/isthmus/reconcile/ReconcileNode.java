package io.isthmus.reconcile;

import io.isthmus.directory.Directory;
import io.isthmus.directory.Watching;
import io.isthmus.journal.PushAccepted;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One of perhaps several nodes that share a database. It answers everything; whether its reconciler writes is up to the lease. Each
 * turn of writing has a reconciler of its own, which knows nothing but what the database and the directory say.
 */
public final class ReconcileNode implements Reconciliation, DirectoryControl, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReconcileNode.class);
    /** What other nodes accept, ask for or decide is seen after this time at most. */
    private static final long GLANCE_MILLIS = 500;

    /** Makes a reconciler. */
    @FunctionalInterface
    public interface Services {
        ReconcileService of(MappingSet mapping, Directory directory, Term term);
    }

    /**
     * What nodes have in common, and what is this one's own.
     *
     * @param mappingFile what it is called in messages
     * @param mappingText reads it
     * @param name what people call this node
     * @param operationTimeout of one LDAP operation
     * @param alone whether no other process can have this database, so that a lease that nobody gave back is of nobody alive
     */
    public record Setting(
            Leases leases,
            Orders orders,
            Shared shared,
            DirectoryStates states,
            Directory directory,
            String mappingFile,
            Supplier<String> mappingText,
            String name,
            Duration operationTimeout,
            boolean alone) {}

    private final Setting setting;
    private final Services services;
    private final Seat seat;
    private final MappingLoading mappings;
    private final AtomicLong known = new AtomicLong();
    private final ScheduledExecutorService leaseThread = thread("lease");
    private final ScheduledExecutorService glanceThread = thread("cluster");
    private Optional<Following> following = Optional.empty();
    private volatile boolean paused;
    private volatile boolean legible = true;
    private volatile boolean fullMissed;
    private volatile Turn turn;
    private volatile ReconcileService service;

    public ReconcileNode(Setting setting, Services services) {
        this.setting = setting;
        this.services = services;
        this.mappings = new MappingLoading(
                setting.shared(), setting.states(), setting.mappingFile(), setting.mappingText(), setting.name());
        this.seat = new Seat(
                setting.leases(),
                setting.name(),
                setting.name() + " " + UUID.randomUUID(),
                Seat.TTL.plus(setting.operationTimeout()),
                setting.alone(),
                () -> legible,
                System::nanoTime);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins, as the writer if no other node is. */
    public void start() {
        MappingLoading.Loaded mapping = mappings.atStart();
        seat.step();
        paused = setting.shared().glance().paused();
        begin(mapping);
        if (fullMissed) {
            service.fullBySchedule();
        }
        var unused = leaseThread.scheduleWithFixedDelay(
                Repeated.of(this::renew), GLANCE_MILLIS, GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        unused = glanceThread.scheduleWithFixedDelay(
                Repeated.of(this::look), GLANCE_MILLIS, GLANCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            seat.step();
        } catch (RuntimeException databaseAway) {
            LOG.debug("the lease is renewed later, or ends", databaseAway);
        }
    }

    private void look() {
        try {
            glance();
        } catch (RuntimeException databaseAway) {
            LOG.debug("the cluster is looked at again soon", databaseAway);
        }
    }

    private synchronized void glance() {
        Shared.Glance now = setting.shared().glance();
        boolean resumed = paused && !now.paused();
        paused = now.paused();
        if (now.mapping() != turn.mapping().sequence()) {
            anotherMapping();
        } else if (!seat.epoch().equals(turn.epoch())) {
            begin(turn.mapping());
        }
        if (!legible) {
            return;
        }
        if (turn.epoch().isPresent() && !service.writes()) {
            // the database went away before it had begun
            write(service);
        }
        boolean news = known.getAndAccumulate(now.position(), Math::max) < now.position();
        if (news || resumed) {
            service.pushed();
        }
        if (now.orders()) {
            service.nudge();
        }
    }

    /** A mapping that this version cannot read is another node's to work with. */
    private void anotherMapping() {
        try {
            begin(mappings.inForce());
            legible = true;
        } catch (InvalidMapping unknown) {
            if (legible) {
                LOG.errorf("this node does not write: it cannot read the mapping in force: %s", unknown.getMessage());
            }
            legible = false;
            turn.end();
            if (service.retire()) {
                seat.giveBack();
            }
        }
    }

    private void begin(MappingLoading.Loaded mapping) {
        Optional<Turn> before = Optional.ofNullable(turn);
        Optional<ReconcileService> last = Optional.ofNullable(service);
        before.ifPresent(Turn::end);
        last.ifPresent(ReconcileService::retire);
        Turn next = new Turn(seat, seat.epoch(), () -> paused, mapping);
        ReconcileService made = services.of(
                mapping.mapping(),
                setting.directory().gated(next),
                next.term(setting.leases(), setting.orders(), setting.shared()));
        last.ifPresent(made::inherit);
        turn = next;
        service = made;
        made.watch();
        if (next.epoch().isPresent()) {
            write(made);
        }
    }

    /** Who writes also watches. */
    private void write(ReconcileService made) {
        made.write();
        following.ifPresent(follow -> made.follow(follow.watching(), follow.watched()));
    }

    /** Has the directory watched by the node that writes, from now on. */
    public synchronized void follow(Watching watching, Watched watched) {
        following = Optional.of(new Following(watching, watched));
        if (service != null && service.writes()) {
            service.follow(watching, watched);
        }
    }

    private record Following(Watching watching, Watched watched) {}

    @Override
    public WatchState watching() {
        return service.watching();
    }

    /** Something was accepted by this node. */
    public void pushed(PushAccepted accepted) {
        known.accumulateAndGet(accepted.position(), Math::max);
        service.pushed(accepted);
    }

    /** The scheduled run over everything is due; on one node only, whichever that is. */
    public void fullBySchedule() {
        ReconcileService now = service;
        if (now == null) {
            // one that was missed fires before everything has started
            fullMissed = true;
        } else {
            now.fullBySchedule();
        }
    }

    /** The mapping in force. */
    public MappingSet mapping() {
        return turn.mapping().mapping();
    }

    @Override
    public RunRow request(RunRow.Kind kind, Optional<String> resource, String actor) {
        return service.request(kind, resource, actor);
    }

    @Override
    public Optional<RunRow> await(String run, Duration atMost) {
        return service.await(run, atMost);
    }

    @Override
    public RunRow approve(String run, String hash, Set<Long> except, String actor) {
        return service.approve(run, hash, except, actor);
    }

    @Override
    public RunRow reject(String run, String actor) {
        return service.reject(run, actor);
    }

    @Override
    public RunRow undo(String run, String actor) {
        return service.undo(run, actor);
    }

    @Override
    public Ruling decide(String resource, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        return service.decide(resource, action, anchor, actor);
    }

    @Override
    public List<Rulings.Stored> suppressions(long after, int limit) {
        return service.suppressions(after, limit);
    }

    @Override
    public Optional<Suppression> lift(long suppression) {
        return service.lift(suppression);
    }

    @Override
    public Status status() {
        return service.status();
    }

    @Override
    public Standing standing() {
        return new Standing(seat.node(), seat.writer(), setting.shared().paused());
    }

    @Override
    public boolean pause(String actor) {
        boolean changed = setting.shared().pause(actor);
        paused = true;
        return changed;
    }

    @Override
    public boolean resume(String actor) {
        // what waited is begun with the next glance of the node that writes
        return setting.shared().resume();
    }

    @Override
    public synchronized Reloaded reload(String actor) {
        String before = turn.mapping().mapping().hash();
        MappingLoading.Loaded loaded = mappings.reload(actor);
        if (loaded.sequence() == turn.mapping().sequence()) {
            return new Reloaded(before, before, Optional.empty(), loaded.warnings());
        }
        begin(loaded);
        legible = true;
        Optional<RunRow> run = setting.states().load().accepted(loaded.mapping().hash())
                ? Optional.empty()
                : Optional.of(service.fullOfMapping(actor));
        return new Reloaded(before, loaded.mapping().hash(), run, loaded.warnings());
    }

    /** A clean end: the lease is given back at once, unless a write might still be under way. */
    @Override
    public synchronized void close() {
        if (leaseThread.isShutdown()) {
            return;
        }
        glanceThread.shutdownNow();
        leaseThread.shutdownNow();
        if (turn != null) {
            turn.end();
            if (service.retire()) {
                giveBack();
            }
        }
        setting.directory().close();
    }

    private void giveBack() {
        try {
            seat.giveBack();
        } catch (RuntimeException databaseAway) {
            LOG.debug("the lease ends by itself", databaseAway);
        }
    }
}

package io.isthmus.reconcile;

import io.isthmus.directory.Capabilities;
import io.isthmus.directory.Directory;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The reconciler: its loop, its requests, and what is told of it. One a node and directory. */
public final class ReconcileService implements Reconciliation, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReconcileService.class);
    private static final Duration CONTACT_EVERY = Duration.ofSeconds(3);

    private final Parts parts;
    private final Engine engine;
    private final Execution execution;
    private final Approvals approvals;
    private final RunLoop loop;
    private final ExecutorService writers;
    private final ScheduledExecutorService contact = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "directory-contact");
        thread.setDaemon(true);
        return thread;
    });
    private final Object changed = new Object();
    private final Instant born;
    private volatile boolean up;
    private volatile Optional<Instant> lastContact = Optional.empty();
    private volatile Optional<Capabilities> capabilities = Optional.empty();

    public ReconcileService(Parts parts, MeterRegistry metrics) {
        this.parts = parts;
        this.born = parts.clock().instant();
        this.writers = Executors.newFixedThreadPool(parts.settings().connections(), task -> {
            Thread thread = new Thread(task, "directory-writer");
            thread.setDaemon(true);
            return thread;
        });
        this.loop = new RunLoop(
                this::soon, parts.settings().soonAfter(), parts.settings().backoffMax(), System::nanoTime);
        Applier applier = new Applier(parts, writers);
        this.execution =
                new Execution(parts, applier, writers, metrics, Execution.SLICE, loop::soonDue, loop::passSoon);
        this.engine = new Engine(parts, execution);
        this.approvals = new Approvals(parts, execution);
    }

    /** What a service is made of, for whoever wires it. */
    public static ReconcileService of(
            Directory directory,
            io.isthmus.mapping.MappingSet mapping,
            String shape,
            Resources resources,
            Links links,
            Runs runs,
            Settled settled,
            GroupMembers members,
            DirectoryStates states,
            UserRoles roles,
            ReconcileSettings settings,
            io.isthmus.plan.SafetyLimits limits,
            java.time.Clock clock,
            Imports imports,
            Passwords passwords,
            Rulings rulings,
            Deviations deviations,
            MeterRegistry metrics) {
        return new ReconcileService(
                new Parts(
                        directory,
                        mapping,
                        shape,
                        resources,
                        links,
                        runs,
                        settled,
                        members,
                        states,
                        new RoleWatch(roles, metrics, clock),
                        settings,
                        limits,
                        clock,
                        imports,
                        passwords,
                        rulings,
                        deviations),
                metrics);
    }

    /** Begins: looks for the directory, and for what was pushed before we were here. */
    public void start() {
        for (RunRow.Status status : List.of(RunRow.Status.APPROVED, RunRow.Status.APPLYING)) {
            parts.runs()
                    .list(Optional.empty(), Optional.of(status), Optional.empty(), 100)
                    .forEach(row -> engine.planAgain(approvals.undone(row.id())));
        }
        parts.runs().interrupted(parts.clock().instant());
        voidEarlierMappings();
        parts.rulings().keepOnly(parts.mapping().hash());
        contact.scheduleWithFixedDelay(this::look, 0, CONTACT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        loop.pushed();
    }

    /** Nobody can approve what another mapping made; what it held is planned anew. */
    private void voidEarlierMappings() {
        for (RunRow row : parts.runs().list(Optional.empty(), Optional.of(RunRow.Status.HELD), Optional.empty(), 100)) {
            if (!row.mapping().equals(parts.mapping().hash())) {
                String why = "the mapping changed since it was held; what it lists is planned again under the new one";
                LOG.warnf("run %s is void: %s", row.id(), why);
                new RunProgress(parts.runs(), parts.clock(), row).save(RunRow.Status.VOID, Optional.of(why));
                engine.planAgain(approvals.resources(row.id()));
            }
        }
    }

    private void look() {
        try {
            parts.runs().expire(parts.clock().instant());
        } catch (RuntimeException databaseAway) {
            LOG.debug("expired plans are found next time", databaseAway);
        }
        try {
            boolean now = parts.directory().up();
            if (now) {
                lastContact = Optional.of(parts.clock().instant());
                capabilities = Optional.of(parts.directory().capabilities());
            }
            if (now != up) {
                LOG.infof("the directory %s is %s", parts.directory().url(), now ? "up" : "down");
            }
            up = now;
        } catch (RuntimeException failed) {
            up = false;
            LOG.debug("the directory does not answer", failed);
        }
    }

    /** Something was pushed. */
    public void pushed(PushAccepted accepted) {
        loop.pushed();
    }

    private RunLoop.Soon soon() {
        try {
            return engine.soon();
        } finally {
            wake();
        }
    }

    /** The scheduled run over everything. */
    public void fullBySchedule() {
        loop.submit(() -> {
            engine.full(engine.begin(RunRow.Kind.FULL, "schedule"));
            wake();
        });
    }

    @Override
    public RunRow request(RunRow.Kind kind, Optional<String> resource, String actor) {
        if (resource.isPresent()
                && parts.resources().positions(Set.of(resource.get())).isEmpty()) {
            throw new ReconcileProblem("not-found", "there is no resource " + resource.get());
        }
        RunProgress run = engine.begin(kind, actor);
        loop.submit(() -> {
            if (resource.isPresent()) {
                engine.some(run, Set.of(resource.get()));
            } else {
                engine.full(run);
            }
            wake();
        });
        return parts.runs().find(run.id()).orElseThrow();
    }

    @Override
    public Optional<RunRow> await(String run, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<RunRow> row = parts.runs().find(run);
            long left = end - System.nanoTime();
            if (row.isEmpty() || over(row.get()) || left <= 0) {
                return row;
            }
            synchronized (changed) {
                try {
                    changed.wait(Math.min(500, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return row;
                }
            }
        }
    }

    private static boolean over(RunRow row) {
        return switch (row.status()) {
            case PLANNING, APPROVED, APPLYING -> false;
            case PLANNED, HELD, DONE, FAILED, REJECTED, EXPIRED, VOID -> true;
        };
    }

    private void wake() {
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    @Override
    public RunRow approve(String run, String hash, Set<Long> except, String actor) {
        RunRow approved = approvals.approve(run, hash, except, actor);
        loop.submit(() -> {
            Set<String> undone = new HashSet<>(approvals.apply(approved, except, actor));
            undone.addAll(engine.waitingFor(run));
            afterHeld(approved, undone, actor);
        });
        return approved;
    }

    @Override
    public RunRow reject(String run, String actor) {
        RunRow rejected = approvals.reject(run, actor);
        loop.submit(() -> {
            // what was turned down is not asked again at once
            execution.turnedDown(approvals.resources(run));
            decided(rejected, execution.waiting(), actor);
        });
        return rejected;
    }

    @Override
    public Ruling decide(String resource, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        Decisions.Made made = new Decisions(parts).decide(resource, action, anchor, actor);
        loop.submit(() -> {
            made.cut().ifPresent(other -> parts.links().remove(List.of(other)));
            engine.planAgain(parts.settings().autoSync() ? made.resources() : Set.of());
            loop.pushed();
        });
        return made.ruling();
    }

    @Override
    public List<Rulings.Stored> suppressions(long after, int limit) {
        return parts.rulings().list(parts.mapping().hash(), after, limit);
    }

    @Override
    public Optional<Suppression> lift(long suppression) {
        Optional<Suppression> lifted = parts.rulings().lift(suppression);
        lifted.map(Suppression::resource)
                .filter(resource -> parts.settings().autoSync() && !resource.startsWith(GroupMembers.BY_DN))
                .ifPresent(resource -> {
                    engine.planAgain(Set.of(resource));
                    loop.pushed();
                });
        return lifted;
    }

    @Override
    public RunRow undo(String run, String actor) {
        approvals.refuseUndo(run);
        RunProgress undo = engine.begin(RunRow.Kind.UNDO, actor);
        loop.submit(() -> {
            approvals.undo(undo, run);
            wake();
        });
        return parts.runs().find(undo.id()).orElseThrow();
    }

    /** What waited behind a held set is planned again once that set is gone, and what of it was not written in any case. */
    private void afterHeld(RunRow approved, Set<String> undone, String actor) {
        Set<String> again = new HashSet<>(undone);
        boolean gone = parts.runs().held().isEmpty();
        if (gone) {
            again.addAll(execution.waiting());
        }
        if (gone && approved.started().isBefore(born) && parts.settings().autoSync()) {
            // what waited behind it was known to a process that has ended
            engine.full(engine.begin(RunRow.Kind.FULL, actor));
        }
        decided(approved, again, actor);
    }

    private void decided(RunRow run, Set<String> again, String actor) {
        wake();
        if (parts.settings().autoSync()) {
            engine.planAgain(again);
        } else if (run.kind() == RunRow.Kind.SYNC && run.status() == RunRow.Status.APPROVED && !again.isEmpty()) {
            engine.some(engine.begin(RunRow.Kind.SYNC, actor), again);
            wake();
        }
        loop.pushed();
    }

    @Override
    public Status status() {
        DirectoryStates.State state = parts.states().load();
        Resources.Pending pending = parts.resources().pendingAfter(state.reconciled());
        Optional<RunRow> held = parts.runs().held();
        long passwords = engine.passwords();
        return new Status(
                up,
                parts.directory().url(),
                capabilities,
                lastContact,
                execution.aftermath().setbacks().open(),
                parts.resources().position(),
                pending.count() + passwords == 0
                        ? Math.max(state.reconciled(), parts.resources().position())
                        : state.reconciled(),
                pending.count() + passwords + engine.undone(),
                pending.count() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(pending.oldestEpochMillis())),
                parts.runs().lastFull(),
                held,
                held.isEmpty() ? 0 : Math.max(execution.waiting().size(), firstContact(state) ? pending.count() : 0),
                parts.settings().autoSync(),
                parts.settings().prune(),
                parts.settings().selfHeal(),
                execution.aftermath().setbacks().open().isPresent(),
                parts.deviations().situations());
    }

    private boolean firstContact(DirectoryStates.State state) {
        return state.acceptedMapping().filter(parts.mapping().hash()::equals).isEmpty();
    }

    @Override
    public void close() {
        contact.shutdownNow();
        loop.close();
        writers.shutdown();
        parts.directory().close();
    }
}

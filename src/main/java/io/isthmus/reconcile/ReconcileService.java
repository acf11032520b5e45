package io.isthmus.reconcile;

import io.isthmus.directory.Directory;
import io.isthmus.directory.Watching;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The reconciler: its loop, its requests, and what is told of it. Everything is asked of it on every node; only on the one that
 * writes its loop does anything. One lives as long as the node's turn to write, and as the mapping.
 */
public final class ReconcileService implements Reconciliation, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReconcileService.class);

    private final Parts parts;
    private final Engine engine;
    private final Execution execution;
    private final Approvals approvals;
    private final Term term;
    private final OrderWork orders;
    private final RunLoop loop;
    private final ExecutorService writers;
    private final Contact contact;
    private final Object changed = new Object();
    private volatile Instant born;
    private volatile boolean writing;
    private volatile Optional<Watcher> watcher = Optional.empty();

    public ReconcileService(Parts parts, MeterRegistry metrics, Term term) {
        this.parts = parts;
        this.term = term;
        this.born = parts.clock().instant();
        this.writers = Executors.newFixedThreadPool(parts.settings().connections(), task -> {
            Thread thread = new Thread(task, "directory-writer");
            thread.setDaemon(true);
            return thread;
        });
        this.loop = new RunLoop(
                this::soon,
                parts.settings().soonAfter(),
                parts.settings().backoffMax(),
                System::nanoTime,
                term.within());
        Applier applier = new Applier(parts, writers);
        this.execution =
                new Execution(parts, applier, writers, metrics, Execution.SLICE, loop::soonDue, loop::passSoon);
        this.engine = new Engine(parts, execution);
        this.approvals = new Approvals(parts, execution, term.orders());
        Carrying carrying = new Carrying(
                parts, engine, execution, approvals, () -> born, this::wake, loop::pushed, this::everything);
        this.orders = new OrderWork(parts.runs(), term, carrying::out);
        this.contact = new Contact(parts, carrying::leftBehind);
    }

    /** What a service is made of, for whoever wires it. @param term empty on a node that has no others beside it */
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
            MeterRegistry metrics,
            Optional<Term> term) {
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
                metrics,
                term.orElseGet(() -> Term.alone(runs)));
    }

    /** Begins on a node that has no others beside it. */
    public void start() {
        watch();
        write();
    }

    /** Looks for the directory. */
    void watch() {
        contact.begin();
    }

    /** Begins to write: with what another left, or what was pushed before. */
    void write() {
        born = parts.clock().instant();
        term.within().accept(new TakeOver(parts, engine, approvals, orders.runs()));
        writing = true;
        loop.pushed();
        nudge();
    }

    /** Whether it does what its loop is for. */
    boolean writes() {
        return writing;
    }

    /** Takes over what another knew of the directory's state, so that it need not be asked to tell. */
    void inherit(ReconcileService other) {
        contact.inherit(other.contact);
    }

    /** Watches the directory from now on, until closed. */
    public void follow(Watching watching, Watched watched) {
        Watcher made = new Watcher(
                watching,
                watched,
                ReadScope.bases(parts.mapping()),
                new WatchRuns(engine, parts, term.paused(), this::wake),
                loop::submit,
                parts.settings().backoffMax(),
                parts.clock());
        watcher = Optional.of(made);
        made.start();
    }

    @Override
    public WatchState watching() {
        return watcher.map(Watcher::state)
                .orElse(new WatchState(
                        WatchState.Kind.OFF,
                        Optional.ofNullable(born).orElse(Instant.EPOCH),
                        writing ? "isthmus.reconcile.watch is off" : "the node that writes watches"));
    }

    /** Something was pushed. */
    public void pushed(PushAccepted accepted) {
        pushed();
    }

    void pushed() {
        if (writing) {
            loop.pushed();
        }
    }

    /** Something was ordered, here or on another node. */
    void nudge() {
        if (writing) {
            orders.nudge(loop::submit);
        }
    }

    private RunLoop.Soon soon() {
        if (term.paused().getAsBoolean()) {
            return RunLoop.Soon.IDLE;
        }
        try {
            return engine.soon();
        } finally {
            wake();
        }
    }

    /** The scheduled run over everything; left out while one is under way, and while the directory is paused. */
    public void fullBySchedule() {
        if (term.paused().getAsBoolean()) {
            LOG.info("the scheduled run is left out: the directory is paused");
        } else if (fullUnderWay()) {
            LOG.info("the scheduled run is left out: one over everything is under way");
        } else {
            order(RunRow.Kind.FULL, Optional.empty(), "schedule");
        }
    }

    /** What was held is not any more, and nobody knows what waited behind it. */
    private boolean everything() {
        boolean can = writing && !term.paused().getAsBoolean();
        if (can) {
            order(RunRow.Kind.FULL, Optional.empty(), "expiry");
        }
        return can;
    }

    private boolean fullUnderWay() {
        return List.of(RunRow.Status.PLANNING, RunRow.Status.APPLYING).stream()
                .anyMatch(status -> !parts.runs()
                        .list(Optional.of(RunRow.Kind.FULL), Optional.of(status), Optional.empty(), 1)
                        .isEmpty());
    }

    /** The mapping was changed: it is planned whole, and held. */
    RunRow fullOfMapping(String actor) {
        return order(RunRow.Kind.FULL, Optional.empty(), actor);
    }

    private RunRow order(RunRow.Kind kind, Optional<String> resource, String actor) {
        RunRow row = parts.row(kind, actor);
        term.orders().place(row, new Order.Carry(row.id(), resource, actor));
        nudge();
        return row;
    }

    @Override
    public RunRow request(RunRow.Kind kind, Optional<String> resource, String actor) {
        if (resource.isPresent()
                && parts.resources().positions(Set.of(resource.get())).isEmpty()) {
            throw new ReconcileProblem("not-found", "there is no resource " + resource.get());
        }
        if (kind != RunRow.Kind.PLAN) {
            refusePaused();
        }
        return order(kind, resource, actor);
    }

    private void refusePaused() {
        if (term.paused().getAsBoolean()) {
            throw new ReconcileProblem(
                    "directory-paused", "the directory is paused: nothing is written; POST directory/resume first");
        }
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
        refusePaused();
        RunRow approved = approvals.approve(run, hash, except, actor);
        nudge();
        return approved;
    }

    @Override
    public RunRow reject(String run, String actor) {
        RunRow rejected = approvals.reject(run, actor);
        nudge();
        return rejected;
    }

    @Override
    public Ruling decide(String resource, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        Decisions.Made made = new Decisions(parts).decide(resource, action, anchor, actor);
        askAgain(made.resources(), made.cut(), actor);
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
                .ifPresent(resource -> askAgain(Set.of(resource), Optional.empty(), "lifted"));
        return lifted;
    }

    @Override
    public RunRow undo(String run, String actor) {
        approvals.refuseUndo(run);
        RunRow row = parts.row(RunRow.Kind.UNDO, actor);
        term.orders().place(row, new Order.Undo(row.id(), run, actor));
        nudge();
        return row;
    }

    /** Has the node that writes plan these again. */
    private void askAgain(Set<String> resources, Optional<String> cut, String actor) {
        term.orders().ask(new Order.PlanAgain(resources, cut, actor));
        nudge();
    }

    @Override
    public Status status() {
        DirectoryStates.State state = parts.states().load();
        Resources.Pending pending = parts.resources().pendingAfter(state.reconciled());
        Optional<RunRow> held = parts.runs().held();
        long passwords = engine.passwords();
        return new Status(
                contact.up(),
                parts.directory().url(),
                contact.capabilities(),
                contact.last(),
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
                held.map(row -> behind(row, state)).orElse(0L),
                parts.settings().autoSync(),
                parts.settings().prune(),
                parts.settings().selfHeal(),
                execution.aftermath().setbacks().open().isPresent(),
                parts.deviations().situations());
    }

    /** What waits behind a held run; before the first plan is accepted that is whatever was pushed since it was made. */
    private long behind(RunRow held, DirectoryStates.State state) {
        return state.accepted(parts.mapping().hash())
                ? execution.heldSet.further()
                : parts.resources().pendingAfter(held.journal()).count();
    }

    /** Ends its work, but not the directory; false if something was still under way after some seconds. */
    boolean retire() {
        writing = false;
        contact.end();
        watcher.ifPresent(Watcher::close);
        boolean quiet = loop.end();
        writers.shutdown();
        return quiet;
    }

    @Override
    public void close() {
        retire();
        parts.directory().close();
    }
}

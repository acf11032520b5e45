package io.isthmus.reconcile;

import io.isthmus.directory.Capabilities;
import io.isthmus.directory.Directory;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.Desired;
import io.isthmus.plan.Link;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private final Engine.Parts parts;
    private final Engine engine;
    private final Execution execution;
    private final RunLoop loop;
    private final ExecutorService writers;
    private final ScheduledExecutorService contact = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "directory-contact");
        thread.setDaemon(true);
        return thread;
    });
    private final Object changed = new Object();
    private volatile boolean up;
    private volatile Optional<Instant> lastContact = Optional.empty();
    private volatile Optional<Capabilities> capabilities = Optional.empty();

    public ReconcileService(Engine.Parts parts, MeterRegistry metrics) {
        this.parts = parts;
        this.writers = Executors.newFixedThreadPool(parts.settings().connections(), task -> {
            Thread thread = new Thread(task, "directory-writer");
            thread.setDaemon(true);
            return thread;
        });
        this.loop = new RunLoop(
                this::soon, parts.settings().soonAfter(), parts.settings().backoffMax(), System::nanoTime);
        Applier applier =
                new Applier(parts.directory(), parts.resources(), parts.links(), parts.runs(), writers, parts.clock());
        this.execution = new Execution(
                applier,
                parts.runs(),
                parts.links(),
                parts.limits(),
                parts.settings(),
                parts.clock(),
                metrics,
                loop::passSoon);
        this.engine = new Engine(parts, execution);
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
            DirectoryStates states,
            ReconcileSettings settings,
            io.isthmus.plan.SafetyLimits limits,
            java.time.Clock clock,
            MeterRegistry metrics) {
        return new ReconcileService(
                new Engine.Parts(
                        directory, mapping, shape, resources, links, runs, settled, states, settings, limits, clock),
                metrics);
    }

    /** Begins: looks for the directory, and for what was pushed before we were here. */
    public void start() {
        contact.scheduleWithFixedDelay(this::look, 0, CONTACT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        loop.pushed();
    }

    private void look() {
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
                engine.single(run, resource.get());
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
        RunRow row = approvable(run);
        if (!row.hash().filter(hash::equals).isPresent()) {
            throw new ReconcileProblem(
                    "hash-stale", "run " + run + " has the hash " + row.hash().orElse("none") + ", not the one given");
        }
        if (!row.mapping().equals(parts.mapping().hash())) {
            throw new ReconcileProblem("hash-stale", "the mapping changed since run " + run + "; make a new plan");
        }
        RunRow approved = with(row, RunRow.Status.APPROVED, actor);
        parts.runs().save(approved);
        loop.submit(() -> {
            apply(approved, except, actor);
            wake();
        });
        return approved;
    }

    private RunRow approvable(String run) {
        RunRow row =
                parts.runs().find(run).orElseThrow(() -> new ReconcileProblem("not-found", "there is no run " + run));
        boolean open = row.status() == RunRow.Status.HELD || row.status() == RunRow.Status.PLANNED;
        if (open
                && row.expires()
                        .filter(until -> until.isBefore(parts.clock().instant()))
                        .isPresent()) {
            parts.runs().save(with(row, RunRow.Status.EXPIRED, row.by().orElse("")));
            open = false;
        }
        if (!open) {
            throw new ReconcileProblem(
                    "not-held",
                    "run " + run + " is " + row.status().name().toLowerCase(java.util.Locale.ROOT)
                            + ", it waits for no approval");
        }
        return row;
    }

    private static RunRow with(RunRow row, RunRow.Status status, String actor) {
        return new RunRow(
                row.id(),
                row.kind(),
                status,
                row.complete(),
                row.mapping(),
                row.hash(),
                row.journal(),
                row.started(),
                row.finished(),
                Optional.of(actor),
                row.expires(),
                row.counts(),
                row.changes(),
                row.verdict(),
                row.error());
    }

    private void apply(RunRow row, Set<Long> except, String actor) {
        RunProgress run = new RunProgress(parts.runs(), parts.clock(), row);
        try {
            List<ChangeRow> open = new ArrayList<>();
            parts.runs().changes(row.id(), change -> {
                if (change.outcome().equals("held") || change.outcome().equals("planned")) {
                    open.add(change);
                }
            });
            List<ChangeRow> left =
                    open.stream().filter(change -> except.contains(change.id())).toList();
            open.removeAll(left);
            run.released(open.size() + left.size());
            execution.approved(run, rebuilt(open));
            boolean firstContact = parts.states()
                    .load()
                    .acceptedMapping()
                    .filter(parts.mapping().hash()::equals)
                    .isEmpty();
            if (firstContact) {
                parts.states().accept(parts.mapping().hash(), parts.shape(), actor);
            }
            parts.states().reconciled(row.journal());
            execution.finished(run);
            if (!left.isEmpty()) {
                leaveHeld(row, left);
            }
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "applying run %s failed", row.id());
            run.save(RunRow.Status.FAILED, Optional.of(String.valueOf(failed.getMessage())));
        }
        loop.pushed();
    }

    /** What was left out stays held, in a set of its own. */
    private void leaveHeld(RunRow row, List<ChangeRow> left) {
        io.isthmus.plan.Plans plan = new io.isthmus.plan.Plans();
        left.forEach(change -> plan.add(change.change()));
        RunRow held = new RunRow(
                RunIds.next(),
                row.kind(),
                RunRow.Status.HELD,
                row.complete(),
                row.mapping(),
                Optional.of(plan.hash()),
                row.journal(),
                parts.clock().instant(),
                Optional.empty(),
                row.by(),
                Optional.of(parts.clock().instant().plus(parts.settings().approvalExpires())),
                Map.of(),
                Map.of("planned", (long) left.size(), "held", (long) left.size()),
                row.verdict(),
                Optional.empty());
        parts.runs().save(held);
        parts.runs().moveChanges(left.stream().map(ChangeRow::id).toList(), held.id());
    }

    private List<Applier.Saved> rebuilt(List<ChangeRow> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.change().about().resource()));
        Map<String, Desired> desired = new HashMap<>();
        new DesiredBatch(parts.mapping(), parts.resources(), parts.links())
                .of(parts.resources().byIds(ids), parts.clock().instant())
                .forEach(made -> desired.put(made.resource().id(), made.desired()));
        Map<String, Link> links = new HashMap<>();
        parts.links().ofResources(ids).forEach(link -> links.put(link.resource(), link));
        List<Applier.Saved> saved = new ArrayList<>();
        Map<Long, Runs.Outcome> gone = new HashMap<>();
        for (ChangeRow row : rows) {
            String id = row.change().about().resource();
            if (desired.get(id) instanceof Desired.Wanted wanted) {
                saved.add(new Applier.Saved(
                        row.id(), new PlanItem(row.change(), wanted.entry(), Optional.ofNullable(links.get(id)))));
            } else {
                gone.put(row.id(), new Runs.Outcome("superseded", "the mapping does not make an entry of it any more"));
            }
        }
        if (!gone.isEmpty()) {
            parts.runs().record(gone, List.of(), List.of());
        }
        return saved;
    }

    @Override
    public RunRow reject(String run, String actor) {
        RunRow rejected = with(approvable(run), RunRow.Status.REJECTED, actor);
        parts.runs().save(rejected);
        return rejected;
    }

    @Override
    public Status status() {
        DirectoryStates.State state = parts.states().load();
        Resources.Pending pending = parts.resources().pendingAfter(state.reconciled());
        Optional<RunRow> held = parts.runs().held();
        return new Status(
                up,
                parts.directory().url(),
                capabilities,
                lastContact,
                Optional.empty(),
                parts.resources().position(),
                pending.count() == 0
                        ? Math.max(state.reconciled(), parts.resources().position())
                        : state.reconciled(),
                pending.count(),
                pending.count() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(pending.oldestEpochMillis())),
                parts.runs().lastFull(),
                held,
                held.isEmpty() ? 0 : Math.max(execution.waiting(), firstContact(state) ? pending.count() : 0),
                parts.settings().autoSync(),
                parts.settings().prune(),
                parts.settings().selfHeal(),
                false);
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

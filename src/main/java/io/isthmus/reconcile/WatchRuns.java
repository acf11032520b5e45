package io.isthmus.reconcile;

import io.isthmus.plan.Situation;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Runs on what the watch has seen. Before the first plan of a mapping is accepted there is nothing that could drift. */
final class WatchRuns implements Watcher.Looking {
    private static final Logger LOG = Logger.getLogger(WatchRuns.class);
    private static final Set<Situation> NEWS = EnumSet.of(
            Situation.DRIFTED, Situation.CONFLICT, Situation.MISSING, Situation.OUT_OF_SCOPE, Situation.LINK_CONFLICT);

    private final Engine engine;
    private final Parts parts;
    private final BooleanSupplier paused;
    private final Runnable over;

    /**
     * @param paused whether nothing is to be begun
     * @param over called after each run
     */
    WatchRuns(Engine engine, Parts parts, BooleanSupplier paused, Runnable over) {
        this.engine = engine;
        this.parts = parts;
        this.paused = paused;
        this.over = over;
    }

    /** A watch run that finds drift is worth a row though it writes nothing. What we wrote ourselves comes back too, and is none. */
    static void tell(RunProgress run, PlanDraft draft) {
        if (run.kind() == RunRow.Kind.WATCH && draft.any(NEWS::contains)) {
            run.told();
        }
    }

    @Override
    public boolean ready() {
        return !paused.getAsBoolean() && parts.directory().up();
    }

    @Override
    public boolean at(Set<String> resources) {
        if (resources.isEmpty() || !accepted()) {
            return true;
        }
        boolean done = engine.targeted(resources, Map.of(), RunRow.Kind.WATCH)
                .filter(run -> run.unavailable().isPresent() || run.unsure())
                .isEmpty();
        over.run();
        return done;
    }

    @Override
    public boolean atEverything(String why) {
        if (!accepted()) {
            return true;
        }
        LOG.infof("everything is read since the watch has to: %s", why);
        RunRow run = engine.full(engine.begin(RunRow.Kind.FULL, "watch"));
        over.run();
        return run.status() != RunRow.Status.FAILED;
    }

    private boolean accepted() {
        return parts.states().load().accepted(parts.mapping().hash());
    }
}

package io.isthmus.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** What a writer does first: what its predecessor was in the middle of ends, and is planned again. */
final class TakeOver implements Runnable {
    private static final Logger LOG = Logger.getLogger(TakeOver.class);
    private static final Duration RECENTLY = Duration.ofHours(1);
    private static final int SOME = 100;

    private final Parts parts;
    private final Engine engine;
    private final Approvals approvals;
    private final Set<String> ordered;

    /** @param ordered runs that nobody has begun */
    TakeOver(Parts parts, Engine engine, Approvals approvals, Set<String> ordered) {
        this.parts = parts;
        this.engine = engine;
        this.approvals = approvals;
        this.ordered = ordered;
    }

    @Override
    public void run() {
        for (RunRow.Status status : List.of(RunRow.Status.APPROVED, RunRow.Status.APPLYING)) {
            newest(status).stream().filter(row -> !ordered.contains(row.id())).forEach(this::planAgain);
        }
        newest(RunRow.Status.FAILED).stream().filter(this::cutShort).forEach(this::planAgain);
        parts.runs().interrupted(parts.clock().instant());
        // those of a writer before that did not live to find out as well
        engine.reckon(newest(RunRow.Status.FAILED).stream()
                .filter(row -> row.error().filter(Runs.INTERRUPTED::equals).isPresent())
                .map(RunRow::id)
                .toList());
        voidEarlierMappings();
        parts.rulings().keepOnly(parts.mapping().hash());
    }

    private List<RunRow> newest(RunRow.Status status) {
        return parts.runs().list(Optional.empty(), Optional.of(status), Optional.empty(), SOME);
    }

    private void planAgain(RunRow row) {
        engine.planAgain(approvals.undone(row.id()));
    }

    /** It ended since its node was stopped in an orderly way, or had lost the lease. */
    private boolean cutShort(RunRow row) {
        Instant since = parts.clock().instant().minus(RECENTLY);
        return row.error().filter(why -> why.endsWith(Turn.OVER)).isPresent()
                && row.finished().filter(since::isBefore).isPresent();
    }

    /** Nobody can approve what another mapping made; what it held is planned anew. */
    private void voidEarlierMappings() {
        for (RunRow row : newest(RunRow.Status.HELD)) {
            if (!row.mapping().equals(parts.mapping().hash())) {
                String why = "the mapping changed since it was held; what it lists is planned again under the new one";
                LOG.warnf("run %s is void: %s", row.id(), why);
                new RunProgress(parts.runs(), parts.clock(), row).save(RunRow.Status.VOID, Optional.of(why));
                engine.planAgain(approvals.resources(row.id()));
            }
        }
    }
}

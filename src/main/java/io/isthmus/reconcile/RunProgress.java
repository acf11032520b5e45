package io.isthmus.reconcile;

import io.isthmus.plan.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** A run under way: what it has counted so far, and its row in the store. */
final class RunProgress {
    private static final Logger LOG = Logger.getLogger(RunProgress.class);

    private final Runs runs;
    private final Clock clock;
    private final RunRow begun;
    private final Census census;
    private final Map<String, Long> changes = new TreeMap<>();
    private Optional<String> hash = Optional.empty();
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<String> remark = Optional.empty();
    private Optional<Instant> expires = Optional.empty();
    private boolean complete;
    private String unavailable = "";
    private boolean holds;
    private boolean unsure;
    private boolean changed;
    private boolean goesOn;
    private final Attempts attempts = new Attempts();
    private final Observed observed = new Observed();
    private final Pace pace;
    private long journal;

    RunProgress(Runs runs, Clock clock, RunRow begun) {
        this.runs = runs;
        this.clock = clock;
        this.begun = begun;
        this.hash = begun.hash();
        this.verdict = begun.verdict();
        this.expires = begun.expires();
        this.complete = begun.complete();
        this.journal = begun.journal();
        boolean row = begun.kind() != RunRow.Kind.SOON && begun.kind() != RunRow.Kind.WATCH
                || begun.status() != RunRow.Status.PLANNING;
        this.pace = new Pace(runs, begun.id(), clock, row);
        this.census = new Census(begun.counts());
        changes.putAll(begun.changes());
    }

    String id() {
        return begun.id();
    }

    RunRow.Kind kind() {
        return begun.kind();
    }

    String mapping() {
        return begun.mapping();
    }

    /** Whether it covers everything. */
    boolean whole() {
        return complete;
    }

    Instant started() {
        return begun.started();
    }

    void read(long position, boolean whole) {
        journal = Math.max(journal, position);
        complete = whole;
    }

    /** How what it looked at stands. */
    Census census() {
        return census;
    }

    void planned(long number) {
        add("planned", number);
        changed = true;
    }

    /** Something is listed that is not written. */
    void told() {
        changed = true;
    }

    Pace pace() {
        return pace;
    }

    /** What it tried in vain so far. */
    Attempts attempts() {
        return attempts;
    }

    /** What it saw for the lists, and what its writes have made of that. */
    Observed observed() {
        return observed;
    }

    void outcomes(Map<String, Long> byOutcome) {
        byOutcome.forEach((outcome, number) -> {
            add(column(outcome), number);
            pace.applied(number);
        });
    }

    /** A planned change found its end: it was held and is not any more. */
    void released(long number) {
        add("held", -number);
    }

    /** It is over: what of it stands so and was not written will not be. Whether there was any. */
    boolean abandon(String outcome, String why) {
        long number = runs.abandon(id(), outcome, why);
        if (number > 0) {
            outcomes(Map.of("failed", number));
        }
        return number > 0;
    }

    /** The directory went away while this run was writing. */
    void unavailable(String why) {
        unavailable = why;
    }

    Optional<String> unavailable() {
        return unavailable.isEmpty() ? Optional.empty() : Optional.of(unavailable);
    }

    /** Whether the result of a write is not known. */
    boolean unsure() {
        return unsure;
    }

    void unsure(boolean now) {
        unsure = now;
    }

    /** The same row with more work to come; nothing has been added to it yet. */
    RunProgress resumed() {
        unsure = false;
        changed = false;
        goesOn = true;
        attempts.resumed();
        return this;
    }

    /** Whether its row has work of before. */
    boolean goesOn() {
        return goesOn;
    }

    /** Part of it waits for approval. */
    void holds() {
        holds = true;
    }

    boolean isHeld() {
        return holds;
    }

    /** Of several verdicts, on what is planned again or comes later in the same run, the one stands that came nearest its limit. */
    void judged(Verdict given) {
        verdict = Optional.of(verdict.filter(before -> before.nearer(given)).orElse(given));
    }

    /** What the run says beside its verdict: of all that it looked at, not of what it plans again. */
    void remark(String words) {
        remark = remark.or(() -> Optional.of(words));
    }

    void approvable(String planHash, Instant until) {
        hash = Optional.of(planHash);
        expires = Optional.of(until);
    }

    Map<String, Long> counts() {
        return census.counts();
    }

    boolean anyChange() {
        return changed;
    }

    RunRow save(RunRow.Status status) {
        return save(status, Optional.empty());
    }

    RunRow save(RunRow.Status status, Optional<String> error) {
        RunRow row = row(status, error);
        runs.save(row);
        return row;
    }

    /** From now on this waits for approval, and what did so before waits no longer. */
    RunRow held() {
        RunRow row = row(RunRow.Status.HELD, Optional.empty());
        Optional<RunRow> before = runs.held().filter(other -> !other.id().equals(id()));
        before.ifPresentOrElse(
                other -> {
                    LOG.infof("run %s is replaced by run %s", other.id(), id());
                    String why = "run " + id() + " is newer and lists what is to be done now";
                    RunProgress ended = new RunProgress(runs, clock, other);
                    runs.replace(ended.row(RunRow.Status.VOID, Optional.of(why)), row);
                },
                () -> runs.save(row));
        return row;
    }

    private RunRow row(RunRow.Status status, Optional<String> error) {
        boolean over = status != RunRow.Status.PLANNING
                && status != RunRow.Status.APPLYING
                && status != RunRow.Status.APPROVED;
        return new RunRow(
                begun.id(),
                begun.kind(),
                status,
                complete,
                begun.mapping(),
                hash,
                journal,
                begun.started(),
                over ? Optional.of(clock.instant()) : Optional.empty(),
                begun.by(),
                expires,
                census.counts(),
                Map.copyOf(changes),
                verdict.map(judged -> judged.and(remark.orElse(""))),
                error);
    }

    private void add(String column, long number) {
        changes.compute(column, (key, before) -> Math.max(0, (before == null ? 0 : before) + number));
    }

    /** The contract counts six: what moved, was superseded, denied or invalid was refused. */
    static String column(String outcome) {
        return switch (outcome) {
            case "applied", "converged", "failed", "held" -> outcome;
            default -> "refused";
        };
    }
}

package io.isthmus.reconcile;

import io.isthmus.plan.Situation;
import io.isthmus.plan.Verdict;
import io.isthmus.reconcile.NoticeStates.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides what people are told: a change of state, never a run. Pure. */
public final class Notices {
    /** Why people are told, as written in {@code notify.on}. */
    public enum Occasion {
        HELD,
        FAILED,
        DRIFT,
        RECOVERED;

        /** As written in settings and messages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something to tell. @param about what is over, for RECOVERED; else the occasion itself */
    public record Notice(Occasion occasion, Occasion about, String run, String line) {}

    /** What people believe from now on, and what they have to be told for that. */
    public record Decision(Told now, List<Notice> notices) {
        public Decision {
            notices = List.copyOf(notices);
        }
    }

    /**
     * How it stands.
     *
     * @param held the run that waits for approval
     * @param newest runs, the newest first
     * @param lastFull the newest run over everything
     * @param listed number of resources in each situation that is listed now
     */
    public record Standing(
            Optional<RunRow> held, List<RunRow> newest, Optional<RunRow> lastFull, Map<Situation, Long> listed) {
        /** Where nothing is listed. */
        Standing(Optional<RunRow> held, List<RunRow> newest, Optional<RunRow> lastFull) {
            this(held, newest, lastFull, Map.of());
        }
    }

    private final Set<Occasion> on;
    private final List<Notice> notices = new ArrayList<>();

    private Notices(Set<Occasion> on) {
        this.on = on;
    }

    /** @param on what is worth telling; what began untold ends untold */
    public static Decision decide(Told told, Standing standing, Set<Occasion> on) {
        Notices notices = new Notices(on);
        Told now = new Told(
                notices.held(told, standing.held()),
                standing.held().map(RunRow::id),
                notices.failing(told.failing(), standing.newest()),
                notices.drifting(told.drifting(), standing.lastFull(), standing.listed()));
        return new Decision(now, notices.notices);
    }

    /** Another held set is news; the same one is not. */
    private Optional<String> held(Told told, Optional<RunRow> held) {
        Optional<String> now = held.map(Notices::set);
        if (held.isEmpty()) {
            told.heldRun().ifPresent(run -> over(Occasion.HELD, run, "the run no longer waits for approval"));
        } else if (!now.equals(told.held())) {
            RunRow run = held.get();
            tell(Occasion.HELD, run.id(), run.verdict().map(Verdict::line).orElse("it waits for approval"));
        }
        return now;
    }

    /** A mapping's first plan is made anew with every push until it is accepted: it is one. */
    private static String set(RunRow run) {
        boolean first = run.verdict()
                .filter(verdict -> verdict.limit().equals("first-plan"))
                .isPresent();
        return first ? "first plan of " + run.mapping() : run.hash().orElse(run.id());
    }

    private Optional<String> failing(Optional<String> told, List<RunRow> newest) {
        Optional<RunRow> last = newest.stream().filter(Notices::decisive).findFirst();
        if (last.isEmpty()) {
            return told;
        }
        RunRow run = last.get();
        if (run.status() == RunRow.Status.FAILED) {
            if (told.isEmpty()) {
                tell(Occasion.FAILED, run.id(), run.error().orElse("the run failed"));
            }
            return told.or(() -> Optional.of(run.id()));
        }
        told.ifPresent(failed -> over(Occasion.FAILED, run.id(), "runs go through again"));
        return Optional.empty();
    }

    private static boolean decisive(RunRow run) {
        return switch (run.status()) {
            case DONE, HELD, PLANNED, FAILED -> true;
            case PLANNING, APPROVED, APPLYING, REJECTED, EXPIRED, VOID -> false;
        };
    }

    /**
     * A run that broke off has not seen everything: it says nothing about drift. One that was refused something counts that as
     * refused alone: whether what it was to put back differs still the list tells.
     */
    private Optional<String> drifting(Optional<String> told, Optional<RunRow> lastFull, Map<Situation, Long> listed) {
        Optional<RunRow> whole = lastFull.filter(run -> run.status() != RunRow.Status.FAILED);
        if (whole.isEmpty()) {
            return told;
        }
        RunRow run = whole.get();
        boolean refused = Stream.of(Situation.INVALID, Situation.FAILED)
                .anyMatch(situation -> run.counts().getOrDefault(situation.label(), 0L) > 0);
        List<String> found = new ArrayList<>();
        for (Situation situation : List.of(Situation.DRIFTED, Situation.CONFLICT, Situation.MISSING)) {
            long number = Math.max(
                    run.counts().getOrDefault(situation.label(), 0L), refused ? listed.getOrDefault(situation, 0L) : 0);
            if (number > 0) {
                found.add(number + " " + situation.label());
            }
        }
        if (!found.isEmpty()) {
            if (told.isEmpty()) {
                tell(Occasion.DRIFT, run.id(), "others changed the directory: " + String.join(", ", found));
            }
            return told.or(() -> Optional.of(run.id()));
        }
        told.ifPresent(drifted -> over(Occasion.DRIFT, run.id(), "no drift is left"));
        return Optional.empty();
    }

    private void tell(Occasion occasion, String run, String line) {
        if (on.contains(occasion)) {
            notices.add(new Notice(occasion, occasion, run, line));
        }
    }

    private void over(Occasion about, String run, String line) {
        if (on.contains(about) && on.contains(Occasion.RECOVERED)) {
            notices.add(new Notice(Occasion.RECOVERED, about, run, line));
        }
    }
}

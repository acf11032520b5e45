package io.isthmus.reconcile;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of soon and watch runs: one spans up to a minute of work, so that a busy day does not fill the list of runs. */
final class SharedRows {
    private static final Duration SPAN = Duration.ofMinutes(1);

    private final Parts parts;
    private final Map<RunRow.Kind, RunProgress> current = new EnumMap<>(RunRow.Kind.class);

    SharedRows(Parts parts) {
        this.parts = parts;
    }

    /** The row that the next work goes into. */
    RunProgress next(RunRow.Kind kind) {
        return Optional.ofNullable(current.get(kind))
                .filter(run -> !run.isHeld())
                .filter(run -> run.started().plus(SPAN).isAfter(parts.clock().instant()))
                .map(RunProgress::resumed)
                .orElseGet(() -> fresh(kind));
    }

    /** A row for itself. */
    RunProgress fresh(RunRow.Kind kind) {
        current.remove(kind);
        RunRow row = RunRow.begun(
                parts.runs().newId(),
                kind,
                parts.mapping().hash(),
                parts.clock().instant(),
                kind.name().toLowerCase(Locale.ROOT));
        return new RunProgress(parts.runs(), parts.clock(), row);
    }

    /** Work is over that was worth a row; after one that broke off there is another. */
    void stored(RunProgress run) {
        current.compute(run.kind(), (key, before) -> run.unavailable().isEmpty() ? run : null);
    }
}

package io.isthmus.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Changes of runs as people and scripts look at them. */
public interface RunReports {
    /**
     * Which changes.
     *
     * @param text somewhere in DN, name, source, resource, situation, detail, names of attributes or members, in any case
     * @param backwards from the last to the first
     */
    record Search(Optional<String> text, Optional<String> type, Optional<String> outcome, boolean backwards) {
        /** All of them. */
        public static Search all(boolean backwards) {
            return new Search(Optional.empty(), Optional.empty(), Optional.empty(), backwards);
        }
    }

    /** How many changes of a type have an outcome below a base. */
    record Count(String base, String type, String outcome, long changes) {}

    /** @param after id of the last change seen */
    List<ChangeRow> page(String run, Search search, Optional<Long> after, int limit);

    /** A part of a run's changes. */
    enum Part {
        /** renames, and creations of groups */
        NAMES,
        MEMBERSHIPS
    }

    /** Streams them, on one connection. @param backwards from the last to the first */
    void stream(String run, Part part, boolean backwards, Consumer<ChangeRow> to);

    /** How far a run under way has come, if that was noted. */
    Optional<Progress> progress(String run);

    /** The most frequent first. */
    List<Count> counts(String run, int limit);

    /** The newest runs over everything that were carried out, the oldest of them first. */
    List<RunRow> trend(int limit);
}

package io.isthmus.reconcile;

import java.util.Optional;

/** What was told last; one row a directory, shared by all nodes. */
public interface NoticeStates {
    /**
     * What people believe.
     *
     * @param held what they know to wait for them: the same set has the same name, whichever run lists it
     * @param heldRun the run that lists it
     * @param failing the run with which failing began
     * @param drifting the run with which drift began
     */
    record Told(Optional<String> held, Optional<String> heldRun, Optional<String> failing, Optional<String> drifting) {
        /** Nobody was told anything: all is well. */
        public static final Told NOTHING =
                new Told(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Told load();

    /** Whether it still was {@code before}, so that of several nodes one tells. */
    boolean replace(Told before, Told now);
}

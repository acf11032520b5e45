package io.isthmus.reconcile;

import java.util.List;
import java.util.Optional;

/** What administrators tell all nodes of a directory. */
public interface DirectoryControl {
    /**
     * @param node this one
     * @param writer the node that writes; empty while none does
     * @param paused who paused the directory
     */
    record Standing(String node, Optional<String> writer, Optional<Shared.Paused> paused) {}

    Standing standing();

    /** Nothing is written to the directory from now on. False if it was so already. */
    boolean pause(String actor);

    /** False if it was not paused. */
    boolean resume(String actor);

    /**
     * @param run that plans everything under a changed mapping; empty where nothing changed, or the mapping was accepted before
     * @param warnings of the mapping
     */
    record Reloaded(String before, String hash, Optional<RunRow> run, List<String> warnings) {
        public boolean changed() {
            return !before.equals(hash);
        }
    }

    /** Reads this node's mapping file and puts it in force on all nodes. @throws InvalidMapping with every fault */
    Reloaded reload(String actor);

    /** The mapping that was to be loaded is not valid; the one before stays in force. */
    final class InvalidMapping extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> faults;

        public InvalidMapping(List<String> faults) {
            super(String.join("\n", faults));
            this.faults = List.copyOf(faults);
        }

        /** Each with file and line. */
        public List<String> faults() {
            return faults;
        }
    }
}

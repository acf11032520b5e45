package io.isthmus.reconcile;

import java.util.Optional;
import java.util.Set;

/** What was asked for on some node and is carried out by the one that writes. Stored under these names: additions only. */
public sealed interface Order {
    /** The run that it is about. */
    String run();

    String actor();

    /** Plan, and write as far as the run's kind and the switches allow. @param resource only this one */
    record Carry(String run, Optional<String> resource, String actor) implements Order {}

    /** Write what an approved run lists. @param except changes that stay held */
    record Apply(String run, Set<Long> except, String actor) implements Order {
        public Apply {
            except = Set.copyOf(except);
        }
    }

    /** Plan what takes a run back. @param undone that run */
    record Undo(String run, String undone, String actor) implements Order {}

    /**
     * Plan these again, since a person decided about them.
     *
     * @param cut a resource whose link ends
     */
    record PlanAgain(Set<String> resources, Optional<String> cut, String actor) implements Order {
        public PlanAgain {
            resources = Set.copyOf(resources);
        }

        @Override
        public String run() {
            return "";
        }
    }

    /** Go on without what a rejected run lists. */
    record TurnedDown(String run, String actor) implements Order {}
}

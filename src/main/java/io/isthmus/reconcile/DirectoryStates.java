package io.isthmus.reconcile;

import java.util.Optional;

/** What is remembered of one directory between runs. */
public interface DirectoryStates {
    /**
     * @param acceptedMapping hash of the mapping whose first plan was accepted; empty before first contact
     * @param shape the accepted mapping's base, rdn and object classes by rule, for telling a change that needs {@code migrate}
     * @param reconciled position up to which every push is in the directory or has a recorded outcome
     */
    record State(Optional<String> acceptedMapping, Optional<String> shape, long reconciled) {
        /** Whether it is this mapping whose first plan was accepted. @param mapping its hash */
        boolean accepted(String mapping) {
            return acceptedMapping.filter(mapping::equals).isPresent();
        }
    }

    State load();

    /** Records that a mapping's first plan was accepted. */
    void accept(String mapping, String shape, String by);

    /** Moves the position on; never back. */
    void reconciled(long position);
}

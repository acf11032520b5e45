package io.isthmus.reconcile;

/** What goes on while a set of changes waits for approval. */
public enum WhileHeld {
    /** whatever no limit holds */
    ADDITIONS,
    /** nothing at all */
    NOTHING
}

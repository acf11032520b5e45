package io.isthmus.reconcile;

/** Explains under the mapping that is in force when it is asked. */
@FunctionalInterface
public interface Explaining {
    Explanations now();
}

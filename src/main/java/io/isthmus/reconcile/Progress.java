package io.isthmus.reconcile;

/**
 * How far a run under way has come.
 *
 * @param phase {@code reading}, {@code planning} or {@code applying}
 * @param done entries read, resources planned or changes applied
 * @param of how many there are; 0 while that is not known
 */
public record Progress(String phase, long done, long of) {}

package io.isthmus.reconcile;

/** A request that the reconciler cannot carry out; becomes an RFC 9457 problem {@code urn:isthmus:problem:<type>}. */
public final class ReconcileProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String type;

    public ReconcileProblem(String type, String message) {
        super(message);
        this.type = type;
    }

    /** {@code hash-stale}, {@code not-held}, {@code not-found}, {@code not-decidable}, {@code not-finished}, … */
    public String type() {
        return type;
    }
}

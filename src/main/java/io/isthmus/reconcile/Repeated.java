package io.isthmus.reconcile;

import org.jboss.logging.Logger;

/** What is done again and again by a scheduled executor, which does not repeat what once threw something. */
public final class Repeated {
    private static final Logger LOG = Logger.getLogger(Repeated.class);

    private Repeated() {}

    /** The same, going on after an Error as well: a heap that a run fills for a moment would end it for good. */
    public static Runnable of(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error failed) {
                LOG.error("what is done again and again failed this time", failed);
            }
        };
    }
}

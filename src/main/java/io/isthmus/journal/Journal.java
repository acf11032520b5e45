package io.isthmus.journal;

import java.util.concurrent.CompletionStage;

/** Accepts pushes. */
public interface Journal {
    /**
     * Appends the push to the journal and changes the view, in one durable transaction. The stage completes with
     * {@link PushResult.Stored} only after the commit is on disk; it always completes, within two seconds while the database is
     * away, and never exceptionally. Pushes of one resource take effect in the order in which this method was called.
     */
    CompletionStage<PushResult> accept(Push push);

    /** A new identifier for a resource: unique, never given before, ascending by time. */
    String newId();
}

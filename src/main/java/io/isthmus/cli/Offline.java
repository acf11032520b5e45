package io.isthmus.cli;

import java.nio.file.Path;
import java.util.List;

/** What commands do without a running server. Implemented by the application; each throws with a message for people. */
public interface Offline {
    /** Lines to print, and whether all is well. */
    record Outcome(boolean well, List<String> lines) {}

    /** Checks settings and mapping, against the live schema too if asked. */
    Outcome checkMapping(boolean directory);

    /** The LDIF that a mapping makes of a resource. */
    Outcome tryMapping(Path resource);

    Outcome probeDirectory();

    /** Folds the journal and compares it with the view. */
    Outcome verifyJournal();

    Outcome backup(Path file);

    Outcome restore(Path file);
}

package io.isthmus.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What commands do without a running server. Implemented by the application; each throws with a message for people. */
public interface Offline {
    /** Lines to print, and whether all is well. */
    record Outcome(boolean well, List<String> lines) {}

    /** Checks settings and mapping, against the live schema too if asked. */
    Outcome checkMapping(boolean directory);

    /** The LDIF that a mapping makes of a resource. */
    Outcome tryMapping(Path resource);

    Outcome probeDirectory();

    /** Folds the journal and compares it with the view, and follows the audit trail's chain. @param progress is told of what is done */
    Outcome verifyJournal(Consumer<String> progress);

    /** Writes the journal's records after a position as lines of JSON. */
    Outcome exportJournal(long after, PrintStream to);

    /** Writes what another mapping would make of everything, as a difference. @param csv else LDIF */
    Replayed replayJournal(Path mapping, boolean csv, PrintStream to);

    /** @param same whether the two mappings make the same of everything */
    record Replayed(boolean same, Outcome outcome) {}

    /** @param over whether to take the place of a file that is there */
    Outcome backup(Path file, boolean over);

    Outcome restore(Path file);
}

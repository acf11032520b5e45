package io.isthmus.journal;

import java.util.List;

/** Reads the journal's records. */
public interface JournalReader {
    /** Records after a position, oldest first, at most {@code limit}. */
    List<JournalRecord> after(long position, int limit);
}

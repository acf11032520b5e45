package io.isthmus.console;

import java.util.Map;

/** What the situations mean (reconciliation.md), in a few words for people. */
final class Meanings {
    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("in_sync", "the directory is as it should be"),
            Map.entry("pending", "pushed, and not in the directory yet"),
            Map.entry("drifted", "changed in the directory by somebody else"),
            Map.entry("conflict", "changed on both sides"),
            Map.entry("new", "has no entry yet"),
            Map.entry("adoptable", "an existing entry may become ours"),
            Map.entry("disputed", "more than one entry or source could be meant"),
            Map.entry("link_conflict", "the entry, or its name, belongs to another"),
            Map.entry("missing", "had an entry, which is gone"),
            Map.entry("orphan", "was ours and is no longer wanted"),
            Map.entry("unmanaged", "entries that nobody here manages"),
            Map.entry("protected", "never touched"),
            Map.entry("out_of_scope", "no rule of the mapping fits"),
            Map.entry("invalid", "the directory or the mapping refuses the data"),
            Map.entry("blocked", "waits for something else"),
            Map.entry("suppressed", "left as it is, as an administrator decided"),
            Map.entry("failed", "could not be written"),
            Map.entry("grace", "waits for its time to be deleted"),
            Map.entry("imported", "shown to a source, not provisioned"));

    private Meanings() {}

    /** Empty for a situation that is not known here. */
    static String of(String situation) {
        return ALL.getOrDefault(situation, "");
    }
}

package io.isthmus.mapping;

/** What a rule claims of an attribute (reconciliation.md, rule 11). */
public enum Ownership {
    /** our values exactly */
    ENFORCE,
    /** our values come and go, others stay */
    MERGE,
    /** set when the entry is created, never again */
    INITIAL
}

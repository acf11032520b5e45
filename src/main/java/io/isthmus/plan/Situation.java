package io.isthmus.plan;

import java.util.Locale;

/** What a pair of resource and entry is (reconciliation.md, Situations); the names are stable: API, reports, metric labels. */
public enum Situation {
    IN_SYNC,
    PENDING,
    DRIFTED,
    CONFLICT,
    NEW,
    ADOPTABLE,
    DISPUTED,
    LINK_CONFLICT,
    MISSING,
    ORPHAN,
    UNMANAGED,
    PROTECTED,
    OUT_OF_SCOPE,
    INVALID,
    BLOCKED,
    SUPPRESSED,
    FAILED,
    GRACE,
    IMPORTED;

    /** As written in the API. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.isthmus.reconcile;

import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Identifiers of runs: short enough to type, sorted by time. */
final class RunIds {
    private RunIds() {}

    static String next() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null).toString();
    }
}

package io.isthmus.plan;

import java.util.List;

/**
 * Values to delete from and to add to one attribute, delete before add in one modify, so that a concurrent edit is noticed.
 *
 * @param attribute LDAP attribute, or {@link io.isthmus.ldap.ActualEntry#DISABLED}
 * @param delete values that must be there
 * @param add values that must not
 * @param kind who moved
 */
public record ValueChange(String attribute, List<String> delete, List<String> add, Kind kind) {
    /** Who moved since the last application. */
    public enum Kind {
        /** we: let through by {@code auto-sync} */
        PENDING,
        /** they: let through by {@code self-heal} */
        DRIFT,
        /** both: let through by {@code self-heal} */
        CONFLICT
    }

    public ValueChange {
        delete = List.copyOf(delete);
        add = List.copyOf(add);
    }
}

package io.isthmus.directory;

import java.util.Optional;

/** Asked directly before each LDAP write. */
@FunctionalInterface
public interface WriteGate {
    /** Lets everything through. */
    WriteGate OPEN = Optional::empty;

    /** Why nothing may be written now; empty while it may. Cheap, and never waits. */
    Optional<String> closed();
}

package io.isthmus.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The identity provider connections. */
public interface Sources {
    /** Makes sure that these configured sources exist. */
    void declare(java.util.Collection<String> names);

    /** All of them, with what status shows. */
    List<Source> list();

    /** Pauses or resumes one; false if there is none of that name. */
    boolean pause(String name, boolean paused, String actor);

    /** A connection, its last push, and how many live users and groups it owns. */
    record Source(String name, boolean paused, Optional<Instant> lastPush, long users, long groups) {}
}

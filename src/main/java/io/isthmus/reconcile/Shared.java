package io.isthmus.reconcile;

import java.time.Instant;
import java.util.Optional;

/** What all nodes of one directory know of each other through the database. */
public interface Shared {
    /**
     * What has to be noticed soon, in one glance.
     *
     * @param position of the newest push, on whichever node it was accepted
     * @param orders whether some wait
     * @param mapping sequence of the mapping in force; 0 before there is one
     */
    record Glance(long position, boolean orders, boolean paused, long mapping) {}

    Glance glance();

    /** Who paused the directory, and when. */
    record Paused(String by, Instant at) {}

    Optional<Paused> paused();

    /** Nothing is written from now on, on any node, restarts included; false if it was so already. */
    boolean pause(String by);

    /** False if it was not paused. */
    boolean resume();

    /** A mapping's text, and what it is called in messages. */
    record MappingText(long sequence, String hash, String name, String content, String by) {}

    /** The mapping that all nodes work with. */
    Optional<MappingText> mapping();

    /** Puts a mapping in force unless one of the same meaning is. */
    void putInForce(String hash, String name, String content, String by);
}

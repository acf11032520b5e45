package io.isthmus.access;

/** The key that signs cursors: the same on every node, never outside. */
@FunctionalInterface
public interface CursorKey {
    byte[] value();
}

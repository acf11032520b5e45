package io.isthmus.access;

/** Signs cursors with a key that is the same on every node and never outside. */
@FunctionalInterface
public interface CursorSigner {
    /** The signature of some content; always as long. */
    byte[] sign(byte[] content);
}

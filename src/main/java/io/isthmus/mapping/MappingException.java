package io.isthmus.mapping;

/** A rule that cannot be evaluated on a certain resource; the message says what to change. */
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MappingException(String message) {
        super(message);
    }
}

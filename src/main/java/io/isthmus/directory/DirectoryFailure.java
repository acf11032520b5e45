package io.isthmus.directory;

/** A read or a probe that failed as a whole. What was read before it is partial and proves nothing. */
public final class DirectoryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Error classes (reconciliation.md, rule 30). */
    public enum Kind {
        /** cannot be reached, or is busy: back off and try again */
        UNAVAILABLE,
        /** timed out after sending: re-read before anything else */
        UNKNOWN,
        /** the entry is not what the plan saw: re-read and plan again */
        CONFLICT,
        /** the data is refused: invalid until the resource or the mapping changes */
        REJECTED,
        /** the server failed on this entry and does not say whether the data is at fault: it may pass */
        TROUBLED,
        /** not permitted on this entry */
        DENIED,
        /** a limit of the server */
        CAPACITY,
        /** the bind was refused: no use to go on before somebody acts */
        BIND_REFUSED
    }

    private final Kind kind;

    public DirectoryFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

package io.isthmus.store;

import java.sql.SQLException;

/** The database could not be reached, or refused a statement. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether the database is away, rather than a statement at fault. */
    public static boolean isAway(SQLException failed) {
        String state = failed.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}

package io.isthmus.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The epoch in which what a thread writes counts. The row of the lease is locked against a change of hands, not against renewal,
 * until the transaction ends; whoever stops in between does not keep a successor waiting for longer than the limit.
 */
record Fence(String directory, long epoch) {
    private static final String CHECK =
            "select set_config('idle_in_transaction_session_timeout', '10s', true) from lease where directory_id = ?"
                    + " and epoch = ? for key share";
    private static final ThreadLocal<Fence> CURRENT = new ThreadLocal<>();

    /** Does work behind this fence. */
    void around(Runnable work) {
        Fence before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Whether this thread's writes need a transaction that is checked. */
    static boolean stands() {
        return CURRENT.get() != null;
    }

    /** Lets a transaction go on if its epoch lasts. @throws StoreException if it is over */
    static void check(Connection connection) throws SQLException {
        Fence fence = CURRENT.get();
        if (fence == null) {
            return;
        }
        List<String> held = Sql.list(
                connection,
                CHECK,
                statement -> {
                    statement.setString(1, fence.directory);
                    statement.setLong(2, fence.epoch);
                },
                row -> row.getString(1));
        if (held.isEmpty()) {
            throw new StoreException(new SQLException("not recorded: another node writes to the directory "
                    + fence.directory + " since this one has lost its lease"));
        }
    }
}

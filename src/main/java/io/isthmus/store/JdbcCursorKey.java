package io.isthmus.store;

import io.isthmus.access.CursorKey;
import javax.sql.DataSource;

/** The key in the database, so that every node takes the others' cursors; read once. */
public final class JdbcCursorKey implements CursorKey {
    private final DataSource database;
    private volatile byte[] key = {};

    public JdbcCursorKey(DataSource database) {
        this.database = database;
    }

    @Override
    public byte[] value() {
        if (key.length == 0) {
            key = Sql.list(
                            database,
                            "select value from secret where name = 'cursor'",
                            Sql.none(),
                            row -> row.getBytes(1))
                    .get(0);
        }
        return key.clone();
    }
}

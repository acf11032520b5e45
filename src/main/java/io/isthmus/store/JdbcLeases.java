package io.isthmus.store;

import io.isthmus.reconcile.Leases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The lease as a row. A database that hangs is given up after some seconds, so that one dead connection does not cost the lease. */
public final class JdbcLeases implements Leases {
    private static final int PATIENCE_MILLIS = 3000;
    private static final String RETURNING = " returning epoch, renewals, holder, node, patience_millis";
    private static final String TAKE =
            "update lease set epoch = epoch + 1, renewals = 0, holder = ?, node = ?, patience_millis = ?, since = now()"
                    + " where directory_id = ? and epoch = ? and renewals = ? and holder is not distinct from ?"
                    + RETURNING;
    private static final String FIRST =
            "insert into lease (holder, node, patience_millis, directory_id, epoch, renewals)"
                    + " values (?, ?, ?, ?, 1, 0) on conflict (directory_id) do nothing" + RETURNING;
    private static final String RENEW =
            "update lease set renewals = renewals + 1 where directory_id = ? and epoch = ? and holder = ?" + RETURNING;

    private final DataSource database;
    private final String directory;

    public JdbcLeases(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Optional<Row> load() {
        return row(
                "select epoch, renewals, holder, node, patience_millis from lease where directory_id = ?",
                statement -> statement.setString(1, directory));
    }

    @Override
    public Optional<Row> take(Optional<Row> seen, String holder, String node, Duration patience) {
        return row(seen.isPresent() ? TAKE : FIRST, statement -> {
            statement.setString(1, holder);
            statement.setString(2, node);
            statement.setLong(3, patience.toMillis());
            statement.setString(4, directory);
            if (seen.isPresent()) {
                statement.setLong(5, seen.get().epoch());
                statement.setLong(6, seen.get().renewals());
                statement.setString(7, seen.get().holder().orElse(null));
            }
        });
    }

    @Override
    public Optional<Row> renew(Row mine) {
        return row(RENEW, statement -> mine(statement, mine));
    }

    @Override
    public void giveBack(Row mine) {
        row(
                "update lease set holder = null where directory_id = ? and epoch = ? and holder = ?" + RETURNING,
                statement -> mine(statement, mine));
    }

    private void mine(java.sql.PreparedStatement statement, Row mine) throws SQLException {
        statement.setString(1, directory);
        statement.setLong(2, mine.epoch());
        statement.setString(3, mine.holder().orElseThrow());
    }

    private Optional<Row> row(String sql, Sql.Binder binder) {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            try {
                List<Row> rows = Sql.list(connection, sql, binder, JdbcLeases::read);
                return rows.stream().findFirst();
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, 0);
                }
            }
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getLong(2),
                Optional.ofNullable(row.getString(3)),
                row.getString(4),
                Duration.ofMillis(row.getLong(5)));
    }

    @Override
    public void during(long epoch, Runnable work) {
        new Fence(directory, epoch).around(work);
    }
}

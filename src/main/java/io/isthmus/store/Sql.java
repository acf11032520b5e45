package io.isthmus.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/** A thin hand on JDBC: one statement on one connection, arrays instead of loops. */
final class Sql {
    private static final int FETCH = 1000;
    private static final int FORCE_BINARY = -1;
    private static final String STREAMING =
            "select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true),"
                    + " set_config('idle_in_transaction_session_timeout', '0', true)";

    private Sql() {}

    /** Sets a statement's parameters. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    static <T> List<T> list(DataSource database, String sql, Binder binder, Reader<T> reader) {
        try (Connection connection = database.getConnection()) {
            return list(connection, sql, binder, reader);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    static <T> List<T> list(Connection connection, String sql, Binder binder, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    static int update(DataSource database, String sql, Binder binder) {
        if (Fence.stands()) {
            return transaction(database, connection -> update(connection, sql, binder));
        }
        try (Connection connection = database.getConnection()) {
            return update(connection, sql, binder);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    static int update(Connection connection, String sql, Binder binder) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            return statement.executeUpdate();
        }
    }

    /**
     * Streams rows with a cursor, in a read-only transaction of its own. What is streamed is read whole: joins are hashed, since
     * a nested loop chosen from old statistics takes the square of a table's growth.
     */
    static <T> void stream(DataSource database, String sql, Binder binder, Reader<T> reader, Consumer<T> to) {
        stream(database, sql, FETCH, binder, reader, to);
    }

    /** @param fetch rows that come at a time */
    static <T> void stream(
            DataSource database, String sql, int fetch, Binder binder, Reader<T> reader, Consumer<T> to) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            try {
                stream(connection, sql, fetch, binder, reader, to);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    /** The same within a transaction. */
    static <T> void stream(Connection connection, String sql, Binder binder, Reader<T> reader, Consumer<T> to)
            throws SQLException {
        stream(connection, sql, FETCH, binder, reader, to);
    }

    private static <T> void stream(
            Connection connection, String sql, int fetch, Binder binder, Reader<T> reader, Consumer<T> to)
            throws SQLException {
        list(connection, STREAMING, none(), row -> row.getString(1));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(fetch);
            // bytes come as such, not as twice as many digits, already when it is executed for the first time
            statement.unwrap(PGStatement.class).setPrepareThreshold(FORCE_BINARY);
            binder.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    to.accept(reader.read(row));
                }
            }
        }
    }

    /** Reads several things as they were at one moment, whatever is written meanwhile. */
    static <T> T snapshot(DataSource database, Work<T> work) {
        return transaction(database, connection -> {
            update(connection, "set transaction isolation level repeatable read, read only", none());
            return work.with(connection);
        });
    }

    static <T> T transaction(DataSource database, Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Fence.check(connection);
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                rollback(connection);
                throw failed;
            } finally {
                restore(connection);
            }
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            // the connection is broken, and with it the transaction
            org.jboss.logging.Logger.getLogger(Sql.class).debug("rollback failed", gone);
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            org.jboss.logging.Logger.getLogger(Sql.class).debug("autocommit not restored", gone);
        }
    }

    /** An array of the elements' own class goes in binary; one of objects is written as text, every quote of a JSON escaped. */
    static java.sql.Array texts(PreparedStatement statement, Collection<String> values) throws SQLException {
        return statement.getConnection().createArrayOf("text", values.toArray(String[]::new));
    }

    static java.sql.Array longs(PreparedStatement statement, Collection<Long> values) throws SQLException {
        return statement.getConnection().createArrayOf("bigint", values.toArray(Long[]::new));
    }

    /** Ids as the first parameter, and a column of texts for each of these, in the same order. */
    @SafeVarargs
    static <T> Binder byId(Map<Long, T> rows, Function<T, String>... columns) {
        List<Map.Entry<Long, T>> all = List.copyOf(rows.entrySet());
        return statement -> {
            statement.setArray(
                    1, longs(statement, all.stream().map(Map.Entry::getKey).toList()));
            for (int i = 0; i < columns.length; i++) {
                Function<T, String> column = columns[i];
                statement.setArray(
                        i + 2,
                        texts(
                                statement,
                                all.stream()
                                        .map(row -> column.apply(row.getValue()))
                                        .toList()));
            }
        };
    }

    static Binder none() {
        return statement -> {};
    }
}

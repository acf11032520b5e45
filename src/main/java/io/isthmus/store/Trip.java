package io.isthmus.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several statements in one round trip to the database; what the reading ones find goes to their readers. */
final class Trip {
    /** Sets a statement's parameters from an index on. */
    @FunctionalInterface
    interface Binder {
        /** The index after the last one that was set. */
        int bind(PreparedStatement statement, int from) throws SQLException;
    }

    private record Part(String sql, Binder binder, Optional<Sql.Reader<?>> reader) {}

    private final List<Part> parts = new ArrayList<>();

    /** A statement that returns no rows. */
    Trip write(String sql, Binder binder) {
        parts.add(new Part(sql, binder, Optional.empty()));
        return this;
    }

    /** A statement whose rows go to a reader. */
    Trip read(String sql, Binder binder, Sql.Reader<?> reader) {
        parts.add(new Part(sql, binder, Optional.of(reader)));
        return this;
    }

    /** No parameters. */
    static Binder none() {
        return (statement, from) -> from;
    }

    /** Text arrays, one parameter each. */
    @SafeVarargs
    static Binder texts(List<String>... arrays) {
        return (statement, from) -> {
            int index = from;
            for (List<String> array : arrays) {
                statement.setArray(index++, Sql.texts(statement, array));
            }
            return index;
        };
    }

    /** Columns of rows, as one array each, for {@code unnest}. */
    static Binder columns(Map<String, List<Object>> columns) {
        return (statement, from) -> {
            int index = from;
            for (List<Object> column : columns.values()) {
                statement.setArray(index++, array(statement.getConnection(), column));
            }
            return index;
        };
    }

    /** See {@link Sql#texts}. */
    private static Array array(Connection connection, List<Object> column) throws SQLException {
        Object sample =
                column.stream().filter(java.util.Objects::nonNull).findFirst().orElse("");
        if (sample instanceof Long) {
            return connection.createArrayOf("bigint", column.toArray(Long[]::new));
        }
        return sample instanceof Boolean
                ? connection.createArrayOf("boolean", column.toArray(Boolean[]::new))
                : connection.createArrayOf("text", column.toArray(String[]::new));
    }

    void run(Connection connection) throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        String sql = String.join("; ", parts.stream().map(Part::sql).toList());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (Part part : parts) {
                index = part.binder().bind(statement, index);
            }
            statement.execute();
            for (Part part : parts) {
                read(statement, part);
                statement.getMoreResults();
            }
        }
    }

    private static void read(PreparedStatement statement, Part part) throws SQLException {
        if (part.reader().isPresent()) {
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    part.reader().get().read(row);
                }
            }
        }
    }
}

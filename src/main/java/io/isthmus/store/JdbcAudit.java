package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Audit;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** The audit trail over JDBC; each row's hash covers the one before. */
public final class JdbcAudit implements Audit {
    /** in the order of the chain, whose positions are given in that order too */
    private static final String INSERT = "insert into audit (at, actor, action, target, detail, hash)"
            + " select ?, a, c, t, d::jsonb, h from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[])"
            + " with ordinality as x(a, c, t, d, h, n) order by n";

    private final DataSource database;
    private final Clock clock;

    public JdbcAudit(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is to be appended. */
    record Row(String actor, String action, String target, JsonNode detail) {}

    @Override
    public void record(String actor, String action, String target, JsonNode detail) {
        Row row = new Row(actor, action, target, detail);
        Sql.transaction(database, connection -> {
            append(connection, clock.instant(), List.of(row));
            return row;
        });
    }

    /** Appends rows within a transaction; until its end nobody else appends. */
    static void append(Connection connection, Instant now, List<Row> rows) throws SQLException {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        Sql.list(connection, "select pg_advisory_xact_lock(71003)", Sql.none(), row -> 0);
        byte[] hash = Sql.list(
                        connection,
                        "select hash from audit order by position desc limit 1",
                        Sql.none(),
                        row -> row.getBytes(1))
                .stream()
                .findFirst()
                .orElse(AuditChain.START);
        List<String> details = new ArrayList<>(rows.size());
        List<byte[]> hashes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String text = AuditChain.text(row.detail());
            hash = AuditChain.next(hash, at, row.actor(), row.action(), row.target(), text);
            details.add(text);
            hashes.add(hash);
        }
        Sql.update(connection, INSERT, statement -> {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setArray(2, column(statement, rows, Row::actor));
            statement.setArray(3, column(statement, rows, Row::action));
            statement.setArray(4, column(statement, rows, Row::target));
            statement.setArray(5, Sql.texts(statement, details));
            statement.setArray(6, statement.getConnection().createArrayOf("bytea", hashes.toArray(byte[][]::new)));
        });
    }

    private static Array column(PreparedStatement statement, List<Row> rows, Function<Row, String> column)
            throws SQLException {
        return Sql.texts(statement, rows.stream().map(column).toList());
    }

    @Override
    public List<Entry> after(long position, int limit) {
        return Sql.list(
                database,
                "select position, at, actor, action, target, detail::text from audit where position > ? order by position limit ?",
                statement -> {
                    statement.setLong(1, position);
                    statement.setInt(2, limit);
                },
                row -> new Entry(
                        row.getLong(1),
                        ResourceRows.instant(row, 2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        ResourceRows.parse(row.getString(6))));
    }
}

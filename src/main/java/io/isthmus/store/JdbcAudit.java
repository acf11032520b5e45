package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Audit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;

/** The audit trail over JDBC; each row's hash covers the one before. */
public final class JdbcAudit implements Audit {
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
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into audit (at, actor, action, target, detail, hash) values (?, ?, ?, ?, ?::jsonb, ?)")) {
            for (Row row : rows) {
                String text = AuditChain.text(row.detail());
                hash = AuditChain.next(hash, at, row.actor(), row.action(), row.target(), text);
                statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                statement.setString(2, row.actor());
                statement.setString(3, row.action());
                statement.setString(4, row.target());
                statement.setString(5, text);
                statement.setBytes(6, hash);
                statement.addBatch();
            }
            statement.executeBatch();
        }
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

package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.access.Audit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    @Override
    public void record(String actor, String action, String target, JsonNode detail) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String text = ResourceRows.text(detail);
        Sql.transaction(database, connection -> {
            Sql.list(connection, "select pg_advisory_xact_lock(71003)", Sql.none(), row -> 0);
            List<byte[]> last = Sql.list(
                    connection,
                    "select hash from audit order by position desc limit 1",
                    Sql.none(),
                    row -> row.getBytes(1));
            byte[] before = last.isEmpty() ? new byte[32] : last.get(0);
            return Sql.update(
                    connection,
                    "insert into audit (at, actor, action, target, detail, hash) values (?, ?, ?, ?, ?::jsonb, ?)",
                    statement -> {
                        statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                        statement.setString(2, actor);
                        statement.setString(3, action);
                        statement.setString(4, target);
                        statement.setString(5, text);
                        statement.setBytes(
                                6, chained(before, at + "|" + actor + "|" + action + "|" + target + "|" + text));
                    });
        });
    }

    private static byte[] chained(byte[] before, String row) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return digest.digest(row.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
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

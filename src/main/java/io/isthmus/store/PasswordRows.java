package io.isthmus.store;

import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Sealed passwords: written with the push that brought them, gone with their user and after seven days at the latest. */
public final class PasswordRows {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final String WRITE = "insert into password (resource_id, sealed, at)"
            + " select r, s, ? from unnest(?::text[], ?::bytea[]) x(r, s)"
            + " on conflict (resource_id) do update set sealed = excluded.sealed, at = excluded.at";

    private PasswordRows() {}

    static void write(Trip trip, BatchFold fold) {
        Map<String, byte[]> sealed = new LinkedHashMap<>();
        List<String> gone = fold.stored().stream()
                .map(BatchFold.Stored::push)
                .map(Push::operation)
                .filter(Operation.Delete.class::isInstance)
                .map(Operation::id)
                .toList();
        fold.stored()
                .forEach(stored -> stored.push()
                        .password()
                        .ifPresent(
                                password -> sealed.put(stored.push().operation().id(), password.bytes())));
        gone.forEach(sealed::remove);
        if (!sealed.isEmpty()) {
            trip.write(WRITE, (statement, from) -> {
                statement.setObject(from, fold.at().atOffset(java.time.ZoneOffset.UTC));
                statement.setArray(from + 1, Sql.texts(statement, sealed.keySet()));
                statement.setArray(
                        from + 2,
                        statement
                                .getConnection()
                                .createArrayOf("bytea", sealed.values().toArray(byte[][]::new)));
                return from + 3;
            });
        }
        if (!gone.isEmpty()) {
            trip.write("delete from password where resource_id = any(?)", Trip.texts(gone));
        }
    }

    /** Erases what nobody fetched in time; returns how many. */
    public static int sweep(DataSource database, Clock clock) {
        return Sql.update(
                database,
                "delete from password where at < ?",
                statement -> statement.setObject(1, clock.instant().minus(KEPT).atOffset(java.time.ZoneOffset.UTC)));
    }
}

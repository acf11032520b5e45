package io.isthmus.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Takes old runs and old rows of the audit trail away, in small transactions. */
public final class Retention {
    private static final int RUNS = 100;
    private static final int CHANGES = 5000;
    private static final int AUDIT = 1000;
    /** Those may still be approved, or are under way. */
    private static final String OPEN = "status in ('PLANNING', 'PLANNED', 'HELD', 'APPROVED', 'APPLYING')";

    private Retention() {}

    /**
     * Runs that began before, with their changes; not those that may still be approved or are under way, nor the last one that
     * covered everything.
     *
     * @param goOn asked before each transaction
     * @return number of runs that are gone
     */
    public static long runs(DataSource database, String directory, Instant before, BooleanSupplier goOn) {
        String after = "";
        long gone = 0;
        while (goOn.getAsBoolean()) {
            List<String> seen = new ArrayList<>();
            List<String> old = old(database, directory, before, after, seen);
            for (String run : old) {
                if (!run(database, run, goOn)) {
                    return gone;
                }
                gone++;
            }
            if (seen.size() < RUNS) {
                return gone;
            }
            after = seen.get(seen.size() - 1);
        }
        return gone;
    }

    /** Of the next runs in the order of their ids, which is that of time, those that may go; {@code seen} gets all that are as old. */
    private static List<String> old(
            DataSource database, String directory, Instant before, String after, List<String> seen) {
        List<String> old = new ArrayList<>();
        Sql.list(
                database,
                "select id, started < ? and not " + OPEN
                        + " and id <> coalesce((select id from run l where l.directory_id = ?"
                        + " and l.kind in ('FULL', 'SYNC') and l.complete and l.status in ('DONE', 'HELD', 'FAILED')"
                        + " order by l.id desc limit 1), ''), started < ? from run where directory_id = ? and id > ?"
                        + " order by id limit ?",
                statement -> {
                    statement.setObject(1, Checkpoint.utc(before));
                    statement.setString(2, directory);
                    statement.setObject(3, Checkpoint.utc(before));
                    statement.setString(4, directory);
                    statement.setString(5, after);
                    statement.setInt(6, RUNS);
                },
                row -> {
                    if (row.getBoolean(3)) {
                        seen.add(row.getString(1));
                    }
                    if (row.getBoolean(2)) {
                        old.add(row.getString(1));
                    }
                    return 0;
                });
        return old;
    }

    /** Its changes a few thousand at a time, then itself. */
    private static boolean run(DataSource database, String run, BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
            int gone = Sql.update(
                    database,
                    "delete from change where id = any(array(select id from change where run_id = ? order by id limit ?))",
                    statement -> {
                        statement.setString(1, run);
                        statement.setInt(2, CHANGES);
                    });
            if (gone < CHANGES) {
                Sql.update(database, "delete from run where id = ?", statement -> statement.setString(1, run));
                return true;
            }
        }
        return false;
    }

    /**
     * Rows of the audit trail that are older, but for the newest one; the chain begins behind them then.
     *
     * @return number of rows that are gone
     */
    public static long audit(DataSource database, Instant before, BooleanSupplier goOn) {
        long gone = 0;
        while (goOn.getAsBoolean()) {
            int batch = Sql.transaction(database, connection -> audit(connection, before));
            gone += batch;
            if (batch == 0) {
                return gone;
            }
        }
        return gone;
    }

    private record Row(long position, Instant at, byte[] hash) {}

    private static int audit(Connection connection, Instant before) throws SQLException {
        // nobody appends meanwhile, so the newest row is the newest
        Sql.list(connection, "select pg_advisory_xact_lock(71003)", Sql.none(), row -> 0);
        List<Row> oldest = Sql.list(
                connection,
                "select position, at, hash from audit order by position limit ?",
                statement -> statement.setInt(1, AUDIT + 1),
                row -> new Row(row.getLong(1), ResourceRows.instant(row, 2), row.getBytes(3)));
        int aged = 0;
        while (aged < oldest.size() - 1 && oldest.get(aged).at().isBefore(before)) {
            aged++;
        }
        if (aged == 0) {
            return 0;
        }
        Row last = oldest.get(aged - 1);
        Sql.update(
                connection,
                "insert into audit_checkpoint (position, hash) values (?, ?) on conflict (only_row) do update set"
                        + " position = excluded.position, hash = excluded.hash",
                statement -> {
                    statement.setLong(1, last.position());
                    statement.setBytes(2, last.hash());
                });
        return Sql.update(
                connection,
                "delete from audit where position <= ?",
                statement -> statement.setLong(1, last.position()));
    }
}

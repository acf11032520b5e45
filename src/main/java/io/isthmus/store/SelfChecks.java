package io.isthmus.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The nightly check that journal and view agree and that the audit trail's chain holds; its result is there for every node. */
public final class SelfChecks {
    private final DataSource database;

    public SelfChecks(DataSource database) {
        this.database = database;
    }

    /**
     * What a check found.
     *
     * @param position of the last record that was folded
     * @param detail in words
     */
    public record Found(Instant at, long position, boolean well, String detail) {}

    /** Checks, and keeps the result. */
    public Found check(Instant now) {
        JournalCheck.Result journal = JournalCheck.verify(database);
        AuditChain.Result audit = AuditChain.verify(database);
        List<String> differences = new ArrayList<>(journal.differences());
        differences.addAll(audit.differences());
        boolean well = differences.isEmpty();
        String detail = well
                ? journal.records() + " records and " + audit.rows() + " audit rows"
                : differences.get(0) + (differences.size() == 1 ? "" : ", and " + (differences.size() - 1) + " more");
        Found found = new Found(now, journal.upTo(), well, detail);
        Sql.update(
                database,
                "insert into self_check (at, position, well, detail) values (?, ?, ?, ?) on conflict (only_row) do update set"
                        + " at = excluded.at, position = excluded.position, well = excluded.well, detail = excluded.detail",
                statement -> {
                    statement.setObject(1, Checkpoint.utc(found.at()));
                    statement.setLong(2, found.position());
                    statement.setBoolean(3, found.well());
                    statement.setString(4, found.detail());
                });
        return found;
    }

    /** What the last one found. */
    public Optional<Found> last() {
        return Sql.list(
                        database,
                        "select at, position, well, detail from self_check",
                        Sql.none(),
                        row -> new Found(
                                ResourceRows.instant(row, 1), row.getLong(2), row.getBoolean(3), row.getString(4)))
                .stream()
                .findFirst();
    }
}

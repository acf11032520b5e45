package io.isthmus.store;

import io.isthmus.journal.Fold;
import io.isthmus.journal.JournalRecord;
import io.isthmus.journal.Push;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Takes old records out of the journal: they are folded into the checkpoint and deleted, a batch in one transaction, so that
 * checkpoint and later records give the view at any moment. Positions stay as they are.
 */
public final class JournalCompaction {
    private static final int BATCH = 500;
    /** of records, compressed; a batch has at least one */
    private static final long BYTES = 4 << 20;

    private static final long LOCK = 71013;

    private JournalCompaction() {}

    private record Aged(long position, Instant at, long bytes) {}

    /**
     * Compacts what is older, and what no directory still waits for.
     *
     * @param goOn asked before each batch
     * @return number of records that are gone
     */
    public static long run(
            DataSource database, String directory, Instant olderThan, Instant now, BooleanSupplier goOn) {
        long gone = 0;
        while (goOn.getAsBoolean()) {
            int batch = Sql.transaction(database, connection -> batch(connection, directory, olderThan, now));
            if (batch == 0) {
                return gone;
            }
            gone += batch;
        }
        return gone;
    }

    private static int batch(Connection connection, String directory, Instant olderThan, Instant now)
            throws SQLException {
        if (!Sql.list(
                        connection,
                        "select pg_try_advisory_xact_lock(" + LOCK + ")",
                        Sql.none(),
                        row -> row.getBoolean(1))
                .get(0)) {
            return 0;
        }
        long from = Checkpoint.position(connection);
        long last = last(connection, directory, from, olderThan);
        if (last <= from) {
            return 0;
        }
        List<JournalRecord> records = Sql.list(
                connection,
                JournalRecords.SELECT + "where position > ? and position <= ? order by position",
                statement -> {
                    statement.setLong(1, from);
                    statement.setLong(2, last);
                },
                JournalRecords::read);
        if (records.size() != last - from) {
            throw new IllegalStateException("the journal has a gap between " + from + " and " + last
                    + "; nothing is taken out of it: run journal verify");
        }
        fold(connection, records);
        Checkpoint.moveTo(connection, last, now);
        return Sql.update(connection, "delete from journal where position > ? and position <= ?", statement -> {
            statement.setLong(1, from);
            statement.setLong(2, last);
        });
    }

    /** The last record of the next batch. What is not reconciled is looked for in the journal and stays. */
    private static long last(Connection connection, String directory, long from, Instant olderThan)
            throws SQLException {
        List<Aged> aged = Sql.list(
                connection,
                "select position, at, pg_column_size(understood) from journal where position > ? and position <= coalesce("
                        + "(select reconciled from directory_state where directory_id = ?), 0) order by position limit ?",
                statement -> {
                    statement.setLong(1, from);
                    statement.setString(2, directory);
                    statement.setInt(3, BATCH);
                },
                row -> new Aged(row.getLong(1), ResourceRows.instant(row, 2), row.getLong(3)));
        long last = from;
        long bytes = 0;
        for (Aged one : aged) {
            bytes += one.bytes();
            if (!one.at().isBefore(olderThan) || last > from && bytes > BYTES) {
                break;
            }
            last = one.position();
        }
        return last;
    }

    private static void fold(Connection connection, List<JournalRecord> records) throws SQLException {
        Map<String, Resource> resources = new LinkedHashMap<>();
        Checkpoint.resources(
                        connection,
                        records.stream().map(JournalRecord::resource).distinct().toList())
                .forEach(found -> resources.put(found.id(), found));
        Map<String, MemberOverlay> overlays = new HashMap<>();
        List<Push> pushes = records.stream().map(JournalRecords::push).toList();
        for (Push push : pushes) {
            if (push.type() == ResourceType.GROUP) {
                overlays.computeIfAbsent(
                        push.operation().id(), group -> new MemberOverlay(() -> members(connection, group)));
            }
        }
        Checkpoint.members(connection, MemberRows.named(pushes), overlays);
        Map<String, Resource> changed = new LinkedHashMap<>();
        Map<String, String> requests = new HashMap<>();
        for (JournalRecord record : records) {
            MemberOverlay overlay = overlays.get(record.resource());
            Fold.Folded folded = Fold.apply(
                    Optional.ofNullable(resources.get(record.resource())),
                    overlay == null ? MemberSet.NONE : overlay,
                    JournalRecords.push(record),
                    record.position(),
                    record.at());
            if (folded.changed()) {
                resources.put(record.resource(), folded.after());
                changed.put(record.resource(), folded.after());
                requests.put(record.resource(), record.request());
            }
            if (overlay != null) {
                overlay.apply(folded.members());
            }
        }
        Checkpoint.save(connection, changed.values(), requests);
        Checkpoint.save(connection, overlays);
    }

    private static List<io.isthmus.scim.Member> members(Connection connection, String group) {
        try {
            return Checkpoint.members(connection, group);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }
}

package io.isthmus.store;

import io.isthmus.journal.JournalReader;
import io.isthmus.journal.JournalRecord;
import io.isthmus.scim.ResourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The journal's records over JDBC. */
public final class JournalRecords implements JournalReader {
    private static final String SELECT =
            "select position, at, source, token, request, operation, resource_id, resource_type,"
                    + " version, understood::text, outcome from journal ";
    private final DataSource database;

    public JournalRecords(DataSource database) {
        this.database = database;
    }

    @Override
    public List<JournalRecord> after(long position, int limit) {
        return Sql.list(
                database,
                SELECT + "where position > ? order by position limit ?",
                statement -> {
                    statement.setLong(1, position);
                    statement.setInt(2, limit);
                },
                JournalRecords::read);
    }

    void all(Consumer<JournalRecord> to) {
        Sql.stream(database, SELECT + "order by position", Sql.none(), JournalRecords::read, to);
    }

    private static JournalRecord read(ResultSet row) throws SQLException {
        return new JournalRecord(
                row.getLong(1),
                ResourceRows.instant(row, 2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                ResourceType.valueOf(row.getString(8)),
                row.getLong(9),
                ResourceRows.parse(row.getString(10)),
                row.getString(11));
    }
}

package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Fold;
import io.isthmus.journal.JournalReader;
import io.isthmus.journal.JournalRecord;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.ExtensionRules;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Members;
import io.isthmus.scim.ResourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The journal's records over JDBC. */
public final class JournalRecords implements JournalReader {
    static final String SELECT = "select position, at, source, token, request, operation, resource_id, resource_type,"
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

    /** Streams all records after a position, on one connection. */
    public void stream(long position, Consumer<JournalRecord> to) {
        Sql.stream(
                database,
                SELECT + "where position > ? order by position",
                statement -> statement.setLong(1, position),
                JournalRecords::read,
                to);
    }

    /** Position of the last record that is gone by compaction; 0 when all are there. */
    public long compactedTo() {
        return Checkpoint.position(database);
    }

    /** The push that a record is of. */
    static Push push(JournalRecord record) {
        return new Push(record.source(), record.token(), record.request(), record.type(), operation(record));
    }

    /** What the journal keeps: of a user the operation, of a group also what it changed among the members. */
    static JsonNode understood(Push push, Fold.Folded folded) {
        // what a PUT keeps by a declaration, it keeps for good, whatever is declared later
        boolean keeps =
                push.operation() instanceof Operation.Replace && ExtensionRules.keeps(push.type(), push.extensions());
        JsonNode attributes = keeps ? folded.after().body() : push.operation().understood();
        if (push.type() != ResourceType.GROUP) {
            return attributes;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.set("attributes", attributes);
        kept.set("members", Members.json(folded.members()));
        return kept;
    }

    /** The operation that a record holds. */
    static Operation operation(JournalRecord record) {
        boolean group = record.type() == ResourceType.GROUP;
        JsonNode attributes = group ? record.understood().path("attributes") : record.understood();
        List<MemberDelta> members = group ? Members.deltas(record.understood().path("members")) : List.of();
        String id = record.resource();
        return switch (record.operation()) {
            case "create" -> new Operation.Create(id, (ObjectNode) attributes, members);
            case "replace" -> new Operation.Replace(id, (ObjectNode) attributes, members, Optional.empty());
            case "patch" -> new Operation.Patch(id, attributes, members, Optional.empty());
            case "import" -> new Operation.Import(id, (ObjectNode) attributes, members, Optional.empty());
            case "import-ended" -> new Operation.ImportEnded(id);
            default -> new Operation.Delete(id, Optional.empty());
        };
    }

    static JournalRecord read(ResultSet row) throws SQLException {
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

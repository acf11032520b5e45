package io.isthmus.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Fold;
import io.isthmus.journal.JournalRecord;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The self-check: folding the whole journal in position order gives the view. */
public final class JournalCheck {
    private static final int SHOWN = 20;

    /**
     * @param records folded
     * @param resources compared
     * @param differences the first ones, as sentences; empty when journal and view agree
     */
    public record Result(long records, long resources, List<String> differences) {}

    private JournalCheck() {}

    public static Result verify(DataSource database) {
        Map<String, Resource> folded = new HashMap<>();
        List<String> differences = new ArrayList<>();
        long[] records = {0};
        long[] expected = {1};
        new JournalRecords(database).all(record -> {
            records[0]++;
            if (record.position() != expected[0]++) {
                note(differences, "position " + record.position() + " follows " + (expected[0] - 2));
            }
            fold(folded, record, differences);
        });
        long[] resources = {0};
        new JdbcResources(database).all(resource -> {
            resources[0]++;
            Resource other = folded.remove(resource.id());
            if (!resource.equals(other)) {
                note(
                        differences,
                        "resource " + resource.id() + " is at version " + resource.version() + " in the view and "
                                + Optional.ofNullable(other)
                                        .map(found -> "differs from version " + found.version())
                                        .orElse("missing")
                                + " in the journal");
            }
        });
        folded.keySet().forEach(id -> note(differences, "resource " + id + " is in the journal and not in the view"));
        return new Result(records[0], resources[0], List.copyOf(differences));
    }

    private static void fold(Map<String, Resource> folded, JournalRecord record, List<String> differences) {
        Push push = new Push(record.source(), record.token(), record.request(), record.type(), operation(record));
        try {
            Fold.Folded next = Fold.apply(
                    Optional.ofNullable(folded.get(record.resource())), push, record.position(), record.at());
            folded.put(record.resource(), next.after());
            if (next.changed() != record.outcome().equals("stored")
                    || next.after().version() != record.version()) {
                note(differences, "record " + record.position() + " was " + record.outcome() + " and folds otherwise");
            }
        } catch (RuntimeException refused) {
            note(differences, "record " + record.position() + " cannot be folded: " + refused.getMessage());
        }
    }

    private static Operation operation(JournalRecord record) {
        return switch (record.operation()) {
            case "create" -> new Operation.Create(record.resource(), (ObjectNode) record.understood());
            case "replace" ->
                new Operation.Replace(record.resource(), (ObjectNode) record.understood(), Optional.empty());
            case "patch" -> new Operation.Patch(record.resource(), record.understood(), Optional.empty());
            default -> new Operation.Delete(record.resource(), Optional.empty());
        };
    }

    private static void note(List<String> differences, String difference) {
        if (differences.size() < SHOWN) {
            differences.add(difference);
        }
    }
}

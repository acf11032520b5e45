package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * The chain of the audit trail: each row's hash covers the row and the hash before it, so that no row can be changed, put in or
 * taken out between two others without all later ones being written anew. Rows at the end that are cut off leave no trace.
 */
public final class AuditChain {
    /** Before the first row. */
    static final byte[] START = new byte[32];

    private static final int SHOWN = 20;
    /** of a detail's keys, for rows of versions that wrote them in whatever order */
    private static final int KEYS = 6;

    /** PostgreSQL keeps the keys of an object in this order. */
    private static final Comparator<String> KEY_ORDER = Comparator.<String>comparingInt(
                    key -> key.getBytes(StandardCharsets.UTF_8).length)
            .thenComparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private AuditChain() {}

    /**
     * @param after position of the newest row that is gone by retention; 0 when none is
     * @param rows that were looked at
     * @param differences the first ones, as sentences; empty when the chain holds
     */
    public record Result(long after, long rows, List<String> differences) {}

    private record Row(
            long position, Instant at, String actor, String action, String target, JsonNode detail, byte[] hash) {}

    /** What of a detail goes into the hash: the same before it is stored and when it is read again. */
    static String text(JsonNode detail) {
        return ResourceRows.text(sorted(detail));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            node.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey(KEY_ORDER))
                    .forEach(entry -> sorted.set(entry.getKey(), sorted(entry.getValue())));
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node;
    }

    static byte[] next(byte[] before, Instant at, String actor, String action, String target, String detail) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            String row = at + "|" + actor + "|" + action + "|" + target + "|" + detail;
            return digest.digest(row.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Follows the chain, as of one moment. */
    public static Result verify(DataSource database) {
        return Sql.snapshot(database, AuditChain::verify);
    }

    private record Start(long position, byte[] hash) {}

    private static Result verify(Connection connection) throws SQLException {
        Start start = Sql.list(
                        connection,
                        "select position, hash from audit_checkpoint",
                        Sql.none(),
                        row -> new Start(row.getLong(1), row.getBytes(2)))
                .stream()
                .findFirst()
                .orElse(new Start(0, START));
        byte[][] before = {start.hash()};
        long[] rows = {0};
        List<String> differences = new ArrayList<>();
        Sql.stream(
                connection,
                "select position, at, actor, action, target, detail::text, hash from audit where position > "
                        + start.position() + " order by position",
                Sql.none(),
                row -> new Row(
                        row.getLong(1),
                        ResourceRows.instant(row, 2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        ResourceRows.parse(row.getString(6)),
                        row.getBytes(7)),
                row -> {
                    rows[0]++;
                    if (!follows(before[0], row) && differences.size() < SHOWN) {
                        differences.add(
                                "audit row " + row.position() + " does not follow the one before it: one of the two"
                                        + " was changed, or one between them taken out");
                    }
                    before[0] = row.hash();
                });
        return new Result(start.position(), rows[0], List.copyOf(differences));
    }

    private static boolean follows(byte[] before, Row row) {
        Predicate<String> fits = text ->
                Arrays.equals(next(before, row.at(), row.actor(), row.action(), row.target(), text), row.hash());
        return fits.test(text(row.detail()))
                || row.detail().isObject()
                        && row.detail().size() <= KEYS
                        && anyOrder(row.detail(), new ArrayList<>(), fits);
    }

    /** Rows of earlier versions: their keys were hashed in the order in which they were written, which is not kept. */
    private static boolean anyOrder(JsonNode detail, List<String> taken, Predicate<String> fits) {
        if (taken.size() == detail.size()) {
            ObjectNode ordered = JsonNodeFactory.instance.objectNode();
            taken.forEach(key -> ordered.set(key, detail.get(key)));
            return fits.test(ResourceRows.text(ordered));
        }
        for (var entry : detail.properties()) {
            if (!taken.contains(entry.getKey())) {
                taken.add(entry.getKey());
                if (anyOrder(detail, taken, fits)) {
                    return true;
                }
                taken.remove(taken.size() - 1);
            }
        }
        return false;
    }
}

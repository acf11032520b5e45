package io.isthmus.store;

import io.isthmus.journal.Push;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One batch of pushes as one transaction: load and lock, fold, write. Locks are taken in id order and the journal's head last, so
 * that two nodes cannot deadlock; positions have no gaps and commit in order.
 */
final class JournalTransaction {
    private static final String UNIT = "\u001f";
    private static final String LOAD =
            "select " + ResourceRows.COLUMNS + " from resource where id = any(?) order by id for update";
    /** Every query here is answered by an index; what was planned while a table was small must not outlive its growth. */
    private static final String BY_INDEX =
            "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)";

    /** Of every source: a few more rows, and no other index that could answer. */
    private static final String OWNERS =
            "select source, type, user_name_key, id from resource where deleted is null and user_name_key = any(?)";

    private static final String HEAD = "select position from journal_head for update";
    /** In one trip: the planner's advice, the views under lock, the owners of names, the head under lock. */
    private static final String READ = String.join("; ", BY_INDEX, LOAD, OWNERS, HEAD);

    private static final String JOURNAL =
            "insert into journal (position, at, source, token, request, operation, resource_id,"
                    + " resource_type, version, outcome, understood) select p, ?, s, t, r, o, i, y, v, c, u::jsonb from unnest("
                    + "?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])"
                    + " as x(p, s, t, r, o, i, y, v, c, u)";
    private static final String VIEW =
            "insert into resource (id, source, type, version, journal, created, last_modified,"
                    + " deleted, active, user_name_key, external_id, display_name_key, email_keys, body)"
                    + " select i, s, t, v, j, c, m, d, a, u, e, n, string_to_array(k, '" + UNIT
                    + "'), b::jsonb from unnest("
                    + "?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],"
                    + " ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
                    + " as x(i, s, t, v, j, c, m, d, a, u, e, n, k, b)"
                    + " on conflict (id) do update set version = excluded.version, journal = excluded.journal,"
                    + " last_modified = excluded.last_modified, deleted = excluded.deleted, active = excluded.active,"
                    + " user_name_key = excluded.user_name_key, external_id = excluded.external_id,"
                    + " display_name_key = excluded.display_name_key, email_keys = excluded.email_keys, body = excluded.body";

    private final Connection connection;

    JournalTransaction(Connection connection) {
        this.connection = connection;
    }

    /** Folds and writes; the caller commits. Refused pushes are in {@code refused}. */
    BatchFold write(List<Push> pushes, Instant at, Map<Push, ScimException> refused) throws SQLException {
        BatchFold fold = read(pushes, at);
        for (Push push : pushes) {
            try {
                fold.take(push);
            } catch (ScimException refusal) {
                refused.put(push, refusal);
            }
        }
        if (!fold.stored().isEmpty()) {
            write(fold);
        }
        return fold;
    }

    private BatchFold read(List<Push> pushes, Instant at) throws SQLException {
        Set<BatchFold.Name> names = BatchFold.names(pushes);
        Map<BatchFold.Name, Optional<String>> owners = new HashMap<>();
        names.forEach(name -> owners.put(name, Optional.empty()));
        List<Resource> loaded = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, Sql.texts(statement, BatchFold.ids(pushes)));
            statement.setArray(2, Sql.texts(statement, keys(names)));
            statement.execute();
            next(statement, row -> loaded.add(ResourceRows.read(row)));
            next(statement, row -> owners.put(name(row), Optional.of(row.getString(4))));
            List<Long> head = new ArrayList<>();
            next(statement, row -> head.add(row.getLong(1)));
            return new BatchFold(loaded, owners, this::owner, head.get(0), at);
        }
    }

    private static void next(PreparedStatement statement, Sql.Reader<?> reader) throws SQLException {
        statement.getMoreResults();
        try (ResultSet row = statement.getResultSet()) {
            while (row.next()) {
                reader.read(row);
            }
        }
    }

    private static List<String> keys(Set<BatchFold.Name> names) {
        return names.stream().map(BatchFold.Name::key).distinct().toList();
    }

    private static BatchFold.Name name(ResultSet row) throws SQLException {
        return new BatchFold.Name(row.getString(1), ResourceType.valueOf(row.getString(2)), row.getString(3));
    }

    /** A name that only the fold of a PATCH brought up. */
    private Optional<String> owner(BatchFold.Name name) {
        try {
            return Sql.list(
                            connection,
                            OWNERS,
                            statement -> statement.setArray(1, Sql.texts(statement, List.of(name.key()))),
                            row -> Map.entry(name(row), row.getString(4)))
                    .stream()
                    .filter(owner -> owner.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    /** Journal, head and view in one trip. */
    private void write(BatchFold fold) throws SQLException {
        Collection<Resource> changed = fold.changedResources();
        String sql = JOURNAL + "; update journal_head set position = ?" + (changed.isEmpty() ? "" : "; " + VIEW);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, fold.at().atOffset(java.time.ZoneOffset.UTC));
            int next = bind(statement, 2, journal(fold));
            statement.setLong(next, fold.position());
            bind(statement, next + 1, view(changed));
            statement.execute();
        }
    }

    private static Map<String, List<Object>> journal(BatchFold fold) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (BatchFold.Stored stored : fold.stored()) {
            Push push = stored.push();
            put(columns, "p", stored.position());
            put(columns, "s", push.source());
            put(columns, "t", push.token());
            put(columns, "r", push.request());
            put(columns, "o", push.operation().name());
            put(columns, "i", stored.folded().after().id());
            put(columns, "y", push.type().name());
            put(columns, "v", stored.folded().after().version());
            put(columns, "c", stored.folded().changed() ? "stored" : "unchanged");
            put(columns, "u", ResourceRows.text(push.operation().understood()));
        }
        return columns;
    }

    private static Map<String, List<Object>> view(Collection<Resource> resources) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (Resource resource : resources) {
            put(columns, "i", resource.id());
            put(columns, "s", resource.source());
            put(columns, "t", resource.type().name());
            put(columns, "v", resource.version());
            put(columns, "j", resource.journal());
            put(columns, "c", resource.created().toString());
            put(columns, "m", resource.lastModified().toString());
            put(columns, "d", resource.deleted().map(Instant::toString).orElse(null));
            put(columns, "a", resource.active());
            put(columns, "u", ResourceRows.userNameKey(resource.body()).orElse(null));
            put(columns, "e", resource.body().path("externalId").textValue());
            put(columns, "n", ResourceRows.displayNameKey(resource.body()).orElse(null));
            put(columns, "k", String.join(UNIT, ResourceRows.emailKeys(resource.body())));
            put(columns, "b", ResourceRows.text(resource.body()));
        }
        return columns;
    }

    private static void put(Map<String, List<Object>> columns, String column, Object value) {
        columns.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }

    private int bind(PreparedStatement statement, int from, Map<String, List<Object>> columns) throws SQLException {
        int index = from;
        for (List<Object> column : columns.values()) {
            Object sample = column.stream()
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse("");
            String type = sample instanceof Long ? "bigint" : sample instanceof Boolean ? "boolean" : "text";
            statement.setArray(index++, connection.createArrayOf(type, column.toArray()));
        }
        return index;
    }
}

package io.isthmus.store;

import io.isthmus.journal.Push;
import io.isthmus.scim.Resource;
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
    private static final String OWNERS =
            "select source, type, user_name_key, id from resource where deleted is null and user_name_key = any(?)";
    private static final String HEAD = "select position from journal_head for update";
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
        List<Resource> loaded = Sql.list(
                connection,
                LOAD,
                statement -> statement.setArray(1, Sql.texts(statement, BatchFold.ids(pushes))),
                ResourceRows::read);
        Map<BatchFold.Name, Optional<String>> owners = owners(BatchFold.names(pushes));
        BatchFold fold = new BatchFold(loaded, owners, this::owner, head(), at);
        for (Push push : pushes) {
            try {
                fold.take(push);
            } catch (ScimException refusal) {
                refused.put(push, refusal);
            }
        }
        if (!fold.stored().isEmpty()) {
            journal(fold);
            view(fold.changedResources());
        }
        return fold;
    }

    private long head() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEAD);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private Map<BatchFold.Name, Optional<String>> owners(Set<BatchFold.Name> names) throws SQLException {
        Map<BatchFold.Name, Optional<String>> owners = new HashMap<>();
        if (names.isEmpty()) {
            return owners;
        }
        names.forEach(name -> owners.put(name, Optional.empty()));
        List<String> keys = names.stream().map(BatchFold.Name::key).distinct().toList();
        Sql.list(connection, OWNERS, statement -> statement.setArray(1, Sql.texts(statement, keys)), row -> {
            BatchFold.Name name = new BatchFold.Name(
                    row.getString(1), io.isthmus.scim.ResourceType.valueOf(row.getString(2)), row.getString(3));
            return owners.put(name, Optional.of(row.getString(4)));
        });
        return owners;
    }

    private Optional<String> owner(BatchFold.Name name) {
        try {
            return owners(Set.of(name)).getOrDefault(name, Optional.empty());
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    private void journal(BatchFold fold) throws SQLException {
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
        try (PreparedStatement statement = connection.prepareStatement(JOURNAL)) {
            statement.setObject(1, fold.at().atOffset(java.time.ZoneOffset.UTC));
            bind(statement, 2, columns);
            statement.executeUpdate();
        }
        Sql.update(connection, "update journal_head set position = ?", head -> head.setLong(1, fold.position()));
    }

    private void view(Collection<Resource> resources) throws SQLException {
        if (resources.isEmpty()) {
            return;
        }
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
        try (PreparedStatement statement = connection.prepareStatement(VIEW)) {
            bind(statement, 1, columns);
            statement.executeUpdate();
        }
    }

    private static void put(Map<String, List<Object>> columns, String column, Object value) {
        columns.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }

    private void bind(PreparedStatement statement, int from, Map<String, List<Object>> columns) throws SQLException {
        int index = from;
        for (List<Object> column : columns.values()) {
            Object sample = column.stream()
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse("");
            String type = sample instanceof Long ? "bigint" : sample instanceof Boolean ? "boolean" : "text";
            statement.setArray(index++, connection.createArrayOf(type, column.toArray()));
        }
    }
}

package io.isthmus.store;

import io.isthmus.scim.Member;
import io.isthmus.scim.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The view as the journal's records up to a position made it, which are gone; folding the later ones onto it gives the view. */
final class Checkpoint {
    static final String RESOURCES = "select " + ResourceRows.COLUMNS + " from checkpoint_resource ";
    static final String MEMBERS = "select group_id, value, display, type from checkpoint_member ";

    private static final String NAMED = "select m.* from unnest(?::text[], ?::text[]) x(g, v) cross join lateral ("
            + MEMBERS + "where group_id = x.g and value = x.v offset 0) m";

    private Checkpoint() {}

    /** Position of the last record that is gone; 0 when all are there. */
    static long position(Connection connection) throws SQLException {
        return Sql.list(connection, "select position from checkpoint", Sql.none(), row -> row.getLong(1)).stream()
                .findFirst()
                .orElse(0L);
    }

    static long position(DataSource database) {
        return Sql.transaction(database, Checkpoint::position);
    }

    static List<Resource> resources(Connection connection, Collection<String> ids) throws SQLException {
        return Sql.list(
                connection,
                RESOURCES + "where id = any(?)",
                statement -> statement.setArray(1, Sql.texts(statement, ids)),
                ResourceRows::read);
    }

    /** All members of a group. */
    static List<Member> members(Connection connection, String group) throws SQLException {
        return Sql.list(
                connection,
                MEMBERS + "where group_id = ?",
                statement -> statement.setString(1, group),
                MemberRows::member);
    }

    /** Looks these values up, into the overlays of their groups. */
    static void members(Connection connection, Map<String, Set<String>> named, Map<String, MemberOverlay> overlays)
            throws SQLException {
        List<String> groups = named.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> entry.getKey()))
                .toList();
        List<String> values = named.values().stream().flatMap(Set::stream).toList();
        named.forEach((group, wanted) -> overlays.get(group).loaded(wanted, List.of()));
        Sql.list(
                connection,
                NAMED,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, groups));
                    statement.setArray(2, Sql.texts(statement, values));
                },
                row -> {
                    overlays.get(row.getString(1)).loaded(List.of(), List.of(MemberRows.member(row)));
                    return 0;
                });
    }

    /** @param requests of the records that last changed them, by resource */
    static void save(Connection connection, Collection<Resource> resources, Map<String, String> requests)
            throws SQLException {
        try (var statement =
                connection.prepareStatement("insert into checkpoint_resource (id, source, type, version, journal,"
                        + " created, last_modified, deleted, body, request) values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)"
                        + " on conflict (id) do update set version = excluded.version, journal = excluded.journal,"
                        + " last_modified = excluded.last_modified, deleted = excluded.deleted, body = excluded.body,"
                        + " request = excluded.request")) {
            for (Resource resource : resources) {
                statement.setString(1, resource.id());
                statement.setString(2, resource.source());
                statement.setString(3, resource.type().name());
                statement.setLong(4, resource.version());
                statement.setLong(5, resource.journal());
                statement.setObject(6, utc(resource.created()));
                statement.setObject(7, utc(resource.lastModified()));
                statement.setObject(8, resource.deleted().map(Checkpoint::utc).orElse(null));
                statement.setString(9, ResourceRows.text(resource.body()));
                statement.setString(10, requests.getOrDefault(resource.id(), ""));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static java.time.OffsetDateTime utc(Instant at) {
        return at.atOffset(java.time.ZoneOffset.UTC);
    }

    static void save(Connection connection, Map<String, MemberOverlay> overlays) throws SQLException {
        try (var gone = connection.prepareStatement("delete from checkpoint_member where group_id = ? and value = ?");
                var put = connection.prepareStatement(
                        "insert into checkpoint_member values (?, ?, ?, ?)"
                                + " on conflict (group_id, value) do update set display = excluded.display, type = excluded.type")) {
            for (Map.Entry<String, MemberOverlay> group : overlays.entrySet()) {
                for (Map.Entry<String, Optional<Member>> one :
                        group.getValue().written().entrySet()) {
                    var statement = one.getValue().isPresent() ? put : gone;
                    statement.setString(1, group.getKey());
                    statement.setString(2, one.getKey());
                    if (one.getValue().isPresent()) {
                        statement.setString(3, one.getValue().get().display().orElse(null));
                        statement.setString(4, one.getValue().get().type().orElse(null));
                    }
                    statement.addBatch();
                }
            }
            gone.executeBatch();
            put.executeBatch();
        }
    }

    /** Everything up to here is in the checkpoint. */
    static void moveTo(Connection connection, long position, Instant at) throws SQLException {
        Sql.update(
                connection,
                "insert into checkpoint (position, at) values (?, ?) on conflict (only_row) do update set"
                        + " position = excluded.position, at = excluded.at",
                statement -> {
                    statement.setLong(1, position);
                    statement.setObject(2, utc(at));
                });
    }
}

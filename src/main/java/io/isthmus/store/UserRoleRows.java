package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.mapping.RequestedRole;
import io.isthmus.mapping.RoleStanding;
import io.isthmus.scim.Keys;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Rows of {@code user_role}: what was last seen of a user's roles. */
final class UserRoleRows {
    private static final String SELECT = "select resource_id, source, journal, requested::text, unmatched,"
            + " told_effective, told_unmatched, told_defaulted from user_role"
            + " where directory_id = ? and resource_id = any(?) order by resource_id for update";
    /** one statement for all rows; the arrays of each come as their text */
    private static final String UPSERT =
            "insert into user_role select ?, r, s, j, q::jsonb, k::text[], u::text[], e::text[],"
                    + " t::text[], d from unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],"
                    + " ?::text[], ?::boolean[]) as x(r, s, j, q, k, u, e, t, d)"
                    + " on conflict (resource_id, directory_id) do update set source = excluded.source,"
                    + " journal = excluded.journal, requested = excluded.requested, keys = excluded.keys,"
                    + " unmatched = excluded.unmatched, told_effective = excluded.told_effective,"
                    + " told_unmatched = excluded.told_unmatched, told_defaulted = excluded.told_defaulted";

    private UserRoleRows() {}

    /**
     * A row.
     *
     * @param unmatched what selects no role
     * @param told what was told of
     */
    record Row(
            String resource,
            String source,
            long journal,
            List<RequestedRole> requested,
            Set<String> unmatched,
            RoleStanding told) {
        /** Of somebody who was not seen yet. */
        static Row none(String resource, String source) {
            return new Row(resource, source, -1, List.of(), Set.of(), RoleStanding.NONE);
        }

        boolean isEmpty() {
            return requested.isEmpty() && unmatched.isEmpty() && told.equals(RoleStanding.NONE);
        }
    }

    /** Those that there are, locked until the transaction ends. */
    static Map<String, Row> lock(Connection connection, String directory, Collection<String> resources)
            throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        Sql.list(
                connection,
                SELECT,
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, Sql.texts(statement, resources));
                },
                row -> rows.put(row.getString(1), read(row)));
        return rows;
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                requested(row.getString(4)),
                new TreeSet<>(texts(row.getArray(5))),
                new RoleStanding(texts(row.getArray(6)), texts(row.getArray(7)), row.getBoolean(8)));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** Writes rows; empty ones go. */
    static void save(Connection connection, String directory, Collection<Row> rows) throws SQLException {
        List<String> empty =
                rows.stream().filter(Row::isEmpty).map(Row::resource).toList();
        if (!empty.isEmpty()) {
            Sql.update(
                    connection, "delete from user_role where directory_id = ? and resource_id = any(?)", statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, empty));
                    });
        }
        Map<String, Row> last = new LinkedHashMap<>();
        rows.stream().filter(row -> !row.isEmpty()).forEach(row -> last.put(row.resource(), row));
        List<Row> kept = List.copyOf(last.values());
        if (!kept.isEmpty()) {
            Sql.update(connection, UPSERT, statement -> bind(statement, directory, kept));
        }
    }

    private static void bind(PreparedStatement statement, String directory, List<Row> rows) throws SQLException {
        statement.setString(1, directory);
        statement.setArray(2, column(statement, rows, Row::resource));
        statement.setArray(3, column(statement, rows, Row::source));
        statement.setArray(
                4, Sql.longs(statement, rows.stream().map(Row::journal).toList()));
        statement.setArray(5, column(statement, rows, row -> ResourceRows.text(json(row.requested()))));
        statement.setArray(6, arrays(statement, rows, row -> keys(row.requested())));
        statement.setArray(7, arrays(statement, rows, Row::unmatched));
        statement.setArray(8, arrays(statement, rows, row -> row.told().effective()));
        statement.setArray(9, arrays(statement, rows, row -> row.told().unmatched()));
        statement.setArray(
                10,
                statement
                        .getConnection()
                        .createArrayOf(
                                "boolean",
                                rows.stream().map(row -> row.told().defaulted()).toArray(Boolean[]::new)));
    }

    private static Array column(PreparedStatement statement, List<Row> rows, Function<Row, String> column)
            throws SQLException {
        return Sql.texts(statement, rows.stream().map(column).toList());
    }

    private static Array arrays(PreparedStatement statement, List<Row> rows, Function<Row, Set<String>> column)
            throws SQLException {
        List<String> literals = new ArrayList<>(rows.size());
        for (Row row : rows) {
            literals.add(Sql.texts(statement, column.apply(row)).toString());
        }
        return Sql.texts(statement, literals);
    }

    /** What somebody who asks for a text is found by. */
    static String key(String text) {
        return Keys.fold(RequestedRole.cut(text));
    }

    private static Set<String> keys(List<RequestedRole> requested) {
        Set<String> keys = new TreeSet<>();
        for (RequestedRole role : requested) {
            role.value().map(UserRoleRows::key).ifPresent(keys::add);
            role.display().map(UserRoleRows::key).ifPresent(keys::add);
        }
        return keys;
    }

    private static JsonNode json(List<RequestedRole> requested) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        requested.forEach(role -> json.addArray()
                .add(role.value().orElse(null))
                .add(role.display().orElse(null)));
        return json;
    }

    /** What the column {@code requested} holds. */
    static List<RequestedRole> requested(String json) {
        List<RequestedRole> requested = new ArrayList<>();
        ResourceRows.parse(json)
                .forEach(pair -> requested.add(new RequestedRole(
                        Optional.ofNullable(pair.path(0).textValue()),
                        Optional.ofNullable(pair.path(1).textValue()))));
        return requested;
    }
}

package io.isthmus.store;

import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups of users, as their answers show them: one plain probe for the rows that may name them, and another for the groups if
 * there are any. A look-up of one user pays for no more, but that the first also looks at the names which a changed user had.
 */
final class GroupsOf {
    private static final String NAMED = "select value_key, value, group_id, null from member where value_key = any(?)";
    /** The same, and in the same trip by names that these users had. */
    static final String NAMED_ONCE = NAMED + " union all select m.value_key, m.value, m.group_id, f.resource_id"
            + " from (select source, name_key, resource_id from former_name where resource_id = any(?) offset 0) f"
            + " cross join lateral (select value_key, value, group_id from member where value_key = f.name_key offset 0) m"
            + " where " + FormerNames.MEANT;

    private static final String GROUPS =
            "select id, source, body->>'displayName' from resource" + " where id = any(?) and deleted is null";

    /**
     * A column of a look-up of users: that no row of members can name one, so that nobody need ask. Folding agrees with {@code lower}
     * in ASCII only; what has other characters in what its provider calls it is asked for.
     */
    static final String NONE = ", coalesce(external_id, '') !~ '[^ -~]' and not exists (select 1 from member m where"
            + " m.value_key = any(array[resource.id, resource.user_name_key, lower(resource.external_id)]))"
            + " and (version = 1 or not exists (select 1 from former_name f where f.resource_id = resource.id))";

    /** @param former the user that had the name which the value is */
    private record Row(String key, String value, String group, Optional<String> former) {}

    private record Group(String source, GroupRef shown) {}

    private GroupsOf() {}

    static Map<String, List<GroupRef>> of(Connection connection, Collection<Resource> users) throws SQLException {
        Map<String, List<Resource>> byKey = new HashMap<>();
        users.forEach(user -> names(user)
                .forEach(name -> byKey.computeIfAbsent(Keys.fold(name), key -> new ArrayList<>())
                        .add(user)));
        List<Row> rows = rows(connection, byKey.keySet(), users);
        return rows.isEmpty() ? Map.of() : shown(users, byKey, rows, groups(connection, rows));
    }

    private static List<Row> rows(Connection connection, Set<String> keys, Collection<Resource> users)
            throws SQLException {
        List<String> renamed =
                users.stream().filter(FormerNames::mayHave).map(Resource::id).toList();
        return Sql.list(
                connection,
                renamed.isEmpty() ? NAMED : NAMED_ONCE,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, keys));
                    if (!renamed.isEmpty()) {
                        statement.setArray(2, Sql.texts(statement, renamed));
                    }
                },
                row -> new Row(
                        row.getString(1), row.getString(2), row.getString(3), Optional.ofNullable(row.getString(4))));
    }

    /** Ids and what the provider calls it are compared exactly, its name is not. */
    private static Set<String> names(Resource user) {
        Set<String> names = new LinkedHashSet<>(List.of(user.id(), user.name()));
        Optional.ofNullable(user.body().path("externalId").textValue()).ifPresent(names::add);
        return names;
    }

    private static boolean names(Row row, Resource user) {
        if (row.former().isPresent()) {
            return row.former().get().equals(user.id());
        }
        return row.value().equals(user.id())
                || row.value().equals(user.body().path("externalId").textValue())
                || row.key().equals(Keys.fold(user.name()));
    }

    private static Map<String, Group> groups(Connection connection, List<Row> rows) throws SQLException {
        Map<String, Group> groups = new HashMap<>();
        Set<String> ids = new LinkedHashSet<>();
        rows.forEach(row -> ids.add(row.group()));
        Sql.list(
                connection,
                GROUPS,
                statement -> statement.setArray(1, Sql.texts(statement, ids)),
                row -> groups.put(
                        row.getString(1),
                        new Group(
                                row.getString(2),
                                new GroupRef(
                                        row.getString(1),
                                        Optional.ofNullable(row.getString(3)).orElse("")))));
        return groups;
    }

    private static Map<String, List<GroupRef>> shown(
            Collection<Resource> users, Map<String, List<Resource>> byKey, List<Row> rows, Map<String, Group> groups) {
        Map<String, Set<String>> in = new HashMap<>();
        for (Row row : rows) {
            Optional<String> source =
                    Optional.ofNullable(groups.get(row.group())).map(Group::source);
            Collection<Resource> perhaps = row.former().isPresent() ? users : byKey.get(row.key());
            perhaps.stream()
                    .filter(user -> source.filter(user.source()::equals).isPresent() && names(row, user))
                    .forEach(user -> in.computeIfAbsent(user.id(), key -> new TreeSet<>())
                            .add(row.group()));
        }
        Map<String, List<GroupRef>> shown = new HashMap<>();
        in.forEach((user, of) -> shown.put(
                user, of.stream().map(group -> groups.get(group).shown()).toList()));
        return shown;
    }
}

package io.isthmus.store;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.reconcile.GroupMembers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which groups the roles of users put them into. */
final class GrantRows {
    private record Row(String member, String target, String roles) {}

    private GrantRows() {}

    /** Replaces what is granted to these users; returns those for whom something changed. */
    static Set<String> replace(Connection connection, String directory, Map<String, Map<DN, Set<String>>> groups)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        groups.forEach((member, granted) -> granted.forEach(
                (group, roles) -> rows.add(new Row(member, GroupMembers.target(group), String.join(", ", roles)))));
        Set<String> changed = new HashSet<>(revoked(connection, directory, groups.keySet(), rows));
        changed.addAll(granted(connection, directory, rows));
        return changed;
    }

    private static List<String> revoked(Connection connection, String directory, Set<String> members, List<Row> rows)
            throws SQLException {
        return Sql.list(
                connection,
                "delete from granted g where directory_id = ? and member = any(?) and not exists"
                        + " (select 1 from unnest(?::text[], ?::text[]) x(m, t) where x.m = g.member and x.t = g.target)"
                        + " returning g.member",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, Sql.texts(statement, members));
                    statement.setArray(
                            3,
                            Sql.texts(statement, rows.stream().map(Row::member).toList()));
                    statement.setArray(
                            4,
                            Sql.texts(statement, rows.stream().map(Row::target).toList()));
                },
                row -> row.getString(1));
    }

    private static List<String> granted(Connection connection, String directory, List<Row> rows) throws SQLException {
        return Sql.list(
                connection,
                "insert into granted select ?, m, t, r from unnest(?::text[], ?::text[], ?::text[]) x(m, t, r)"
                        + " on conflict (directory_id, member, target) do update set roles = excluded.roles"
                        + " where granted.roles <> excluded.roles returning member",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(
                            2,
                            Sql.texts(statement, rows.stream().map(Row::member).toList()));
                    statement.setArray(
                            3,
                            Sql.texts(statement, rows.stream().map(Row::target).toList()));
                    statement.setArray(
                            4,
                            Sql.texts(statement, rows.stream().map(Row::roles).toList()));
                },
                row -> row.getString(1));
    }
}

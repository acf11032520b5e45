package io.isthmus.store;

import io.isthmus.plan.MemberState;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.History;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** What was done for resources, over JDBC. */
public final class JdbcHistory implements History {
    private static final String NEWEST =
            "select id, run_id, content::text, outcome, detail, at from (select * from change"
                    + " where directory_id = ? and resource_id = ? order by id desc limit 2000) c where content->'members' is ";

    /** What was refused may have been written but for one member; whether it was is what the membership's row says. */
    private static final String JOINED =
            "select c.* , t from unnest(?::text[]) t cross join lateral (select id, run_id,"
                    + " content::text, outcome, detail, at from (select * from change where directory_id = ? and resource_id = t"
                    + " order by id desc limit ?) x where outcome in ('applied', 'converged', 'invalid', 'denied', 'failed')"
                    + " and content->'edits' @> jsonb_build_array(jsonb_build_object('resource', ?::text, 'add', true))"
                    + " order by id desc limit 1) c";

    private static final String GRANTED =
            "select g.target, g.member, g.roles, l.resource_id from granted g left join link l"
                    + " on l.directory_id = g.directory_id and l.anchor is not null and l.dn_key = substr(g.target, 4)"
                    + " where g.directory_id = ? and ";

    private final DataSource database;
    private final String directory;
    private final List<String> visible;

    /** @param mayReference other sources whose users a source's groups may have as members */
    public JdbcHistory(DataSource database, String directory, Map<String, List<String>> mayReference) {
        this.database = database;
        this.directory = directory;
        List<String> pairs = new ArrayList<>();
        mayReference.forEach((source, others) -> others.forEach(other -> pairs.add(source + " " + other)));
        this.visible = List.copyOf(pairs);
    }

    @Override
    public List<ChangeRow> ofEntry(String resource, int limit) {
        return newest("null", resource, limit);
    }

    @Override
    public List<ChangeRow> ofMembers(String target, int limit) {
        return newest("not null", target, limit);
    }

    private List<ChangeRow> newest(String members, String resource, int limit) {
        return Sql.list(
                database,
                NEWEST + members + " order by id desc limit ?",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, resource);
                    statement.setInt(3, limit);
                },
                JdbcRuns::readChange);
    }

    @Override
    public Map<String, ChangeRow> joined(String member, Collection<String> targets, int lookBack) {
        Map<String, ChangeRow> joined = new HashMap<>();
        if (!targets.isEmpty()) {
            Sql.list(
                    database,
                    JOINED,
                    statement -> {
                        statement.setArray(1, Sql.texts(statement, targets));
                        statement.setString(2, directory);
                        statement.setInt(3, lookBack);
                        statement.setString(4, member);
                    },
                    row -> joined.put(row.getString(7), JdbcRuns.readChange(row)));
        }
        return joined;
    }

    @Override
    public List<MemberState> membershipsOf(String member) {
        return Sql.transaction(
                database,
                connection -> MembershipSql.ofMembers(
                        connection,
                        directory,
                        visible,
                        List.of(member),
                        JdbcGroupMembers.keys(connection, List.of(member))));
    }

    @Override
    public List<MemberState> membersOf(String target, int limit) {
        return Sql.transaction(database, connection -> {
            Set<String> some = MembershipSql.someMembers(connection, directory, visible, target, limit);
            return some.isEmpty()
                    ? List.of()
                    : MembershipSql.ofMembers(
                                    connection, directory, visible, some, JdbcGroupMembers.keys(connection, some))
                            .stream()
                            .filter(state -> state.target().equals(target))
                            .toList();
        });
    }

    @Override
    public List<String> unknown(String group, int limit) {
        return Sql.transaction(database, connection -> MembershipSql.unknown(connection, visible, group, limit));
    }

    @Override
    public long sizeOf(String target) {
        return Sql.list(
                        database,
                        "select greatest((select count(*) from member where group_id = ?), (select count(*) from membership"
                                + " where directory_id = ? and target = ?))",
                        statement -> {
                            statement.setString(1, target);
                            statement.setString(2, directory);
                            statement.setString(3, target);
                        },
                        row -> row.getLong(1))
                .get(0);
    }

    @Override
    public List<Granted> grantedTo(String member) {
        return Sql.list(
                database,
                GRANTED + "g.member = ?",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, member);
                },
                JdbcHistory::granted);
    }

    @Override
    public List<Granted> grantedIn(String target, Collection<String> members) {
        return Sql.list(
                        database,
                        GRANTED + "g.member = any(?)",
                        statement -> {
                            statement.setString(1, directory);
                            statement.setArray(2, Sql.texts(statement, members));
                        },
                        JdbcHistory::granted)
                .stream()
                .filter(granted -> granted.target().equals(target))
                .toList();
    }

    private static Granted granted(ResultSet row) throws SQLException {
        String resource = row.getString(4);
        return new Granted(
                resource == null ? row.getString(1) : resource,
                row.getString(2),
                List.of(row.getString(3).split(", ")));
    }

    @Override
    public Map<At, String> requests(Collection<At> records) {
        Map<At, String> requests = new HashMap<>();
        Set<At> asked = Set.copyOf(records);
        if (!asked.isEmpty()) {
            List<String> resources = asked.stream().map(At::resource).toList();
            List<Long> positions = asked.stream().map(At::journal).toList();
            Sql.list(
                    database,
                    "select x.p, x.r, coalesce(j.request, c.request) from unnest(?::bigint[], ?::text[]) x(p, r)"
                            + " left join lateral (select request from journal where position = x.p offset 0) j on true"
                            + " left join lateral (select request from checkpoint_resource where id = x.r and journal = x.p"
                            + " offset 0) c on true where coalesce(j.request, c.request) is not null",
                    statement -> {
                        statement.setArray(1, Sql.longs(statement, positions));
                        statement.setArray(2, Sql.texts(statement, resources));
                    },
                    row -> requests.put(new At(row.getLong(1), row.getString(2)), row.getString(3)));
        }
        return requests;
    }
}

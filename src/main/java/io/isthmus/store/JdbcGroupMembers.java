package io.isthmus.store;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.MemberState;
import io.isthmus.reconcile.GroupMembers;
import io.isthmus.scim.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** Memberships over JDBC: what is wanted is joined from member rows, grants and links at the time of asking (rule 6). */
public final class JdbcGroupMembers implements GroupMembers {
    private static final String TARGETS = "select group_id from member where value_key = any(?)"
            + " union select target from membership where directory_id = ? and member = any(?)"
            + " union select coalesce(l.resource_id, g.target) from granted g left join link l"
            + " on l.directory_id = g.directory_id and l.anchor is not null and l.dn_key = substr(g.target, 4)"
            + " where g.directory_id = ? and g.member = any(?)";

    /** Down from each member, group by group. */
    private static final String CYCLIC =
            "with recursive asked as (select x.g, x.m from unnest(?::text[], ?::text[]) x(g, m)"
                    + " join resource r on r.id = x.m and r.type = 'GROUP'), below(top, at) as (select m, m from asked union"
                    + " select b.top, r.id from below b join member m on m.group_id = b.at join resource r on r.id = m.value"
                    + " and r.type = 'GROUP' and r.deleted is null) select distinct a.g, a.m from asked a join below b"
                    + " on b.top = a.m and b.at = a.g";

    private static final String REFERRING =
            "select resource_id from reference where directory_id = ? and refers_to = any(?)";

    private static final String APPLIED = "(directory_id, target, member, applied) select ?, t, m, v";

    private final DataSource database;
    private final String directory;
    private final List<String> visible;

    /** @param mayReference other sources whose users a source's groups may have as members */
    public JdbcGroupMembers(DataSource database, String directory, Map<String, List<String>> mayReference) {
        this.database = database;
        this.directory = directory;
        List<String> pairs = new ArrayList<>();
        mayReference.forEach((source, others) -> others.forEach(other -> pairs.add(source + " " + other)));
        this.visible = List.copyOf(pairs);
    }

    @Override
    public List<MemberState> differing(
            Collection<String> targets, Collection<String> members, Collection<String> also) {
        if (targets.isEmpty() && members.isEmpty()) {
            return List.of();
        }
        return Sql.transaction(database, connection -> {
            MembershipSql.rekey(connection, directory);
            List<String> some = new ArrayList<>(members);
            List<MemberState> states = new ArrayList<>();
            if (!targets.isEmpty()) {
                states.addAll(MembershipSql.ofTargets(connection, directory, visible, targets, also, true));
            }
            if (!some.isEmpty()) {
                states.addAll(MembershipSql.ofMembers(connection, directory, visible, some, keys(connection, some)));
            }
            return distinct(states);
        });
    }

    @Override
    public List<MemberState> named(Map<String, ? extends Collection<String>> values) {
        return values.isEmpty()
                ? List.of()
                : Sql.transaction(database, connection -> {
                    MembershipSql.rekey(connection, directory);
                    List<String> members = MembershipSql.meant(connection, visible, values);
                    return MembershipSql.ofMembers(connection, directory, visible, members, keys(connection, members))
                            .stream()
                            .filter(state -> values.containsKey(state.target()))
                            .toList();
                });
    }

    /** A membership may be found both by its group and by its member. */
    private static List<MemberState> distinct(List<MemberState> states) {
        return List.copyOf(new LinkedHashSet<>(states));
    }

    @Override
    public List<MemberState> all(Collection<String> targets) {
        return targets.isEmpty()
                ? List.of()
                : Sql.transaction(database, connection -> {
                    MembershipSql.rekey(connection, directory);
                    return MembershipSql.ofTargets(connection, directory, visible, targets, List.of(), false);
                });
    }

    @Override
    public Map<String, Long> sizes(Collection<String> targets) {
        Map<String, Long> sizes = new HashMap<>();
        Sql.list(
                database,
                "select t, (select count(*) from member where group_id = t)"
                        + " + (select count(*) from membership where directory_id = ? and target = t) from unnest(?::text[]) t",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, Sql.texts(statement, targets));
                },
                row -> sizes.put(row.getString(1), row.getLong(2)));
        return sizes;
    }

    @Override
    public Map<String, Long> ours(Collection<String> targets) {
        Map<String, Long> ours = new HashMap<>();
        Sql.list(
                database,
                "select target, count(*) from membership where directory_id = ? and target = any(?) and applied is not null"
                        + " group by 1",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, Sql.texts(statement, targets));
                },
                row -> ours.put(row.getString(1), row.getLong(2)));
        return ours;
    }

    @Override
    public long count() {
        return Sql.list(
                        database,
                        "select count(*) from membership where directory_id = ? and applied is not null",
                        statement -> statement.setString(1, directory),
                        row -> row.getLong(1))
                .get(0);
    }

    /** Folded values by which groups may name these resources. */
    static Set<String> keys(Connection connection, Collection<String> members) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        Sql.list(
                connection,
                "select id, external_id, user_name_key from resource where id = any(?)",
                statement -> statement.setArray(1, Sql.texts(statement, members)),
                row -> {
                    for (int column = 1; column <= 3; column++) {
                        Optional.ofNullable(row.getString(column))
                                .map(Keys::fold)
                                .ifPresent(keys::add);
                    }
                    return row.getString(1);
                });
        keys.addAll(Sql.list(
                connection,
                "select name_key from former_name where resource_id = any(?)",
                statement -> statement.setArray(1, Sql.texts(statement, members)),
                row -> row.getString(1)));
        return keys;
    }

    @Override
    public Set<Nesting> cyclic(Collection<Nesting> nestings) {
        List<Nesting> asked = List.copyOf(nestings);
        return asked.isEmpty()
                ? Set.of()
                : Set.copyOf(Sql.list(
                        database,
                        CYCLIC,
                        statement -> columns(statement, 1, asked, Nesting::group, Nesting::member),
                        row -> new Nesting(row.getString(1), row.getString(2))));
    }

    @Override
    public Set<String> grant(Map<String, Map<DN, Set<String>>> groups) {
        return groups.isEmpty()
                ? Set.of()
                : Sql.transaction(database, connection -> {
                    Set<String> changed = GrantRows.replace(connection, directory, groups);
                    if (!changed.isEmpty()) {
                        unsettle(connection, changed);
                    }
                    return changed;
                });
    }

    @Override
    public Set<String> grantedTo(DN group) {
        return Set.copyOf(Sql.list(
                database,
                "select member from granted where directory_id = ? and target = ?",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, GroupMembers.target(group));
                },
                row -> row.getString(1)));
    }

    @Override
    public void inherit(String resource, String heir) {
        Sql.transaction(database, connection -> MembershipSql.inherit(connection, directory, resource, heir));
    }

    @Override
    public void intend(Collection<Membership> memberships) {
        write(
                memberships,
                "(directory_id, target, member, intended) select ?, t, m, array[v]",
                "intended = array_append(array_remove(membership.intended, excluded.intended[1]), excluded.intended[1])");
    }

    @Override
    public void confirm(Collection<Membership> memberships) {
        write(memberships, APPLIED, "applied = excluded.applied, intended = null");
    }

    @Override
    public void record(Collection<Membership> applied, Collection<Membership> ended) {
        write(
                applied,
                APPLIED,
                "applied = excluded.applied, intended = nullif(array_remove(array_remove(array_append(membership.intended,"
                        + " membership.applied), excluded.applied), null), '{}')");
        end(ended);
    }

    private void write(Collection<Membership> memberships, String insert, String update) {
        List<Membership> rows = List.copyOf(memberships);
        if (!rows.isEmpty()) {
            Sql.update(
                    database,
                    "insert into membership " + insert + " from unnest(?::text[], ?::text[], ?::text[]) x(t, m, v)"
                            + " on conflict (directory_id, target, member) do update set " + update,
                    statement -> {
                        statement.setString(1, directory);
                        columns(statement, 2, rows, Membership::target, Membership::member, Membership::value);
                    });
        }
    }

    private void end(Collection<Membership> ended) {
        if (ended.isEmpty()) {
            return;
        }
        List<Membership> rows = List.copyOf(ended);
        Sql.transaction(database, connection -> {
            Sql.update(
                    connection,
                    "with e as (select t, m, array_agg(v) as v from unnest(?::text[], ?::text[], ?::text[]) x(t, m, v)"
                            + " group by 1, 2) update membership m set applied = case when m.applied = any(e.v) or '' = any(e.v)"
                            + " then null else m.applied end, intended = case when '' = any(e.v) then null else (select"
                            + " array_agg(i) from unnest(m.intended) i where not i = any(e.v)) end"
                            + " from e where m.directory_id = ? and m.target = e.t and m.member = e.m",
                    statement -> {
                        columns(statement, 1, rows, Membership::target, Membership::member, Membership::value);
                        statement.setString(4, directory);
                    });
            return Sql.update(
                    connection,
                    "delete from membership m using unnest(?::text[], ?::text[]) x(t, m) where m.directory_id = ?"
                            + " and m.target = x.t and m.member = x.m and m.applied is null and m.intended is null",
                    statement -> {
                        columns(statement, 1, rows, Membership::target, Membership::member);
                        statement.setString(3, directory);
                    });
        });
    }

    @Override
    public Set<String> targetsOf(Collection<String> members) {
        return members.isEmpty()
                ? Set.of()
                : Sql.transaction(database, connection -> {
                    MembershipSql.rekey(connection, directory);
                    return Set.copyOf(
                            Sql.list(connection, TARGETS, targets(connection, members), row -> row.getString(1)));
                });
    }

    private Sql.Binder targets(Connection connection, Collection<String> members) throws SQLException {
        Set<String> keys = keys(connection, members);
        return statement -> {
            statement.setArray(1, Sql.texts(statement, keys));
            statement.setString(2, directory);
            statement.setArray(3, Sql.texts(statement, members));
            statement.setString(4, directory);
            statement.setArray(5, Sql.texts(statement, members));
        };
    }

    @Override
    public void unsettle(Collection<String> members) {
        if (!members.isEmpty()) {
            Sql.transaction(database, connection -> unsettle(connection, members));
        }
    }

    private int unsettle(Connection connection, Collection<String> members) throws SQLException {
        Sql.Binder targets = targets(connection, members);
        return Sql.update(
                connection,
                "delete from settled where resource_id in (" + TARGETS + " union " + REFERRING
                        + ") and directory_id = ?",
                statement -> {
                    targets.bind(statement);
                    statement.setString(6, directory);
                    statement.setArray(7, Sql.texts(statement, members));
                    statement.setString(8, directory);
                });
    }

    @Override
    public void refer(Map<String, Set<String>> refersTo) {
        if (refersTo.isEmpty()) {
            return;
        }
        List<String[]> rows = new ArrayList<>();
        refersTo.forEach((resource, others) -> others.forEach(other -> rows.add(new String[] {resource, other})));
        Sql.transaction(database, connection -> {
            Sql.update(
                    connection,
                    "delete from reference r where directory_id = ? and resource_id = any(?) and not exists"
                            + " (select 1 from unnest(?::text[], ?::text[]) x(i, o) where x.i = r.resource_id"
                            + " and x.o = r.refers_to)",
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, refersTo.keySet()));
                        columns(statement, 3, rows, row -> row[0], row -> row[1]);
                    });
            return Sql.update(
                    connection,
                    "insert into reference select ?, i, o from unnest(?::text[], ?::text[]) x(i, o) on conflict do nothing",
                    statement -> {
                        statement.setString(1, directory);
                        columns(statement, 2, rows, row -> row[0], row -> row[1]);
                    });
        });
    }

    @Override
    public Set<String> referring(Collection<String> resources) {
        return resources.isEmpty()
                ? Set.of()
                : Set.copyOf(Sql.list(
                        database,
                        REFERRING,
                        statement -> {
                            statement.setString(1, directory);
                            statement.setArray(2, Sql.texts(statement, resources));
                        },
                        row -> row.getString(1)));
    }

    @SafeVarargs
    private static <T> void columns(PreparedStatement statement, int from, List<T> rows, Function<T, String>... columns)
            throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            statement.setArray(
                    from + i, Sql.texts(statement, rows.stream().map(columns[i]).toList()));
        }
    }

    static MemberState read(ResultSet row) throws SQLException {
        Optional<String> dn = Optional.ofNullable(row.getString(4));
        String uid = Optional.ofNullable(row.getString(5)).orElse("");
        return new MemberState(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                new MemberState.Outlook(row.getBoolean(8), dn.map(found -> new MemberState.Names(found, uid))),
                Optional.ofNullable(row.getString(6)),
                strings(row.getArray(7)));
    }

    private static List<String> strings(java.sql.Array values) throws SQLException {
        return values == null ? List.of() : List.of((String[]) values.getArray());
    }
}

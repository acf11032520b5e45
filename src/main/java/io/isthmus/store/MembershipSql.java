package io.isthmus.store;

import io.isthmus.plan.MemberState;
import io.isthmus.scim.Keys;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Wanted memberships beside those that are ours. A member row names a resource by id, else by externalId, else by userName, else by
 * the userName that it had, among those that its group's source may see; what roles grant comes on top.
 */
final class MembershipSql {
    /** Of values m in groups: the resource r or x that each names. */
    private static final String RESOLVED =
            " join resource g on g.id = m.group_id left join resource r on r.id = m.value"
                    + " and (r.source = g.source or (g.source || ' ' || r.source) = any(?))"
                    + " left join lateral (select u.id from (select id, 1 as n from resource where external_id = m.value"
                    + " and (source || ' ' || type) = (g.source || ' USER') and deleted is null"
                    + " union all select id, 2 from resource where user_name_key = m.value_key"
                    + " and (source || ' ' || type) = (g.source || ' USER') and deleted is null) u order by u.n limit 1) x"
                    + " on r.id is null";

    /** Asked for last, and only where nobody else is meant. */
    private static final String MEMBER = "coalesce(r.id, x.id, " + FormerNames.OF_MEMBER + ")";

    private static final String NAMED =
            "select m.group_id as target, " + MEMBER + " as member from member m" + RESOLVED + " where ";

    private static final String MEANT = "select distinct " + MEMBER + " from unnest(?::text[], ?::text[], ?::text[])"
            + " m(group_id, value, value_key)" + RESOLVED;

    /** Needs the targets, and the {@link #places} of those that resources stand for. */
    private static final String GRANTED =
            "select coalesce(l.resource_id, g.target), g.member from granted g left join link l"
                    + " on l.directory_id = g.directory_id and l.anchor is not null and l.dn_key = substr(g.target, 4)"
                    + " where g.directory_id = ? and ";

    /** Whether the group has members at all: one that goes has none, but for whom roles put there while it stands. */
    private static final String BELONGS = "(coalesce(t.belongs, true) or exists (select 1 from granted gr"
            + " where gr.directory_id = t.directory_id and gr.member = s.member and gr.target = 'dn:' || t.dn_key))";

    /**
     * Columns as {@link JdbcGroupMembers#read} takes them; needs wanted(target, member) and ours(target, member, applied, intended). A
     * member that nobody has provisioned stays in an adopted group as it was found there, and comes into no other.
     */
    private static final String STATES = " select s.target, s.member, s.wanted and " + BELONGS + ","
            + " case when l.anchor is not null then l.dn when r.imported then s.applied end,"
            + " case when l.anchor is not null then l.uid when r.imported then s.applied end, s.applied, s.intended, coalesce(l.belongs, true)"
            + " from (select coalesce(w.target, o.target) as target, coalesce(w.member, o.member) as member,"
            + " w.member is not null as wanted, o.applied, o.intended"
            + " from (select distinct target, member from wanted where member is not null) w"
            + " full join ours o on o.target = w.target and o.member = w.member) s"
            + " left join link l on l.directory_id = ? and l.resource_id = s.member"
            + " left join resource r on r.id = s.member"
            + " left join link t on t.directory_id = ? and t.resource_id = s.target";

    private static final String DIFFERS = " where s.member = any(?) or s.intended is not null or case when s.wanted"
            + " and coalesce(l.belongs, true) and " + BELONGS + " then l.anchor is not null"
            + " and (s.applied is null or (s.applied <> l.dn and s.applied <> coalesce(l.uid, ''))) else s.applied is not null end";

    /** members of a group that are looked at for who is unknown */
    private static final int LOOKED_AT = 1000;

    private MembershipSql() {}

    static List<MemberState> ofTargets(
            Connection connection,
            String directory,
            List<String> visible,
            Collection<String> targets,
            Collection<String> also,
            boolean differing)
            throws SQLException {
        List<String> granted = new ArrayList<>(targets);
        granted.addAll(places(connection, directory, targets));
        String sql = "with wanted as (" + NAMED + "m.group_id = any(?) union " + GRANTED
                + "g.target = any(?)), ours as (select target, member, applied, intended"
                + " from membership where directory_id = ? and target = any(?))"
                + STATES + (differing ? DIFFERS : "") + " order by 1, 2";
        return Sql.list(
                connection,
                sql,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, visible));
                    statement.setArray(2, Sql.texts(statement, targets));
                    statement.setString(3, directory);
                    statement.setArray(4, Sql.texts(statement, granted));
                    statement.setString(5, directory);
                    statement.setArray(6, Sql.texts(statement, targets));
                    statement.setString(7, directory);
                    statement.setString(8, directory);
                    if (differing) {
                        statement.setArray(9, Sql.texts(statement, also));
                    }
                },
                JdbcGroupMembers::read);
    }

    /** By what roles may name the groups that these resources stand for. */
    private static List<String> places(Connection connection, String directory, Collection<String> targets)
            throws SQLException {
        return Sql.list(
                connection,
                "select 'dn:' || dn_key from link where directory_id = ? and resource_id = any(?) and anchor is not null",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, Sql.texts(statement, targets));
                },
                row -> row.getString(1));
    }

    /** The resources that values name, or named before they were removed. @param values by group */
    static List<String> meant(
            Connection connection, List<String> visible, Map<String, ? extends Collection<String>> values)
            throws SQLException {
        List<String> groups = new ArrayList<>();
        List<String> all = new ArrayList<>();
        values.forEach((group, some) -> some.forEach(value -> {
            groups.add(group);
            all.add(value);
        }));
        return Sql.list(
                        connection,
                        MEANT,
                        statement -> {
                            statement.setArray(1, Sql.texts(statement, groups));
                            statement.setArray(2, Sql.texts(statement, all));
                            statement.setArray(
                                    3,
                                    Sql.texts(
                                            statement,
                                            all.stream().map(Keys::fold).toList()));
                            statement.setArray(4, Sql.texts(statement, visible));
                        },
                        row -> Optional.ofNullable(row.getString(1)))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** All memberships of some resources, whether or not they differ. */
    static List<MemberState> ofMembers(
            Connection connection,
            String directory,
            List<String> visible,
            Collection<String> members,
            Collection<String> keys)
            throws SQLException {
        String sql = "with wanted as (select * from (" + NAMED + "m.value_key = any(?)) n where member = any(?) union "
                + GRANTED + "g.member = any(?)), ours as (select target, member, applied, intended from membership"
                + " where directory_id = ? and member = any(?))" + STATES + " order by 1, 2";
        return Sql.list(
                connection,
                sql,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, visible));
                    statement.setArray(2, Sql.texts(statement, keys));
                    statement.setArray(3, Sql.texts(statement, members));
                    statement.setString(4, directory);
                    statement.setArray(5, Sql.texts(statement, members));
                    statement.setString(6, directory);
                    statement.setArray(7, Sql.texts(statement, members));
                    statement.setString(8, directory);
                    statement.setString(9, directory);
                },
                JdbcGroupMembers::read);
    }

    /** Resources that may belong to a group: the first that it names, and as many that are ours or that roles put there. */
    static Set<String> someMembers(
            Connection connection, String directory, List<String> visible, String target, int limit)
            throws SQLException {
        String named = NAMED.replace(
                "from member m", "from (select * from member where group_id = ? order by value limit ?) m");
        String sql = "select member from (" + named + "true) n where member is not null union all (select member from"
                + " membership where directory_id = ? and target = ? order by member limit ?) union all (select member from"
                + " granted where directory_id = ? and target in (?, (select 'dn:' || dn_key from link where directory_id = ?"
                + " and resource_id = ?)) order by member limit ?)";
        return new LinkedHashSet<>(Sql.list(
                connection,
                sql,
                statement -> {
                    statement.setString(1, target);
                    statement.setInt(2, limit);
                    statement.setArray(3, Sql.texts(statement, visible));
                    statement.setString(4, directory);
                    statement.setString(5, target);
                    statement.setInt(6, limit);
                    statement.setString(7, directory);
                    statement.setString(8, target);
                    statement.setString(9, directory);
                    statement.setString(10, target);
                    statement.setInt(11, limit);
                },
                row -> row.getString(1)));
    }

    /** Values by which a group names nobody, among the first that it names. */
    static List<String> unknown(Connection connection, List<String> visible, String group, int limit)
            throws SQLException {
        return Sql.list(
                connection,
                "select m.value from (select * from member where group_id = ? order by value limit ?) m" + RESOLVED
                        + " where r.id is null and x.id is null order by 1 limit ?",
                statement -> {
                    statement.setString(1, group);
                    statement.setInt(2, LOOKED_AT);
                    statement.setArray(3, Sql.texts(statement, visible));
                    statement.setInt(4, limit);
                },
                row -> row.getString(1));
    }

    /**
     * A group that roles alone filled may have become one that a resource stands for: its memberships go over to it. One that was
     * written for the resource as well is one, else whoever loses the role would leave although the group names them.
     */
    static void rekey(Connection connection, String directory) throws SQLException {
        Sql.update(
                connection,
                "with twice as (delete from membership m using link l, membership o where m.directory_id = ?"
                        + " and m.target like 'dn:%' and l.directory_id = m.directory_id and l.anchor is not null"
                        + " and l.dn_key = substr(m.target, 4) and o.directory_id = m.directory_id"
                        + " and o.target = l.resource_id and o.member = m.member"
                        + " returning o.target, o.member, m.applied) update membership o set applied = t.applied from twice t"
                        + " where o.directory_id = ? and o.target = t.target and o.member = t.member and o.applied is null"
                        + " and t.applied is not null",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, directory);
                });
        Sql.update(
                connection,
                "update membership m set target = l.resource_id from link l where m.directory_id = ? and m.target like 'dn:%'"
                        + " and l.directory_id = m.directory_id and l.anchor is not null and l.dn_key = substr(m.target, 4)"
                        + " and not exists (select 1 from membership o where o.directory_id = m.directory_id"
                        + " and o.target = l.resource_id and o.member = m.member)",
                statement -> statement.setString(1, directory));
    }

    static int inherit(Connection connection, String directory, String resource, String heir) throws SQLException {
        int moved = 0;
        for (String column : List.of("target", "member")) {
            String other = column.equals("target") ? "member" : "target";
            moved += Sql.update(
                    connection,
                    "update membership m set " + column + " = ? where m.directory_id = ? and m." + column + " = ?"
                            + " and not exists (select 1 from membership o where o.directory_id = m.directory_id and o."
                            + column + " = ? and o." + other + " = m." + other + ")",
                    statement -> {
                        statement.setString(1, heir);
                        statement.setString(2, directory);
                        statement.setString(3, resource);
                        statement.setString(4, heir);
                    });
        }
        return moved;
    }
}

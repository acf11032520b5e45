package io.isthmus.store;

import io.isthmus.plan.MemberState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Wanted memberships beside those that are ours. A member row names a resource by id, else by externalId, else by userName, among
 * those that its group's source may see; what roles grant comes on top.
 */
final class MembershipSql {
    /** Of member rows m: the resource that each names. */
    private static final String NAMED = "select m.group_id as target, coalesce(r.id, x.id) as member from member m"
            + " join resource g on g.id = m.group_id left join resource r on r.id = m.value"
            + " and (r.source = g.source or (g.source || ' ' || r.source) = any(?))"
            + " left join lateral (select u.id from (select id, 1 as n from resource where external_id = m.value"
            + " and (source || ' ' || type) = (g.source || ' USER') and deleted is null"
            + " union all select id, 2 from resource where user_name_key = m.value_key"
            + " and (source || ' ' || type) = (g.source || ' USER') and deleted is null) u order by u.n limit 1) x"
            + " on r.id is null where ";

    private static final String GRANTED =
            "select coalesce(l.resource_id, g.target), g.member from granted g left join link l"
                    + " on l.directory_id = g.directory_id and l.anchor is not null and l.dn_key = substr(g.target, 4)"
                    + " where g.directory_id = ? and ";

    /**
     * Columns as {@link JdbcGroupMembers#read} takes them; needs wanted(target, member) and ours(target, member, applied, intended). A
     * member that nobody has provisioned stays in an adopted group as it was found there, and comes into no other.
     */
    private static final String STATES = " select s.target, s.member, s.wanted and coalesce(t.belongs, true),"
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
            + " and coalesce(l.belongs, true) and coalesce(t.belongs, true) then l.anchor is not null"
            + " and (s.applied is null or (s.applied <> l.dn and s.applied <> coalesce(l.uid, ''))) else s.applied is not null end";

    private MembershipSql() {}

    static List<MemberState> ofTargets(
            Connection connection,
            String directory,
            List<String> visible,
            Collection<String> targets,
            Collection<String> also,
            boolean differing)
            throws SQLException {
        String sql = "with wanted as (" + NAMED + "m.group_id = any(?) union " + GRANTED
                + "(g.target = any(?) or l.resource_id = any(?))), ours as (select target, member, applied, intended"
                + " from membership where directory_id = ? and target = any(?))"
                + STATES + (differing ? DIFFERS : "") + " order by 1, 2";
        return Sql.list(
                connection,
                sql,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, visible));
                    statement.setArray(2, Sql.texts(statement, targets));
                    statement.setString(3, directory);
                    statement.setArray(4, Sql.texts(statement, targets));
                    statement.setArray(5, Sql.texts(statement, targets));
                    statement.setString(6, directory);
                    statement.setArray(7, Sql.texts(statement, targets));
                    statement.setString(8, directory);
                    statement.setString(9, directory);
                    if (differing) {
                        statement.setArray(10, Sql.texts(statement, also));
                    }
                },
                JdbcGroupMembers::read);
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
}

package io.isthmus.store;

import io.isthmus.journal.Push;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.sql.Connection;
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

/** Rows of members: read for a batch, written after it, and read the other way round, from a user to its groups. */
final class MemberRows {
    /** Here and below {@code offset 0} keeps the probes probes: without statistics the planner reads a table to join it. */
    private static final String NAMED = "select m.* from unnest(?::text[], ?::text[]) x(g, v)"
            + " cross join lateral (select group_id, value, display, type from member where group_id = x.g and value = x.v"
            + " offset 0) m";

    private static final String ALL = "select group_id, value, display, type from member where group_id = ?";
    private static final String DELETE = "delete from member where ctid = any(array(select m.ctid"
            + " from unnest(?::text[], ?::text[]) x(g, v)"
            + " cross join lateral (select ctid from member where group_id = x.g and value = x.v offset 0) m))";
    private static final String INSERT = "insert into member (group_id, value, value_key, display, type)"
            + " select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
            + " on conflict (group_id, value) do update set display = excluded.display, type = excluded.type";
    /** A user's groups by whatever may name the user: a raw value is compared exactly, its absence means by key alone. */
    private static final String GROUPS_OF = "select distinct x.u, g.id, g.name"
            + " from unnest(?::text[], ?::text[], ?::text[], ?::text[]) x(u, s, k, r)"
            + " cross join lateral (select group_id from member where value_key = x.k and (x.r is null or value = x.r)"
            + " offset 0) m"
            + " cross join lateral (select id, body->>'displayName' as name from resource where id = m.group_id"
            + " and deleted is null and source = x.s offset 0) g";

    /** The same by names that these users had. */
    private static final String GROUPS_ONCE = " union select f.resource_id, g.id, g.name"
            + " from (select source, name_key, resource_id from former_name where resource_id = any(?::text[]) offset 0) f"
            + " cross join lateral (select group_id, value from member where value_key = f.name_key offset 0) m"
            + " cross join lateral (select id, body->>'displayName' as name from resource where id = m.group_id"
            + " and deleted is null and source = f.source offset 0) g where " + FormerNames.MEANT;

    private static final String ORDER = " order by 1, 2";

    private MemberRows() {}

    /** The values that pushes name one by one, by group. */
    static Map<String, Set<String>> named(Collection<Push> pushes) {
        Map<String, Set<String>> named = new HashMap<>();
        for (Push push : pushes) {
            for (MemberDelta delta : push.operation().members()) {
                Set<String> values = named.computeIfAbsent(push.operation().id(), group -> new LinkedHashSet<>());
                if (delta instanceof MemberDelta.Add add) {
                    add.members().forEach(member -> values.add(member.value()));
                } else if (delta instanceof MemberDelta.Remove remove) {
                    values.addAll(remove.values());
                }
            }
        }
        return named;
    }

    /** Reads what is known of named values, into the overlays of their groups. */
    static void read(Trip trip, Map<String, Set<String>> named, Map<String, MemberOverlay> overlays) {
        List<String> groups = new ArrayList<>();
        List<String> values = new ArrayList<>();
        named.forEach((group, wanted) -> wanted.forEach(value -> {
            groups.add(group);
            values.add(value);
        }));
        named.forEach((group, wanted) -> overlays.get(group).loaded(wanted, List.of()));
        if (!groups.isEmpty()) {
            trip.read(NAMED, Trip.texts(groups, values), row -> {
                overlays.get(row.getString(1)).loaded(List.of(), List.of(member(row)));
                return null;
            });
        }
    }

    static List<Member> all(Connection connection, String group) throws SQLException {
        return Sql.list(connection, ALL, statement -> statement.setString(1, group), MemberRows::member);
    }

    /** @param row of group, value, display and type */
    static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getString(2), Optional.ofNullable(row.getString(3)), Optional.ofNullable(row.getString(4)));
    }

    /** Writes what changed in these groups. */
    static void write(Trip trip, Map<String, MemberOverlay> overlays) {
        List<String> groups = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        Map<String, List<Object>> put = new java.util.LinkedHashMap<>();
        overlays.forEach((group, overlay) -> overlay.written().forEach((value, member) -> {
            if (member.isEmpty()) {
                groups.add(group);
                gone.add(value);
            } else {
                column(put, "group", group);
                column(put, "value", value);
                column(put, "key", Keys.fold(value));
                column(put, "display", member.get().display().orElse(null));
                column(put, "type", member.get().type().orElse(null));
            }
        }));
        if (!gone.isEmpty()) {
            trip.write(DELETE, Trip.texts(groups, gone));
        }
        if (!put.isEmpty()) {
            trip.write(INSERT, Trip.columns(put));
        }
    }

    private static void column(Map<String, List<Object>> columns, String name, Object value) {
        columns.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /** Reads the groups of users into a map by the user's id. */
    static void groupsOf(Trip trip, Collection<Resource> users, Map<String, List<GroupRef>> to) {
        Map<String, List<Object>> keys = new java.util.LinkedHashMap<>();
        List<Object> changed = new ArrayList<>();
        for (Resource user : users) {
            if (user.type() == ResourceType.USER) {
                if (FormerNames.mayHave(user)) {
                    changed.add(user.id());
                }
                key(keys, user, user.id(), true);
                Optional.ofNullable(user.body().path("externalId").textValue())
                        .ifPresent(external -> key(keys, user, external, true));
                key(keys, user, user.name(), false);
            }
        }
        if (!keys.isEmpty()) {
            if (!changed.isEmpty()) {
                keys.put("changed", changed);
            }
            trip.read(
                    groupsOf(!changed.isEmpty()),
                    Trip.columns(keys),
                    row -> to.computeIfAbsent(row.getString(1), user -> new ArrayList<>())
                            .add(new GroupRef(
                                    row.getString(2),
                                    Optional.ofNullable(row.getString(3)).orElse(""))));
        }
    }

    /** @param changed whether some of the users may have given up a name */
    static String groupsOf(boolean changed) {
        return GROUPS_OF + (changed ? GROUPS_ONCE : "") + ORDER;
    }

    private static void key(Map<String, List<Object>> keys, Resource user, String value, boolean exact) {
        column(keys, "user", user.id());
        column(keys, "source", user.source());
        column(keys, "key", Keys.fold(value));
        column(keys, "raw", exact ? value : null);
    }
}

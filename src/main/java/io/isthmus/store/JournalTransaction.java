package io.isthmus.store;

import io.isthmus.journal.Push;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Member;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One batch of pushes as one transaction: load and lock, fold, write. Locks are taken in id order and the journal's head last, so
 * that two nodes cannot deadlock; positions have no gaps and commit in order.
 */
final class JournalTransaction {
    private static final String UNIT = "\u001f";
    private static final String LOAD =
            "select " + ResourceRows.COLUMNS + " from resource where id = any(?) order by id for update";
    /**
     * Every query here is a probe of an index, whatever the size of the table: a plan made once stands, and making one takes longer
     * than the probe.
     */
    private static final String BY_INDEX =
            "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),"
                    + " set_config('" + EmailRows.SETTING + "', 'written', true)";

    private static final String HEAD = "select position from journal_head for update";
    private static final String LOCK = LOAD.replace("any(?)", "?");
    private static final String JOURNAL =
            "insert into journal (position, at, source, token, request, operation, resource_id,"
                    + " resource_type, version, outcome, understood) select p, ?, s, t, r, o, i, y, v, c, u::jsonb from unnest("
                    + "?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])"
                    + " as x(p, s, t, r, o, i, y, v, c, u)";
    private static final String VIEW =
            "insert into resource (id, source, type, version, journal, created, last_modified,"
                    + " deleted, active, user_name_key, external_id, display_name_key, email_keys, body, imported)"
                    + " select i, s, t, v, j, c, m, d, a, u, e, n, string_to_array(k, '" + UNIT
                    + "'), b::jsonb, w from unnest("
                    + "?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],"
                    + " ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[])"
                    + " as x(i, s, t, v, j, c, m, d, a, u, e, n, k, b, w)"
                    + " on conflict (id) do update set version = excluded.version, journal = excluded.journal,"
                    + " last_modified = excluded.last_modified, deleted = excluded.deleted, active = excluded.active,"
                    + " user_name_key = excluded.user_name_key, external_id = excluded.external_id,"
                    + " display_name_key = excluded.display_name_key, email_keys = excluded.email_keys, body = excluded.body,"
                    + " imported = excluded.imported";

    private static final String COUNT =
            "insert into resource_count (scope, live) select * from unnest(?::text[], ?::bigint[])"
                    + " on conflict (scope) do update set live = resource_count.live + excluded.live";

    private final Connection connection;
    private final Map<String, Set<String>> unique;

    /** @param unique attributes that have to be unique beside the names, by source */
    JournalTransaction(Connection connection, Map<String, Set<String>> unique) {
        this.connection = connection;
        this.unique = unique;
    }

    /** What was folded and written, and the groups of the users in it. */
    record Written(BatchFold fold, Map<String, List<GroupRef>> groups) {}

    /** Folds and writes; the caller commits. Refused pushes are in {@code refused}. */
    Written write(List<Push> pushes, Instant at, Map<Push, ScimException> refused) throws SQLException {
        return write(pushes, overlays(pushes), true, at, refused);
    }

    /**
     * The same for one push about many members: what changes among them is decided and written before the journal's head is
     * locked, so that nobody waits for it; only the group is locked meanwhile. The fold then finds it decided.
     */
    Written writeLarge(Push push, Instant at, Map<Push, ScimException> refused) throws SQLException {
        String id = push.operation().id();
        Map<String, MemberOverlay> overlays = overlays(List.of(push));
        List<Resource> there = Sql.list(connection, LOCK, statement -> statement.setString(1, id), ResourceRows::read);
        boolean mine = there.stream().allMatch(found -> found.source().equals(push.source()));
        if (mine && push.type() == ResourceType.GROUP) {
            MemberOverlay before = overlays.get(id);
            before.all();
            MemberOverlay draft = new MemberOverlay(() -> List.copyOf(before.all()));
            draft.apply(before.changeBy(push.operation().members()));
            Trip trip = new Trip();
            if (!push.operation().fromDirectory() && !there.stream().allMatch(Resource::provisioned)) {
                ImportRows.claim(trip, List.of(id));
            }
            MemberRows.write(trip, Map.of(id, draft));
            trip.run(connection);
        }
        Written written = write(List.of(push), overlays, false, at, refused);
        if (!refused.isEmpty()) {
            throw refused.get(push);
        }
        return written;
    }

    private Map<String, MemberOverlay> overlays(List<Push> pushes) {
        Map<String, MemberOverlay> overlays = new HashMap<>();
        for (String group : BatchFold.groups(pushes)) {
            overlays.put(group, new MemberOverlay(() -> members(group)));
        }
        return overlays;
    }

    private List<Member> members(String group) {
        try {
            return MemberRows.all(connection, group);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    private Written write(
            List<Push> pushes,
            Map<String, MemberOverlay> overlays,
            boolean withMembers,
            Instant at,
            Map<Push, ScimException> refused)
            throws SQLException {
        BatchFold fold = read(pushes, overlays, withMembers, at);
        for (Push push : pushes) {
            try {
                fold.take(push);
            } catch (ScimException refusal) {
                refused.put(push, refusal);
            }
        }
        Map<String, List<GroupRef>> groups = new HashMap<>();
        if (!fold.stored().isEmpty()) {
            write(fold, withMembers, groups);
        }
        return new Written(fold, groups);
    }

    /** In one trip: the planner's advice, the views under lock, the head under lock, the owners of names, named members. */
    private BatchFold read(List<Push> pushes, Map<String, MemberOverlay> overlays, boolean withMembers, Instant at)
            throws SQLException {
        List<Resource> loaded = new ArrayList<>();
        List<Long> head = new ArrayList<>();
        UniqueNames names = new UniqueNames(unique, connection);
        Trip trip = new Trip()
                .write(BY_INDEX, Trip.none())
                .read(LOAD, Trip.texts(BatchFold.ids(pushes)), row -> loaded.add(ResourceRows.read(row)))
                .read(HEAD, Trip.none(), row -> head.add(row.getLong(1)));
        names.read(trip, pushes);
        if (withMembers) {
            MemberRows.read(trip, MemberRows.named(pushes), overlays);
        }
        trip.run(connection);
        return new BatchFold(loaded, names, overlays, head.get(0), at);
    }

    /** Journal, head, view, counts and members in one trip, and on its way back the groups of users. */
    private void write(BatchFold fold, boolean withMembers, Map<String, List<GroupRef>> groups) throws SQLException {
        Collection<Resource> changed = fold.changedResources();
        Trip trip = new Trip()
                .write(JOURNAL, (statement, from) -> {
                    statement.setObject(from, fold.at().atOffset(java.time.ZoneOffset.UTC));
                    return Trip.columns(journal(fold)).bind(statement, from + 1);
                })
                .write("update journal_head set position = ?", (statement, from) -> {
                    statement.setLong(from, fold.position());
                    return from + 1;
                });
        if (!changed.isEmpty()) {
            trip.write(VIEW, Trip.columns(view(changed)));
            fold.former().write(trip);
            fold.emails().write(trip);
        }
        Map<String, Long> counts = fold.counts();
        if (!counts.isEmpty()) {
            trip.write(COUNT, (statement, from) -> {
                statement.setArray(from, Sql.texts(statement, counts.keySet()));
                statement.setArray(from + 1, Sql.longs(statement, counts.values()));
                return from + 2;
            });
        }
        if (withMembers) {
            ImportRows.claim(trip, fold.adopted());
            MemberRows.write(trip, fold.members());
        }
        PasswordRows.write(trip, fold);
        ImportRows.write(trip, fold);
        MemberRows.groupsOf(trip, fold.last(), groups);
        trip.run(connection);
    }

    private static Map<String, List<Object>> journal(BatchFold fold) {
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
            put(columns, "u", ResourceRows.text(JournalRecords.understood(push, stored.folded())));
        }
        return columns;
    }

    private static Map<String, List<Object>> view(Collection<Resource> resources) {
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
            put(columns, "w", !resource.provisioned());
        }
        return columns;
    }

    private static void put(Map<String, List<Object>> columns, String column, Object value) {
        columns.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }
}

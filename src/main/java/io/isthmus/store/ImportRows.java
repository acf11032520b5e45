package io.isthmus.store;

import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which entries imported resources stand for: written with the import. */
final class ImportRows {
    private static final String WRITE =
            "insert into imported (directory_id, source, anchor, resource_id, dn, dn_key, uid, by_uid, digest)"
                    + " select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[])"
                    + " on conflict (directory_id, resource_id) do update set anchor = excluded.anchor, dn = excluded.dn,"
                    + " dn_key = excluded.dn_key, uid = excluded.uid, by_uid = excluded.by_uid, digest = excluded.digest";

    /** The members that a group has in the directory, by what its entry calls them. */
    private static final String CLAIM = "insert into membership (directory_id, target, member, applied)"
            + " select directory_id, target, member, value from (select g.directory_id, m.group_id as target, m.value as member,"
            + " case when g.by_uid then coalesce(l.uid, u.uid) else coalesce(l.dn, u.dn) end as value"
            + " from member m join imported g on g.resource_id = m.group_id"
            + " left join link l on l.directory_id = g.directory_id and l.resource_id = m.value and l.anchor is not null"
            + " left join imported u on u.directory_id = g.directory_id and u.resource_id = m.value"
            + " where m.group_id = any(?)) x where value is not null on conflict do nothing";

    private ImportRows() {}

    /**
     * What these imported groups show as their members is ours to withdraw from now on: the push that adopts them may replace or
     * remove it. To be run before the push's own changes of members.
     */
    static void claim(Trip trip, Collection<String> groups) {
        if (!groups.isEmpty()) {
            // the one join of these transactions: not by a plan from before the tables grew
            trip.write("select set_config('plan_cache_mode', 'force_custom_plan', true)", Trip.none());
            trip.write(CLAIM, Trip.texts(List.copyOf(groups)));
        }
    }

    static void write(Trip trip, BatchFold fold) {
        Map<String, List<Object>> rows = new LinkedHashMap<>();
        Map<String, Push> last = new LinkedHashMap<>();
        fold.stored().stream()
                .map(BatchFold.Stored::push)
                .filter(push -> push.operation() instanceof Operation.Import)
                .forEach(push -> last.put(push.operation().id(), push));
        last.values()
                .forEach(push -> ((Operation.Import) push.operation())
                        .origin()
                        .ifPresent(origin ->
                                row(rows, push.source(), push.operation().id(), origin)));
        if (!rows.isEmpty()) {
            trip.write(WRITE, Trip.columns(rows));
        }
    }

    private static void row(Map<String, List<Object>> rows, String source, String resource, Operation.Origin origin) {
        put(rows, "directory", origin.directory());
        put(rows, "source", source);
        put(rows, "anchor", origin.anchor());
        put(rows, "resource", resource);
        put(rows, "dn", origin.dn());
        put(rows, "key", origin.dnKey());
        put(rows, "uid", origin.uid().orElse(null));
        put(rows, "by uid", origin.byUid());
        put(rows, "digest", origin.digest());
    }

    private static void put(Map<String, List<Object>> rows, String column, Object value) {
        rows.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }
}

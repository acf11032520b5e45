package io.isthmus.store;

import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which entries imported resources stand for: written with the import. */
final class ImportRows {
    private static final String WRITE =
            "insert into imported (directory_id, source, anchor, resource_id, dn, dn_key, uid, digest)"
                    + " select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
                    + " on conflict (directory_id, resource_id) do update set anchor = excluded.anchor, dn = excluded.dn,"
                    + " dn_key = excluded.dn_key, uid = excluded.uid, digest = excluded.digest";

    private ImportRows() {}

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
        put(rows, "digest", origin.digest());
    }

    private static void put(Map<String, List<Object>> rows, String column, Object value) {
        rows.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }
}

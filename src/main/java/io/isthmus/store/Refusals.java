package io.isthmus.store;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** What the directory refused for good: it is not sent again until the resource or the mapping changes, also after a restart. */
final class Refusals {
    private Refusals() {}

    /** Values, by resource: the journal position that was refused. */
    static Map<String, Long> ofValues(DataSource database, String directory, String mapping) {
        return refused(database, directory, mapping, "c.type <> 'rename'", "later.outcome in ('applied', 'converged')");
    }

    /** The same of names. */
    static Map<String, Long> ofNames(DataSource database, String directory, String mapping) {
        return refused(
                database,
                directory,
                mapping,
                "c.type = 'rename'",
                "later.type = 'rename' and (later.outcome in ('applied', 'converged') or later.situation = 'link_conflict')");
    }

    /** @param over what ends it that comes later */
    private static Map<String, Long> refused(
            DataSource database, String directory, String mapping, String what, String over) {
        Map<String, Long> refused = new HashMap<>();
        Sql.list(
                database,
                "select c.resource_id, max((c.content->'about'->>'journal')::bigint) from change c join run r on r.id = c.run_id and "
                        + what
                        + " where c.directory_id = ? and c.outcome = 'invalid' and c.situation <> 'link_conflict'"
                        + " and r.mapping = ? and not exists (select 1 from change later where later.directory_id ="
                        + " c.directory_id and later.resource_id = c.resource_id and later.id > c.id and " + over
                        + ") group by c.resource_id",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, mapping);
                },
                row -> refused.put(row.getString(1), row.getLong(2)));
        return refused;
    }
}

package io.isthmus.store;

import java.time.OffsetDateTime;
import javax.sql.DataSource;

/** Changes that were to be written by a run that has broken off. */
final class Abandoned {
    private Abandoned() {}

    static long of(DataSource database, String run, String outcome, String why) {
        return Sql.update(
                database,
                "update change set outcome = 'failed', detail = ?, at = now() where run_id = ? and outcome = ?",
                statement -> {
                    statement.setString(1, why);
                    statement.setString(2, run);
                    statement.setString(3, outcome);
                });
    }

    /** Of runs that were under way when their writer ended: of what was being written it is not known what came of it. */
    static void interrupted(DataSource database, String directory, OffsetDateTime now) {
        Sql.update(
                database,
                "with ended as (update run set status = 'FAILED', finished = ?, error = 'interrupted: the server ended while"
                        + " it was under way; what it left undone is planned again' where directory_id = ?"
                        + " and status in ('PLANNING', 'APPROVED', 'APPLYING')"
                        + " and not exists (select 1 from run_order o where o.run_id = run.id) returning id)"
                        + " update change set outcome = 'failed', at = now(), detail = 'interrupted: the server ended before"
                        + " a result was recorded; planned again' from ended"
                        + " where change.run_id = ended.id and change.outcome = 'planned'",
                statement -> {
                    statement.setObject(1, now);
                    statement.setString(2, directory);
                });
    }
}

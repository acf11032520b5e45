package io.isthmus.store;

import io.isthmus.reconcile.Runs;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Runs that end since nobody goes on with them. */
final class Interruptions {
    private Interruptions() {}

    /**
     * What had no result yet may have been written. What was held, and counted by a limit, had nobody's approval: that takes it out
     * of the counting.
     */
    static void interrupted(DataSource database, String directory, Instant now) {
        Sql.update(
                database,
                "with ended as (update run set status = 'FAILED', finished = ?, error = ? where directory_id = ?"
                        + " and status in ('PLANNING', 'APPROVED', 'APPLYING')"
                        + " and not exists (select 1 from run_order o where o.run_id = run.id) returning id)"
                        + " update change set at = now(),"
                        + " outcome = case when outcome = 'held' and counted is not null then 'superseded' else 'failed' end,"
                        + " detail = case when outcome = 'held' and counted is not null then ? else ? end"
                        + " from ended where change.run_id = ended.id and outcome in ('planned', 'held')",
                statement -> {
                    statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                    statement.setString(2, Runs.INTERRUPTED);
                    statement.setString(3, directory);
                    statement.setString(4, Runs.NOT_WRITTEN);
                    statement.setString(5, Runs.UNKNOWN);
                });
    }

    static boolean overtaken(DataSource database, String run, String why, Instant now) {
        int ended = Sql.update(
                database,
                "update run set status = 'VOID', finished = ?, error = ? where id = ? and status = 'HELD'",
                statement -> {
                    statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                    statement.setString(2, why);
                    statement.setString(3, run);
                });
        return ended > 0;
    }

    static void expire(DataSource database, String directory, Instant now) {
        Sql.update(
                database,
                "update run set status = 'EXPIRED', finished = ? where directory_id = ?"
                        + " and status in ('HELD', 'PLANNED') and expires < ?",
                statement -> {
                    statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                    statement.setString(2, directory);
                    statement.setObject(3, now.atOffset(ZoneOffset.UTC));
                });
    }
}

package io.isthmus.store;

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
}

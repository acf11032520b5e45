package io.isthmus.store;

import io.isthmus.reconcile.NoticeStates;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** One row a directory, exchanged only against what was read. */
public final class JdbcNoticeStates implements NoticeStates {
    private final DataSource database;
    private final String directory;

    public JdbcNoticeStates(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Told load() {
        return Sql.list(
                        database,
                        "select held, held_run, failing, drifting from notice_state where directory_id = ?",
                        statement -> statement.setString(1, directory),
                        row -> new Told(
                                Optional.ofNullable(row.getString(1)),
                                Optional.ofNullable(row.getString(2)),
                                Optional.ofNullable(row.getString(3)),
                                Optional.ofNullable(row.getString(4))))
                .stream()
                .findFirst()
                .orElse(Told.NOTHING);
    }

    @Override
    public boolean replace(Told before, Told now) {
        Sql.update(
                database,
                "insert into notice_state (directory_id, since) values (?, now()) on conflict do nothing",
                statement -> statement.setString(1, directory));
        return Sql.update(
                        database,
                        "update notice_state set held = ?, held_run = ?, failing = ?, drifting = ?, since = now()"
                                + " where directory_id = ? and held is not distinct from ? and held_run is not distinct"
                                + " from ? and failing is not distinct from ? and drifting is not distinct from ?",
                        statement -> {
                            bind(statement, 1, now);
                            statement.setString(5, directory);
                            bind(statement, 6, before);
                        })
                == 1;
    }

    private static void bind(PreparedStatement statement, int from, Told told) throws SQLException {
        statement.setString(from, told.held().orElse(null));
        statement.setString(from + 1, told.heldRun().orElse(null));
        statement.setString(from + 2, told.failing().orElse(null));
        statement.setString(from + 3, told.drifting().orElse(null));
    }
}

package io.isthmus.store;

import io.isthmus.reconcile.DirectoryStates;
import java.util.Optional;
import javax.sql.DataSource;

/** One row a directory. */
public final class JdbcDirectoryStates implements DirectoryStates {
    private final DataSource database;
    private final String directory;

    public JdbcDirectoryStates(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public State load() {
        return Sql.list(
                        database,
                        "select accepted_mapping, shape, reconciled from directory_state where directory_id = ?",
                        statement -> statement.setString(1, directory),
                        row -> new State(
                                Optional.ofNullable(row.getString(1)),
                                Optional.ofNullable(row.getString(2)),
                                row.getLong(3)))
                .stream()
                .findFirst()
                .orElse(new State(Optional.empty(), Optional.empty(), 0));
    }

    @Override
    public void accept(String mapping, String shape, String by) {
        Sql.update(
                database,
                "insert into directory_state (directory_id, accepted_mapping, shape, accepted_by, accepted_at)"
                        + " values (?, ?, ?, ?, now()) on conflict (directory_id) do update set accepted_mapping ="
                        + " excluded.accepted_mapping, shape = excluded.shape, accepted_by = excluded.accepted_by,"
                        + " accepted_at = excluded.accepted_at",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, mapping);
                    statement.setString(3, shape);
                    statement.setString(4, by);
                });
    }

    @Override
    public void reconciled(long position) {
        Sql.update(
                database,
                "insert into directory_state (directory_id, reconciled) values (?, ?) on conflict (directory_id)"
                        + " do update set reconciled = greatest(directory_state.reconciled, excluded.reconciled)",
                statement -> {
                    statement.setString(1, directory);
                    statement.setLong(2, position);
                });
    }
}

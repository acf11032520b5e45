package io.isthmus.store;

import io.isthmus.reconcile.Shared;
import java.util.Optional;
import javax.sql.DataSource;

/** What the nodes of one directory share, one row each. */
public final class JdbcShared implements Shared {
    private static final String GLANCE = "select (select position from journal_head),"
            + " exists (select 1 from run_order where directory_id = d.id),"
            + " exists (select 1 from directory_pause where directory_id = d.id),"
            + " coalesce((select sequence from mapping_in_force where directory_id = d.id), 0)"
            + " from (select ?::text as id) d";
    private static final String IN_FORCE =
            "insert into mapping_in_force as m (directory_id, sequence, hash, name, content, by) values (?, 1, ?, ?, ?, ?)"
                    + " on conflict (directory_id) do update set sequence = m.sequence + 1, hash = excluded.hash,"
                    + " name = excluded.name, content = excluded.content, by = excluded.by, at = now()"
                    + " where m.hash <> excluded.hash";

    private final DataSource database;
    private final String directory;

    public JdbcShared(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Glance glance() {
        return Sql.list(
                        database,
                        GLANCE,
                        statement -> statement.setString(1, directory),
                        row -> new Glance(row.getLong(1), row.getBoolean(2), row.getBoolean(3), row.getLong(4)))
                .get(0);
    }

    @Override
    public Optional<Paused> paused() {
        return Sql.list(
                        database,
                        "select by, at from directory_pause where directory_id = ?",
                        statement -> statement.setString(1, directory),
                        row -> new Paused(row.getString(1), ResourceRows.instant(row, 2)))
                .stream()
                .findFirst();
    }

    @Override
    public boolean pause(String by) {
        return Sql.update(
                        database,
                        "insert into directory_pause (directory_id, by) values (?, ?) on conflict do nothing",
                        statement -> {
                            statement.setString(1, directory);
                            statement.setString(2, by);
                        })
                > 0;
    }

    @Override
    public boolean resume() {
        return Sql.update(
                        database,
                        "delete from directory_pause where directory_id = ?",
                        statement -> statement.setString(1, directory))
                > 0;
    }

    @Override
    public Optional<MappingText> mapping() {
        return Sql.list(
                        database,
                        "select sequence, hash, name, content, by from mapping_in_force where directory_id = ?",
                        statement -> statement.setString(1, directory),
                        row -> new MappingText(
                                row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .stream()
                .findFirst();
    }

    @Override
    public void putInForce(String hash, String name, String content, String by) {
        Sql.update(database, IN_FORCE, statement -> {
            statement.setString(1, directory);
            statement.setString(2, hash);
            statement.setString(3, name);
            statement.setString(4, content);
            statement.setString(5, by);
        });
    }
}

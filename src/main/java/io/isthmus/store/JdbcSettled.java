package io.isthmus.store;

import io.isthmus.ldap.Anchor;
import io.isthmus.reconcile.Settled;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Images of settled entries over JDBC. */
public final class JdbcSettled implements Settled {
    private static final String CURRENT =
            "s.directory_id = ? and s.resource_id = r.id and s.journal = r.journal and s.mapping = ?";
    private final DataSource database;
    private final String directory;

    public JdbcSettled(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public void links(String mapping, Consumer<Imaged> to) {
        Sql.stream(
                database,
                "select l.resource_id, l.anchor, s.image from link l join resource r on r.id = l.resource_id"
                        + " left join settled s on " + CURRENT + " where l.directory_id = ? and l.anchor is not null",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, mapping);
                    statement.setString(3, directory);
                },
                row -> new Imaged(row.getString(1), new Anchor(row.getString(2)), Optional.ofNullable(row.getBytes(3))),
                to);
    }

    @Override
    public void unsettled(String mapping, Consumer<String> to) {
        Sql.stream(
                database,
                "select r.id from resource r where not exists (select 1 from settled s join link k on"
                        + " k.directory_id = s.directory_id and k.resource_id = s.resource_id and k.anchor is not null"
                        + " where " + CURRENT + ")"
                        + " and (r.deleted is null or exists (select 1 from link l where l.directory_id = ?"
                        + " and l.resource_id = r.id))",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, mapping);
                    statement.setString(3, directory);
                },
                row -> row.getString(1),
                to);
    }

    @Override
    public void settle(String mapping, Collection<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return;
        }
        Sql.update(
                database,
                "insert into settled select ?, r, ?, j, i from unnest(?::text[], ?::bigint[], ?::bytea[]) as x(r, j, i)"
                        + " on conflict (directory_id, resource_id) do update set mapping = excluded.mapping,"
                        + " journal = excluded.journal, image = excluded.image",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, mapping);
                    statement.setArray(
                            3,
                            Sql.texts(
                                    statement,
                                    settlements.stream()
                                            .map(Settlement::resource)
                                            .toList()));
                    statement.setArray(
                            4,
                            Sql.longs(
                                    statement,
                                    settlements.stream()
                                            .map(Settlement::journal)
                                            .toList()));
                    statement.setArray(
                            5,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "bytea",
                                            settlements.stream()
                                                    .map(Settlement::image)
                                                    .toArray(byte[][]::new)));
                });
    }
}

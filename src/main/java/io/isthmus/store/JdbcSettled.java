package io.isthmus.store;

import io.isthmus.ldap.Anchor;
import io.isthmus.reconcile.Settled;
import io.isthmus.scim.ResourceType;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Images of settled entries over JDBC. */
public final class JdbcSettled implements Settled {
    private static final String STATES = "select r.id, l.anchor, s.image, r.type from resource r"
            + " left join link l on l.directory_id = ? and l.resource_id = r.id"
            + " left join settled s on s.directory_id = ? and s.resource_id = r.id and s.journal = r.journal"
            + " and s.mapping = ? where r.type = any(?) and not r.imported"
            + " and (r.deleted is null or l.resource_id is not null)";
    private final DataSource database;
    private final String directory;

    public JdbcSettled(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public void states(String mapping, Set<ResourceType> types, Consumer<State> to) {
        Sql.stream(
                database,
                STATES,
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, directory);
                    statement.setString(3, mapping);
                    statement.setArray(
                            4,
                            Sql.texts(statement, types.stream().map(Enum::name).toList()));
                },
                row -> new State(
                        row.getString(1),
                        ResourceType.valueOf(row.getString(4)),
                        Optional.ofNullable(row.getString(2)).map(Anchor::new),
                        Optional.ofNullable(row.getBytes(3))),
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

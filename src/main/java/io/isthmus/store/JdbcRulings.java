package io.isthmus.store;

import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Suppression;
import io.isthmus.reconcile.Rulings;
import io.isthmus.reconcile.RunRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Suppressions and decisions over JDBC. */
public final class JdbcRulings implements Rulings {
    private static final String SUPPRESSION =
            "select id, resource_id, attribute, member, desired, shown, since, actor, run_id from suppression";
    private final DataSource database;
    private final String directory;

    public JdbcRulings(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Map<String, List<Suppression>> suppressions(Collection<String> resources, String mapping) {
        Map<String, List<Suppression>> byResource = new HashMap<>();
        if (!resources.isEmpty()) {
            Sql.list(
                            database,
                            SUPPRESSION + " where resource_id = any(?) and directory_id = ? and mapping = ?",
                            statement -> {
                                statement.setArray(1, Sql.texts(statement, Set.copyOf(resources)));
                                statement.setString(2, directory);
                                statement.setString(3, mapping);
                            },
                            JdbcRulings::suppression)
                    .forEach(one -> byResource
                            .computeIfAbsent(one.resource(), key -> new ArrayList<>(1))
                            .add(one));
        }
        return byResource;
    }

    @Override
    public long newest() {
        return Sql.list(database, "select coalesce(max(id), 0) from suppression", Sql.none(), row -> row.getLong(1))
                .get(0);
    }

    @Override
    public void suppress(Collection<Suppression> suppressions, Occasion occasion) {
        Map<List<String>, Suppression> once = new LinkedHashMap<>();
        suppressions.forEach(one -> once.put(
                List.of(one.resource(), one.attribute().toLowerCase(java.util.Locale.ROOT), one.member()), one));
        Sql.transaction(database, connection -> {
            try (var statement = connection.prepareStatement(
                    "insert into suppression (directory_id, resource_id, attribute, member, desired, shown, mapping, since, actor,"
                            + " run_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            + " on conflict (resource_id, attribute, member, directory_id) do update set id = default, desired ="
                            + " excluded.desired, shown = excluded.shown, mapping = excluded.mapping, since = excluded.since,"
                            + " actor = excluded.actor, run_id = excluded.run_id")) {
                for (Suppression one : once.values()) {
                    statement.setString(1, directory);
                    statement.setString(2, one.resource());
                    statement.setString(3, one.attribute());
                    statement.setString(4, one.member());
                    statement.setArray(5, Sql.texts(statement, one.desired()));
                    statement.setString(6, one.shown());
                    statement.setString(7, occasion.mapping());
                    statement.setObject(8, occasion.at().atOffset(ZoneOffset.UTC));
                    statement.setString(9, occasion.actor());
                    statement.setString(10, occasion.run().orElse(null));
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    @Override
    public void end(Collection<Long> ids) {
        if (!ids.isEmpty()) {
            Sql.update(
                    database,
                    "delete from suppression where id = any(?)",
                    statement -> statement.setArray(1, Sql.longs(statement, ids)));
        }
    }

    @Override
    public void endOfRefused(String run) {
        Sql.update(
                database,
                "delete from suppression using change where change.run_id = ? and change.outcome in ('moved', 'superseded',"
                        + " 'invalid', 'denied') and suppression.resource_id = change.resource_id and"
                        + " suppression.directory_id = change.directory_id and suppression.run_id = change.run_id"
                        + " and not exists (select 1 from change c where c.run_id = change.run_id and c.resource_id ="
                        + " change.resource_id and c.outcome in ('applied', 'converged', 'failed'))",
                statement -> statement.setString(1, run));
    }

    @Override
    public void keepOnly(String mapping) {
        Sql.update(database, "delete from suppression where directory_id = ? and mapping <> ?", statement -> {
            statement.setString(1, directory);
            statement.setString(2, mapping);
        });
    }

    @Override
    public List<Stored> list(String mapping, long after, int limit) {
        return Sql.list(
                database,
                SUPPRESSION + " where id > ? and directory_id = ? and mapping = ? order by id limit ?",
                statement -> {
                    statement.setLong(1, after);
                    statement.setString(2, directory);
                    statement.setString(3, mapping);
                    statement.setInt(4, limit);
                },
                row -> new Stored(
                        suppression(row),
                        ResourceRows.instant(row, 7),
                        row.getString(8),
                        Optional.ofNullable(row.getString(9))));
    }

    @Override
    public Optional<Suppression> lift(long id) {
        return Sql.list(
                        database,
                        "delete from suppression where id = ? and directory_id = ?"
                                + " returning id, resource_id, attribute, member, desired, shown",
                        statement -> {
                            statement.setLong(1, id);
                            statement.setString(2, directory);
                        },
                        JdbcRulings::suppression)
                .stream()
                .findFirst();
    }

    @Override
    public Map<String, Ruling> decisions(Collection<String> resources) {
        Map<String, Ruling> byResource = new HashMap<>();
        if (!resources.isEmpty()) {
            Sql.list(
                    database,
                    "select resource_id, action, anchor, at from decision where resource_id = any(?) and directory_id = ?",
                    statement -> {
                        statement.setArray(1, Sql.texts(statement, Set.copyOf(resources)));
                        statement.setString(2, directory);
                    },
                    row -> byResource.put(
                            row.getString(1),
                            new Ruling(
                                    Ruling.Action.valueOf(row.getString(2)),
                                    Optional.ofNullable(row.getString(3)).map(Anchor::new),
                                    ResourceRows.instant(row, 4))));
        }
        return byResource;
    }

    @Override
    public void decide(String resource, Ruling ruling, String actor) {
        Sql.update(
                database,
                "insert into decision (resource_id, directory_id, action, anchor, actor, at) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (resource_id, directory_id) do update set action = excluded.action,"
                        + " anchor = excluded.anchor, actor = excluded.actor, at = excluded.at",
                statement -> {
                    statement.setString(1, resource);
                    statement.setString(2, directory);
                    statement.setString(3, ruling.action().name());
                    statement.setString(4, ruling.anchor().map(Anchor::value).orElse(null));
                    statement.setString(5, actor);
                    statement.setObject(6, ruling.at().atOffset(ZoneOffset.UTC));
                });
    }

    @Override
    public boolean turn(String run, RunRow.Status to, String actor) {
        return Sql.update(
                        database,
                        "update run set status = ?, actor = ? where id = ? and directory_id = ?"
                                + " and status in ('HELD', 'PLANNED')",
                        statement -> {
                            statement.setString(1, to.name());
                            statement.setString(2, actor);
                            statement.setString(3, run);
                            statement.setString(4, directory);
                        })
                == 1;
    }

    private static Suppression suppression(ResultSet row) throws SQLException {
        return new Suppression(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Arrays.asList((String[]) row.getArray(5).getArray()),
                row.getString(6));
    }
}

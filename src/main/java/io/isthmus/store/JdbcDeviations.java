package io.isthmus.store;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Situation;
import io.isthmus.reconcile.Deviations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Deviations over JDBC. */
public final class JdbcDeviations implements Deviations {
    private static final int AT_ONCE = 1000;
    /** Who wrote the entry stays known as long as it shows the same and nobody else is named. */
    private static final String SAVE =
            "insert into deviation (directory_id, resource_id, members, item, listing, situation, place,"
                    + " content, changed_by, changed_at, since, run_id)"
                    + " select ?, r, m, i, l, s, p, c::jsonb, b, a::timestamptz, ?, ?"
                    + " from unnest(?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
                    + " as x(r, m, i, l, s, p, c, b, a)"
                    + " on conflict (resource_id, members, item, directory_id) do update set listing = excluded.listing,"
                    + " situation = excluded.situation, place = excluded.place, content = excluded.content, run_id = excluded.run_id,"
                    + " changed_by = case when excluded.changed_at is null"
                    + " and deviation.content->'actual' = excluded.content->'actual' then deviation.changed_by else excluded.changed_by end,"
                    + " changed_at = case when excluded.changed_at is null"
                    + " and deviation.content->'actual' = excluded.content->'actual' then deviation.changed_at else excluded.changed_at end";

    private static final String KEYS =
            "select f.resource_id, f.members, f.item from deviation f where f.directory_id = ?";
    private static final String DELETE =
            "delete from deviation f using unnest(?::text[], ?::boolean[], ?::text[]) as x(r, m, i)"
                    + " where f.resource_id = x.r and f.members = x.m and f.item = x.i and f.directory_id = ?";

    private final DataSource database;
    private final String directory;

    public JdbcDeviations(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    private record Key(Part part, String item) {
        static Key of(Deviation deviation) {
            return new Key(deviation.part(), deviation.item());
        }

        static Key read(ResultSet row) throws SQLException {
            return new Key(new Part(row.getString(1), row.getBoolean(2)), row.getString(3));
        }
    }

    @Override
    public Set<Part> replaceAll(Look look, Collection<Deviation> seen, Set<Part> except) {
        Set<Key> now = seen.stream().map(Key::of).collect(Collectors.toSet());
        return Sql.transaction(database, connection -> {
            List<Key> before = Sql.list(connection, KEYS, statement -> statement.setString(1, directory), Key::read);
            Set<Part> kept = new HashSet<>();
            List<Key> over = new ArrayList<>();
            for (Key key : before) {
                if (except.contains(key.part())) {
                    kept.add(key.part());
                } else if (!now.contains(key)) {
                    over.add(key);
                }
            }
            delete(connection, over);
            save(connection, look, seen);
            return kept;
        });
    }

    @Override
    public void replace(Look look, Map<Part, Keep> parts, Collection<Deviation> seen) {
        Set<Key> now = seen.stream().map(Key::of).collect(Collectors.toSet());
        List<Key> over = new ArrayList<>();
        for (Key key : of(parts.keySet())) {
            if (!parts.get(key.part()).keeps(key.item()) && !now.contains(key)) {
                over.add(key);
            }
        }
        if (!over.isEmpty() || !seen.isEmpty()) {
            Sql.transaction(database, connection -> {
                delete(connection, over);
                return save(connection, look, seen);
            });
        }
    }

    @Override
    public void end(Map<Part, Set<String>> items) {
        List<Key> over = of(items.keySet()).stream()
                .filter(key ->
                        items.get(key.part()).isEmpty() || items.get(key.part()).contains(key.item()))
                .toList();
        if (!over.isEmpty()) {
            Sql.transaction(database, connection -> delete(connection, over));
        }
    }

    /** What is kept of some parts; mostly nothing. */
    private List<Key> of(Collection<Part> parts) {
        List<String> resources = parts.stream().map(Part::resource).distinct().toList();
        List<Key> keys = new ArrayList<>();
        for (int from = 0; from < resources.size(); from += AT_ONCE) {
            List<String> some = resources.subList(from, Math.min(resources.size(), from + AT_ONCE));
            Sql.list(
                            database,
                            KEYS + " and f.resource_id = any(?)",
                            statement -> {
                                statement.setString(1, directory);
                                statement.setArray(2, Sql.texts(statement, some));
                            },
                            Key::read)
                    .stream()
                    .filter(key -> parts.contains(key.part()))
                    .forEach(keys::add);
        }
        return keys;
    }

    private int delete(Connection connection, List<Key> keys) throws SQLException {
        int deleted = 0;
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<Key> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            deleted += Sql.update(connection, DELETE, statement -> {
                statement.setArray(1, array(connection, some, key -> key.part().resource()));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "boolean",
                                some.stream().map(key -> key.part().members()).toArray(Boolean[]::new)));
                statement.setArray(3, array(connection, some, Key::item));
                statement.setString(4, directory);
            });
        }
        return deleted;
    }

    private int save(Connection connection, Look look, Collection<Deviation> seen) throws SQLException {
        // of two that say the same of a part the later counts; one statement names a row once
        Map<Key, Deviation> byKey = new HashMap<>();
        seen.forEach(deviation -> byKey.put(Key.of(deviation), deviation));
        List<Deviation> all = List.copyOf(byKey.values());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Deviation> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            Sql.update(connection, SAVE, statement -> {
                statement.setString(1, directory);
                statement.setObject(2, look.at().atOffset(ZoneOffset.UTC));
                statement.setString(3, look.run());
                statement.setArray(
                        4, array(connection, some, one -> one.resource().id()));
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "boolean", some.stream().map(Deviation::members).toArray(Boolean[]::new)));
                statement.setArray(6, array(connection, some, Deviation::item));
                statement.setArray(
                        7, array(connection, some, one -> one.listing().label()));
                statement.setArray(
                        8, array(connection, some, one -> one.situation().name()));
                statement.setArray(
                        9, array(connection, some, one -> Row.sorted(one.dn().orElse(""))));
                statement.setArray(10, array(connection, some, DeviationJson::write));
                statement.setArray(
                        11,
                        array(
                                connection,
                                some,
                                one -> one.moved().flatMap(Moved::by).orElse(null)));
                statement.setArray(
                        12,
                        array(
                                connection,
                                some,
                                one -> one.moved()
                                        .map(last -> last.at().toString())
                                        .orElse(null)));
            });
        }
        return all.size();
    }

    private static <T> java.sql.Array array(Connection connection, List<T> rows, Function<T, String> column)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(column).toArray(String[]::new));
    }

    @Override
    public List<Row> page(Listing listing, Optional<Place> after, int limit) {
        return Sql.list(
                database,
                "select resource_id, members, situation, content::text, changed_by, changed_at, since, run_id from deviation"
                        + " where listing = ? and directory_id = ? and (place, resource_id, members, item) > (?, ?, ?, ?)"
                        + " order by place, resource_id, members, item limit ?",
                statement -> {
                    statement.setString(1, listing.label());
                    statement.setString(2, directory);
                    statement.setString(3, after.map(Place::dn).orElse(""));
                    statement.setString(4, after.map(Place::resource).orElse(""));
                    statement.setBoolean(5, after.map(Place::members).orElse(false));
                    statement.setString(6, after.map(Place::item).orElse(""));
                    statement.setInt(7, limit);
                },
                JdbcDeviations::read);
    }

    private static Row read(ResultSet row) throws SQLException {
        Optional<String> by = Optional.ofNullable(row.getString(5));
        Optional<Instant> at = row.getObject(6) == null ? Optional.empty() : Optional.of(ResourceRows.instant(row, 6));
        return new Row(
                DeviationJson.read(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getString(3),
                        ResourceRows.parse(row.getString(4)),
                        at.map(when -> new Moved(by, when))),
                ResourceRows.instant(row, 7),
                row.getString(8));
    }

    @Override
    public Map<Situation, Long> situations() {
        Map<Situation, Long> situations = new EnumMap<>(Situation.class);
        Sql.list(
                database,
                "select situation, count(distinct resource_id) from deviation where directory_id = ? group by situation",
                statement -> statement.setString(1, directory),
                row -> situations.put(Situation.valueOf(row.getString(1)), row.getLong(2)));
        return situations;
    }
}

package io.isthmus.store;

import io.isthmus.journal.Resources;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The view over JDBC. */
public final class JdbcResources implements Resources {
    private static final String SELECT = "select " + ResourceRows.COLUMNS + " from resource ";
    private static final int BY_ID = 50;

    private final DataSource database;
    private final DataSource probes;
    private final JdbcPages pages;

    private final Map<String, List<String>> mayReference;

    public JdbcResources(DataSource database) {
        this(database, database, Map.of());
    }

    /**
     * @param probes for look-ups by one index; see ADR 18
     * @param mayReference other sources whose users a source's references may name
     */
    public JdbcResources(DataSource database, DataSource probes, Map<String, List<String>> mayReference) {
        this.database = database;
        this.mayReference = mayReference;
        this.probes = probes;
        this.pages = new JdbcPages(database, probes);
    }

    @Override
    public Optional<Resource> find(String source, ResourceType type, String id) {
        return Sql.list(
                        probes,
                        SELECT + "where id = ? and source = ? and type = ? and deleted is null",
                        statement -> {
                            statement.setString(1, id);
                            statement.setString(2, source);
                            statement.setString(3, type.name());
                        },
                        ResourceRows::read)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<String> imported(String source, ResourceType type, String name) {
        String column = type == ResourceType.USER ? "user_name_key" : "display_name_key";
        return Sql.list(
                        database,
                        "select id from resource where " + column + " = ? and " + ResourceRows.SCOPE
                                + " = ? and deleted is null and imported",
                        statement -> {
                            statement.setString(1, Keys.fold(name));
                            statement.setString(2, ResourceRows.scope(source, type));
                        },
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    @Override
    public Page page(Search search, long startIndex, int count) {
        return pages.byIndex(search, startIndex, count);
    }

    @Override
    public Page page(Search search, Optional<Place> after, int count) {
        return pages.byCursor(search, after, count);
    }

    @Override
    public long position() {
        return Sql.list(database, "select position from journal_head", Sql.none(), row -> row.getLong(1))
                .get(0);
    }

    /** Streams every resource, tombstones included. */
    public void all(Consumer<Resource> to) {
        Sql.stream(database, SELECT, Sql.none(), ResourceRows::read, to);
    }

    @Override
    public Touched touchedAfter(long position, int limit) {
        return Pushed.after(database, position, limit);
    }

    @Override
    public List<Resource> byIds(Collection<String> ids) {
        List<Resource> found = new ArrayList<>(ids.size());
        if (!ids.isEmpty()) {
            // a few at a time: of large ones the text and the tree do not stand side by side
            Sql.stream(
                    database,
                    SELECT + "where id = any(?)",
                    BY_ID,
                    statement -> statement.setArray(1, Sql.texts(statement, ids)),
                    ResourceRows::read,
                    found::add);
        }
        return found;
    }

    @Override
    public Map<String, Long> positions(Collection<String> ids) {
        Map<String, Long> positions = new HashMap<>();
        if (!ids.isEmpty()) {
            Sql.list(
                    database,
                    "select id, journal from resource where id = any(?)",
                    statement -> statement.setArray(1, Sql.texts(statement, ids)),
                    row -> positions.put(row.getString(1), row.getLong(2)));
        }
        return positions;
    }

    @Override
    public Map<Reference, String> resolve(Collection<Reference> references) {
        Map<Reference, String> resolved = new HashMap<>();
        Map<String, Set<String>> bySource = references.stream()
                .collect(Collectors.groupingBy(
                        Reference::source, Collectors.mapping(Reference::value, Collectors.toSet())));
        bySource.forEach((source, values) -> {
            List<String> sources = new ArrayList<>(mayReference.getOrDefault(source, List.of()));
            sources.add(source);
            sources.forEach(of -> resolveFormer(source, of, values, resolved));
            for (String of : sources) {
                resolve(source, of, values, "user_name_key", Keys::fold, resolved);
                resolve(source, of, values, "external_id", value -> value, resolved);
                resolve(source, of, values, "id", value -> value, resolved);
            }
        });
        return resolved;
    }

    /** Later calls win: an id before an externalId before a userName (a former one last), the own source before another. */
    private void resolve(
            String source,
            String of,
            Set<String> values,
            String column,
            java.util.function.UnaryOperator<String> key,
            Map<Reference, String> resolved) {
        Map<String, String> ids = new HashMap<>();
        Sql.list(
                database,
                "select " + column + ", id from resource where " + ResourceRows.SCOPE + " = ? and deleted is null and "
                        + column + " = any(?) order by id desc",
                statement -> {
                    statement.setString(1, ResourceRows.scope(of, ResourceType.USER));
                    statement.setArray(
                            2, Sql.texts(statement, values.stream().map(key).toList()));
                },
                row -> ids.put(row.getString(1), row.getString(2)));
        put(source, values, key, ids, resolved);
    }

    private void resolveFormer(String source, String of, Set<String> values, Map<Reference, String> resolved) {
        Map<String, String> ids = new HashMap<>();
        Sql.list(
                database,
                FormerNames.LOOK_UP,
                statement -> {
                    statement.setString(1, of);
                    statement.setArray(
                            2,
                            Sql.texts(statement, values.stream().map(Keys::fold).toList()));
                },
                row -> ids.put(row.getString(1), row.getString(2)));
        put(source, values, Keys::fold, ids, resolved);
    }

    private static void put(
            String source,
            Set<String> values,
            java.util.function.UnaryOperator<String> key,
            Map<String, String> ids,
            Map<Reference, String> resolved) {
        for (String value : values) {
            Optional.ofNullable(ids.get(key.apply(value)))
                    .ifPresent(id -> resolved.put(new Reference(source, value), id));
        }
    }

    @Override
    public Pending pendingAfter(long position) {
        return Sql.list(
                        database,
                        "select count(distinct resource_id), coalesce((extract(epoch from min(at)) * 1000)::bigint, 0)"
                                + " from journal where position > ? and outcome = 'stored' and " + Pushed.ONLY,
                        statement -> statement.setLong(1, position),
                        row -> new Pending(row.getLong(1), row.getLong(2)))
                .get(0);
    }
}

package io.isthmus.store;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Link;
import io.isthmus.reconcile.Links;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/** Links and claims over JDBC. */
public final class JdbcLinks implements Links {
    private static final String COLUMNS = "select l.resource_id, l.anchor, l.dn, l.created_by_us, l.rule, l.linked,"
            + " coalesce(c.applied, '{}')::text, coalesce(c.intended, '{}')::text, l.uid, l.belongs,"
            + " coalesce(c.found, '{}')::text from link l left join ";
    private static final String ALL = COLUMNS
            + "claim c on c.directory_id = l.directory_id and c.resource_id = l.resource_id where l.directory_id = ?";
    /** each one's claims by a probe: a table without statistics yet, as after a first run, would be read whole for some links */
    static final String SOME = COLUMNS
            + "lateral (select applied, intended, found from claim where directory_id = l.directory_id"
            + " and resource_id = l.resource_id limit 1) c on true where l.directory_id = ?";

    private final DataSource database;
    private final String directory;

    public JdbcLinks(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public void all(Consumer<Link> to) {
        Sql.stream(database, ALL, statement -> statement.setString(1, directory), JdbcLinks::read, to);
    }

    @Override
    public List<Link> ofResources(Collection<String> resources) {
        return some(" and l.resource_id = any(?)", resources);
    }

    @Override
    public Map<Anchor, Link> ofAnchors(Collection<Anchor> anchors) {
        Map<Anchor, Link> links = new HashMap<>();
        some(" and l.anchor = any(?)", anchors.stream().map(Anchor::value).toList())
                .forEach(link -> links.put(link.anchor().orElseThrow(), link));
        return links;
    }

    @Override
    public List<Link> ofDns(Collection<DN> dns) {
        return some(
                " and l.dn_key = any(?)",
                dns.stream().map(DN::toNormalizedString).toList());
    }

    private List<Link> some(String condition, Collection<String> keys) {
        return keys.isEmpty()
                ? List.of()
                : Sql.list(
                        database,
                        SOME + condition,
                        statement -> {
                            statement.setString(1, directory);
                            statement.setArray(2, Sql.texts(statement, keys));
                        },
                        JdbcLinks::read);
    }

    @Override
    public long count() {
        return Sql.list(
                        database,
                        "select count(*) from link where directory_id = ? and anchor is not null",
                        statement -> statement.setString(1, directory),
                        row -> row.getLong(1))
                .get(0);
    }

    @Override
    public Map<String, Long> below(Collection<DN> bases) {
        return below(bases, Optional.empty());
    }

    @Override
    public Map<String, Long> below(Collection<DN> bases, Instant linkedBy) {
        return below(bases, Optional.of(linkedBy));
    }

    private Map<String, Long> below(Collection<DN> bases, Optional<Instant> linkedBy) {
        Map<String, Long> below = new HashMap<>();
        List<String> keys = bases.stream().map(DN::toNormalizedString).toList();
        if (keys.isEmpty()) {
            return below;
        }
        // one pass over the links, a fifth of what a join with the bases takes
        Sql.list(
                database,
                "select " + String.join(", ", Collections.nCopies(keys.size(), "count(*) filter (where dn_key like ?)"))
                        + " from link where directory_id = ? and anchor is not null"
                        + linkedBy.map(by -> " and linked <= ?").orElse(""),
                statement -> {
                    for (int i = 0; i < keys.size(); i++) {
                        statement.setString(i + 1, "%," + literal(keys.get(i)));
                    }
                    statement.setString(keys.size() + 1, directory);
                    if (linkedBy.isPresent()) {
                        statement.setObject(keys.size() + 2, linkedBy.get().atOffset(ZoneOffset.UTC));
                    }
                },
                row -> {
                    for (int i = 0; i < keys.size(); i++) {
                        below.put(keys.get(i), row.getLong(i + 1));
                    }
                    return below;
                });
        return below;
    }

    /** As a pattern that matches nothing else. */
    private static String literal(String text) {
        return text.replaceAll("[\\\\%_]", "\\\\$0");
    }

    @Override
    public void save(Collection<Link> links) {
        if (!links.isEmpty()) {
            Sql.transaction(database, connection -> save(connection, directory, links));
        }
    }

    static int save(Connection connection, String directory, Collection<Link> links) throws SQLException {
        if (links.isEmpty()) {
            return 0;
        }
        Sql.update(
                connection,
                "insert into link (directory_id, resource_id, anchor, dn, dn_key, created_by_us, rule, linked, uid, belongs)"
                        + " select ?, r, a, d, k, c, u, t::timestamptz, i, b from unnest(?::text[], ?::text[], ?::text[],"
                        + " ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::boolean[]) as x(r, a, d, k, c, u, t, i, b)"
                        + " on conflict (directory_id, resource_id) do update set anchor = excluded.anchor,"
                        + " dn = excluded.dn, dn_key = excluded.dn_key, created_by_us = excluded.created_by_us,"
                        + " rule = excluded.rule, linked = excluded.linked,"
                        + " uid = excluded.uid, belongs = excluded.belongs",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(2, array(connection, links, Link::resource));
                    statement.setArray(
                            3,
                            array(
                                    connection,
                                    links,
                                    link -> link.anchor().map(Anchor::value).orElse(null)));
                    statement.setArray(
                            4, array(connection, links, link -> link.dn().toString()));
                    statement.setArray(
                            5, array(connection, links, link -> link.dn().toNormalizedString()));
                    statement.setArray(
                            6,
                            connection.createArrayOf(
                                    "boolean",
                                    links.stream().map(Link::createdByUs).toArray(Boolean[]::new)));
                    statement.setArray(7, array(connection, links, Link::rule));
                    statement.setArray(
                            8,
                            array(
                                    connection,
                                    links,
                                    link -> link.linked()
                                            .atOffset(ZoneOffset.UTC)
                                            .toString()));
                    statement.setArray(
                            9,
                            array(
                                    connection,
                                    links,
                                    link -> link.asMember().uid().orElse(null)));
                    statement.setArray(
                            10,
                            connection.createArrayOf(
                                    "boolean",
                                    links.stream()
                                            .map(link -> link.asMember().belongs())
                                            .toArray(Boolean[]::new)));
                });
        Map<String, Claims> claims = new HashMap<>();
        links.forEach(link -> claims.put(link.resource(), link.claims()));
        return saveClaims(connection, directory, claims);
    }

    private static java.sql.Array array(Connection connection, Collection<Link> links, Function<Link, String> column)
            throws SQLException {
        return connection.createArrayOf("text", links.stream().map(column).toArray(String[]::new));
    }

    @Override
    public void saveClaims(Map<String, Claims> byResource) {
        if (!byResource.isEmpty()) {
            Sql.transaction(database, connection -> saveClaims(connection, directory, byResource));
        }
    }

    private static int saveClaims(Connection connection, String directory, Map<String, Claims> byResource)
            throws SQLException {
        List<Map.Entry<String, Claims>> rows = List.copyOf(byResource.entrySet());
        return Sql.update(
                connection,
                "insert into claim (directory_id, resource_id, applied, intended, found) select ?, r, a::jsonb, i::jsonb, f::jsonb"
                        + " from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as x(r, a, i, f)"
                        + " on conflict (directory_id, resource_id) do update set applied = excluded.applied,"
                        + " intended = excluded.intended, found = excluded.found",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "text", rows.stream().map(Map.Entry::getKey).toArray(String[]::new)));
                    statement.setArray(3, values(connection, rows, Claims::applied));
                    statement.setArray(4, values(connection, rows, Claims::intended));
                    statement.setArray(5, values(connection, rows, Claims::found));
                });
    }

    private static java.sql.Array values(
            Connection connection,
            List<Map.Entry<String, Claims>> rows,
            Function<Claims, Map<String, List<String>>> column)
            throws SQLException {
        return connection.createArrayOf(
                "text",
                rows.stream()
                        .map(row -> ResourceRows.text(ChangeJson.values(column.apply(row.getValue()))))
                        .toArray(String[]::new));
    }

    @Override
    public void remove(Collection<String> resources) {
        if (!resources.isEmpty()) {
            Sql.transaction(database, connection -> remove(connection, directory, resources));
        }
    }

    static int remove(Connection connection, String directory, Collection<String> resources) throws SQLException {
        int removed = 0;
        for (String table : List.of("link", "claim", "settled")) {
            removed += Sql.update(
                    connection,
                    "delete from " + table + " where directory_id = ? and resource_id = any(?)",
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, resources));
                    });
        }
        return removed;
    }

    private static Link read(ResultSet row) throws SQLException {
        return new Link(
                row.getString(1),
                Optional.ofNullable(row.getString(2)).map(Anchor::new),
                ChangeJson.dn(row.getString(3)),
                row.getBoolean(4),
                row.getString(5),
                ResourceRows.instant(row, 6),
                new Link.AsMember(Optional.ofNullable(row.getString(9)), row.getBoolean(10)),
                new Claims(
                        ChangeJson.values(ResourceRows.parse(row.getString(7))),
                        ChangeJson.values(ResourceRows.parse(row.getString(8))),
                        ChangeJson.values(ResourceRows.parse(row.getString(11)))));
    }
}

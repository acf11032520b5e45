package io.isthmus.store;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.reconcile.Watched;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Cookies and links for the watch over JDBC. */
public final class JdbcWatched implements Watched {
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);

    private final DataSource database;
    private final String directory;
    private final Clock clock;

    public JdbcWatched(DataSource database, String directory, Clock clock) {
        this.database = database;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public Map<String, byte[]> cookies(String server) {
        Map<String, byte[]> cookies = new HashMap<>();
        Sql.list(
                        database,
                        "select stream, cookie from watch_cookie where directory_id = ? and server = ?",
                        statement -> {
                            statement.setString(1, directory);
                            statement.setString(2, server);
                        },
                        row -> Map.entry(row.getString(1), row.getBytes(2)))
                .forEach(cookie -> cookies.put(cookie.getKey(), cookie.getValue()));
        return cookies;
    }

    @Override
    public void save(Collection<Cookie> cookies) {
        Instant now = clock.instant();
        Sql.transaction(database, connection -> {
            for (Cookie cookie : cookies) {
                Sql.update(
                        connection,
                        "insert into watch_cookie (directory_id, server, stream, cookie, stored) values (?, ?, ?, ?, ?)"
                                + " on conflict (directory_id, server, stream) do update set cookie = excluded.cookie,"
                                + " stored = excluded.stored",
                        statement -> {
                            statement.setString(1, directory);
                            statement.setString(2, cookie.server());
                            statement.setString(3, cookie.stream());
                            statement.setBytes(4, cookie.value());
                            statement.setObject(5, now.atOffset(ZoneOffset.UTC));
                        });
            }
            return Sql.update(
                    connection, "delete from watch_cookie where directory_id = ? and stored < ?", statement -> {
                        statement.setString(1, directory);
                        statement.setObject(2, now.minus(FORGOTTEN_AFTER).atOffset(ZoneOffset.UTC));
                    });
        });
    }

    @Override
    public Set<String> linked(Collection<Anchor> anchors) {
        return new HashSet<>(Sql.list(
                database,
                "select resource_id from link where directory_id = ? and anchor = any(?)",
                statement -> {
                    statement.setString(1, directory);
                    statement.setArray(
                            2,
                            Sql.texts(
                                    statement,
                                    anchors.stream().map(Anchor::value).toList()));
                },
                row -> row.getString(1)));
    }

    @Override
    public void below(DN base, Consumer<Anchor> to) {
        String top = base.toNormalizedString();
        Sql.stream(
                database,
                "select anchor from link where directory_id = ? and anchor is not null"
                        + " and (dn_key = ? or right(dn_key, ?) = ?)",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, top);
                    statement.setInt(3, top.length() + 1);
                    statement.setString(4, "," + top);
                },
                row -> new Anchor(row.getString(1)),
                to);
    }
}

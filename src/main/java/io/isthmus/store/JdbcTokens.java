package io.isthmus.store;

import io.isthmus.access.Audit;
import io.isthmus.access.Caller;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Tokens;
import io.isthmus.access.TwoTokensLive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Tokens over JDBC, checked from memory: re-read every two seconds, so that a revocation elsewhere takes effect within that time,
 * and kept while the database is away, so that its absence is told as such and not as a bad token.
 */
public final class JdbcTokens implements Tokens {
    private static final Logger LOG = Logger.getLogger(JdbcTokens.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration JUST_NOW = Duration.ofMillis(200);
    /** compared with where there is no such token, so that this takes as long as a wrong one */
    private static final byte[] NOBODY = new byte[32];

    private static final String LISTED =
            "select id, scopes, created, last_used, expires from token where source = ? and revoked is null";

    private record Known(
            String id,
            Optional<String> source,
            String name,
            Optional<Caller.Role> role,
            Set<String> scopes,
            byte[] hash,
            Optional<Instant> expires,
            boolean paused) {}

    private final DataSource database;
    private final Clock clock;
    private final Audit audit;
    private final PausedBySetting paused;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private volatile Map<String, Known> known = Map.of();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Instant readAt = Instant.EPOCH;

    public JdbcTokens(DataSource database, Clock clock, Audit audit, PausedBySetting paused) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.paused = paused;
    }

    @Override
    public Optional<Caller> check(String token) {
        int end = token.indexOf('_', 4);
        if (!token.startsWith("ism_") || end < 0 || token.length() > 300) {
            return Optional.empty();
        }
        String id = token.substring(4, end);
        byte[] hash = sha256(token);
        Optional<Known> found = valid(id, hash);
        if (found.isPresent()) {
            refreshLater();
        } else {
            // whatever is wrong with it, so that the time says nothing
            refreshNow();
            found = valid(id, hash);
        }
        found.ifPresent(row -> used.put(row.id(), clock.instant()));
        return found.map(this::caller);
    }

    private Optional<Known> valid(String id, byte[] hash) {
        Optional<Known> row = Optional.ofNullable(known.get(id));
        boolean same = MessageDigest.isEqual(row.map(Known::hash).orElse(NOBODY), hash);
        return row.filter(found -> same)
                .filter(found -> found.expires()
                        .filter(until -> !until.isAfter(clock.instant()))
                        .isEmpty());
    }

    private Caller caller(Known row) {
        return row.source().isPresent()
                ? new Caller.Source(
                        row.id(),
                        row.source().get(),
                        row.scopes(),
                        row.paused() || paused.has(row.source().get()))
                : new Caller.Administrator(row.id(), row.name(), row.role().orElse(Caller.Role.VIEWER));
    }

    /** Old enough to be read again, but nobody waits for it: what is known stays valid while the database is away. */
    private void refreshLater() {
        if (age().compareTo(FRESH) > 0 && refreshing.compareAndSet(false, true)) {
            Thread reader = new Thread(this::readQuietly, "tokens");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void readQuietly() {
        try {
            read();
        } catch (StoreException away) {
            LOG.debug("tokens stay as known while the database is away", away);
        } finally {
            refreshing.set(false);
        }
    }

    /** @throws StoreException while the database is away: then it is not known whether there is such a token */
    private synchronized void refreshNow() {
        if (age().compareTo(JUST_NOW) > 0) {
            read();
        }
    }

    private Duration age() {
        return Duration.between(readAt, clock.instant()).abs();
    }

    /** One at a time: a slow reader that began before a token was issued must not undo what a later one saw. */
    private synchronized void read() {
        Instant now = clock.instant();
        Map<String, Known> fresh = new ConcurrentHashMap<>();
        Sql.list(
                        database,
                        "select t.id, t.source, t.name, t.role, t.scopes, t.hash, t.expires, coalesce(s.paused, false)"
                                + " from token t left join source s on s.name = t.source where t.revoked is null",
                        Sql.none(),
                        JdbcTokens::read)
                .forEach(row -> fresh.put(row.id(), row));
        known = fresh;
        readAt = now;
        flushUsed();
    }

    private void flushUsed() {
        // another thread may be at it as well
        for (String id : List.copyOf(used.keySet())) {
            Optional.ofNullable(used.remove(id)).ifPresent(at -> usedAt(id, at));
        }
    }

    private void usedAt(String id, Instant at) {
        Sql.update(
                database,
                "update token set last_used = ? where id = ? and (last_used is null or last_used < ?)",
                statement -> {
                    statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                    statement.setString(2, id);
                    statement.setObject(3, at.minusSeconds(30).atOffset(ZoneOffset.UTC));
                });
    }

    private static Known read(ResultSet row) throws SQLException {
        return new Known(
                row.getString(1),
                Optional.ofNullable(row.getString(2)),
                row.getString(3),
                Optional.ofNullable(row.getString(4)).map(Caller.Role::valueOf),
                Set.copyOf(Arrays.asList((String[]) row.getArray(5).getArray())),
                row.getBytes(6),
                Optional.ofNullable(row.getObject(7, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                row.getBoolean(8));
    }

    @Override
    public Issued issueForSource(String source, Set<String> scopes, Optional<Instant> expires, String actor) {
        flushUsed();
        return issue(Optional.of(source), source, Optional.empty(), scopes, expires, actor);
    }

    /** One issue of a source at a time: two at once must not both see one live token. */
    private void requireRoom(Connection connection, String source) throws SQLException {
        Sql.update(
                connection,
                "insert into source (name) values (?) on conflict do nothing",
                statement -> statement.setString(1, source));
        Sql.list(
                connection,
                "select pg_advisory_xact_lock(hashtextextended('token ' || ?, 0))",
                statement -> statement.setString(1, source),
                row -> source);
        List<Listed> live = Sql.list(
                connection,
                LISTED + " and (expires is null or expires > ?) order by created",
                statement -> {
                    statement.setString(1, source);
                    statement.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
                },
                JdbcTokens::listed);
        if (live.size() >= TwoTokensLive.MOST) {
            throw new TwoTokensLive(source, live);
        }
    }

    @Override
    public Issued issueForAdministrator(String name, Caller.Role role, Optional<Instant> expires, String actor) {
        return issue(Optional.empty(), name, Optional.of(role), Set.of(), expires, actor);
    }

    private Issued issue(
            Optional<String> source,
            String name,
            Optional<Caller.Role> role,
            Set<String> scopes,
            Optional<Instant> expires,
            String actor) {
        SecureRandom random = new SecureRandom();
        String id = hex(random, 6);
        String token = "ism_" + id + "_" + hex(random, 32);
        Sql.transaction(database, connection -> {
            if (source.isPresent()) {
                requireRoom(connection, source.get());
            }
            return insert(connection, id, source, name, role, scopes, expires, token);
        });
        read();
        audit.record(actor, "token.issue", source.orElse(name), ResourceRows.parse("{\"token\":\"" + id + "\"}"));
        return new Issued(id, token, scopes, expires);
    }

    private static int insert(
            Connection connection,
            String id,
            Optional<String> source,
            String name,
            Optional<Caller.Role> role,
            Set<String> scopes,
            Optional<Instant> expires,
            String token)
            throws SQLException {
        return Sql.update(
                connection,
                "insert into token (id, source, name, role, scopes, hash, expires) values (?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (id) do update set hash = excluded.hash, role = excluded.role, revoked = null",
                statement -> {
                    statement.setString(1, id);
                    statement.setString(2, source.orElse(null));
                    statement.setString(3, name);
                    statement.setString(4, role.map(Enum::name).orElse(null));
                    statement.setArray(5, Sql.texts(statement, scopes));
                    statement.setBytes(6, sha256(token));
                    statement.setObject(
                            7, expires.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
                });
    }

    @Override
    public void adopt(String token, String name, Caller.Role role) {
        int end = token.indexOf('_', 4);
        if (!token.startsWith("ism_") || end < 5 || token.length() - end < 33) {
            throw new IllegalArgumentException(
                    "the bootstrap administrator's token has to look like ism_<id>_<at least 32 characters>");
        }
        String id = token.substring(4, end);
        Sql.transaction(
                database,
                connection -> insert(
                        connection, id, Optional.empty(), name, Optional.of(role), Set.of(), Optional.empty(), token));
        read();
    }

    @Override
    public boolean anyAdministrator() {
        return Sql.list(
                        database,
                        "select exists (select 1 from token where role = 'ADMIN' and revoked is null"
                                + " and (expires is null or expires > ?))",
                        statement -> statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC)),
                        row -> row.getBoolean(1))
                .get(0);
    }

    @Override
    public boolean revoke(String source, String id, String actor) {
        int ended = Sql.update(
                database,
                "update token set revoked = now() where id = ? and revoked is null and source = ?",
                statement -> {
                    statement.setString(1, id);
                    statement.setString(2, source);
                });
        return revoked(ended > 0 ? Optional.of(source) : Optional.empty(), id, actor);
    }

    @Override
    public boolean revokeAdministrator(String id, String actor) {
        return revoked(AdministratorTokens.end(database, id, clock.instant()), id, actor);
    }

    /** @param whose empty if there was none */
    private boolean revoked(Optional<String> whose, String id, String actor) {
        read();
        whose.ifPresent(name -> audit.record(
                actor, "token.revoke", name, ResourceRows.parse("{\"token\":\"" + id.replaceAll("\\W", "") + "\"}")));
        return whose.isPresent();
    }

    @Override
    public void refresh() {
        read();
    }

    @Override
    public List<Listed> of(String source) {
        return Sql.list(
                database,
                LISTED + " order by created",
                statement -> statement.setString(1, source),
                JdbcTokens::listed);
    }

    @Override
    public List<Administrator> administrators() {
        return AdministratorTokens.list(database);
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getString(1),
                Set.copyOf(Arrays.asList((String[]) row.getArray(2).getArray())),
                ResourceRows.instant(row, 3),
                Optional.ofNullable(row.getObject(4, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject(5, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

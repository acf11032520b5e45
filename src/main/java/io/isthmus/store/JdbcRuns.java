package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.Verdict;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.GuardMemory;
import io.isthmus.reconcile.Progress;
import io.isthmus.reconcile.RunRow;
import io.isthmus.reconcile.Runs;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Runs and changes over JDBC. */
public final class JdbcRuns implements Runs {
    private static final String RUN =
            "select id, kind, status, complete, mapping, hash, journal, started, finished, actor,"
                    + " expires, counts::text, changes::text, verdict::text, error from run where directory_id = ?";
    static final String CHANGE = "select id, run_id, content::text, outcome, detail, at from change where run_id = ?";
    private final DataSource database;
    private final String directory;

    public JdbcRuns(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public String newId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null).toString();
    }

    @Override
    public void save(RunRow run) {
        Sql.transaction(database, connection -> save(connection, directory, run));
    }

    @Override
    public void replace(RunRow ended, RunRow run) {
        Sql.transaction(database, connection -> {
            save(connection, directory, ended);
            return save(connection, directory, run);
        });
    }

    static int save(Connection connection, String directory, RunRow run) throws SQLException {
        return Sql.update(
                connection,
                "insert into run (id, directory_id, kind, status, complete, mapping, hash, journal, started, finished, actor,"
                        + " expires, counts, changes, verdict, error) values"
                        + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?)"
                        + " on conflict (id) do update set status = excluded.status, complete = excluded.complete,"
                        + " hash = excluded.hash, journal = excluded.journal, finished = excluded.finished,"
                        + " actor = excluded.actor, expires = excluded.expires, counts = excluded.counts,"
                        + " changes = excluded.changes, verdict = excluded.verdict, error = excluded.error",
                statement -> {
                    statement.setString(1, run.id());
                    statement.setString(2, directory);
                    statement.setString(3, run.kind().name());
                    statement.setString(4, run.status().name());
                    statement.setBoolean(5, run.complete());
                    statement.setString(6, run.mapping());
                    statement.setString(7, run.hash().orElse(null));
                    statement.setLong(8, run.journal());
                    statement.setObject(9, run.started().atOffset(ZoneOffset.UTC));
                    statement.setObject(10, run.finished().map(JdbcRuns::utc).orElse(null));
                    statement.setString(11, run.by().orElse(null));
                    statement.setObject(12, run.expires().map(JdbcRuns::utc).orElse(null));
                    statement.setString(13, counts(run.counts()));
                    statement.setString(14, counts(run.changes()));
                    statement.setString(15, run.verdict().map(JdbcRuns::verdict).orElse(null));
                    statement.setString(16, run.error().orElse(null));
                });
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static String counts(Map<String, Long> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach(json::put);
        return ResourceRows.text(json);
    }

    private static String verdict(Verdict verdict) {
        return ResourceRows.text(JsonNodeFactory.instance
                .objectNode()
                .put("held", verdict.held())
                .put("limit", verdict.limit())
                .put("seen", verdict.seen())
                .put("of", verdict.of())
                .put("max", verdict.max())
                .put("line", verdict.line()));
    }

    @Override
    public Optional<RunRow> find(String id) {
        return some(" and id = ?", id).stream().findFirst();
    }

    @Override
    public void progress(String run, Progress progress) {
        JdbcRunReports.save(database, run, progress);
    }

    @Override
    public boolean overtaken(String run, String why, Instant now) {
        return Interruptions.overtaken(database, run, why, now);
    }

    @Override
    public void expire(Instant now) {
        Interruptions.expire(database, directory, now);
    }

    @Override
    public void interrupted(Instant now) {
        Interruptions.interrupted(database, directory, now);
    }

    @Override
    public long abandon(String run, String outcome, String why) {
        return Abandoned.of(database, run, outcome, why);
    }

    @Override
    public List<RunRow> list(
            Optional<RunRow.Kind> kind, Optional<RunRow.Status> status, Optional<String> after, int limit) {
        return Sql.list(
                database,
                RUN + kind.map(k -> " and kind = ?").orElse("")
                        + status.map(s -> " and status = ?").orElse("")
                        + after.map(a -> " and id < ?").orElse("") + " order by id desc limit ?",
                statement -> {
                    int index = 1;
                    statement.setString(index++, directory);
                    if (kind.isPresent()) {
                        statement.setString(index++, kind.get().name());
                    }
                    if (status.isPresent()) {
                        statement.setString(index++, status.get().name());
                    }
                    if (after.isPresent()) {
                        statement.setString(index++, after.get());
                    }
                    statement.setInt(index, limit);
                },
                JdbcRuns::read);
    }

    @Override
    public Optional<RunRow> held() {
        return some(" and status = ? order by id desc limit 1", "HELD").stream().findFirst();
    }

    @Override
    public Optional<RunRow> lastFull() {
        return some(
                        " and kind in ('FULL', 'SYNC') and complete and status in ('DONE', 'HELD', 'FAILED') and ? = 'any'"
                                + " order by id desc limit 1",
                        "any")
                .stream()
                .findFirst();
    }

    private List<RunRow> some(String condition, String parameter) {
        return Sql.list(
                database,
                RUN + condition,
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, parameter);
                },
                JdbcRuns::read);
    }

    @Override
    public List<Long> addChanges(String run, List<Change> changes, String outcome, Collection<Link> intended) {
        if (changes.isEmpty()) {
            return List.of();
        }
        return Sql.transaction(database, connection -> {
            JdbcLinks.save(connection, directory, intended);
            return Sql.list(
                    connection,
                    "insert into change (run_id, directory_id, resource_id, type, situation, outcome, content)"
                            + " select ?, ?, r, t, s, ?, c::jsonb from unnest(?::text[], ?::text[], ?::text[], ?::text[])"
                            + " with ordinality as x(r, t, s, c, n) order by n returning id",
                    statement -> {
                        statement.setString(1, run);
                        statement.setString(2, directory);
                        statement.setString(3, outcome);
                        statement.setArray(
                                4,
                                Sql.texts(
                                        statement,
                                        changes.stream()
                                                .map(change -> change.about().resource())
                                                .toList()));
                        statement.setArray(
                                5,
                                Sql.texts(
                                        statement,
                                        changes.stream().map(Change::type).toList()));
                        statement.setArray(
                                6,
                                Sql.texts(
                                        statement,
                                        changes.stream()
                                                .map(change -> change.about()
                                                        .situation()
                                                        .label())
                                                .toList()));
                        statement.setArray(
                                7,
                                Sql.texts(
                                        statement,
                                        // most of what saving a plan costs; the order is kept
                                        changes.parallelStream()
                                                .map(change -> ResourceRows.text(ChangeJson.write(change)))
                                                .toList()));
                    },
                    row -> row.getLong(1));
        });
    }

    @Override
    public void record(Map<Long, Outcome> outcomes, Collection<Link> links, Collection<String> forgottenResources) {
        Sql.transaction(database, connection -> {
            JdbcLinks.save(connection, directory, links);
            if (!forgottenResources.isEmpty()) {
                JdbcLinks.remove(connection, directory, forgottenResources);
            }
            return Sql.update(
                    connection,
                    "update change set outcome = x.o, detail = x.d, at = now() from unnest(?::bigint[], ?::text[], ?::text[])"
                            + " as x(i, o, d) where change.id = x.i",
                    Sql.byId(outcomes, Outcome::outcome, Outcome::detail));
        });
    }

    @Override
    public void rewrite(Map<Long, Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Sql.update(
                database,
                "update change set content = x.c::jsonb from unnest(?::bigint[], ?::text[]) as x(i, c) where id = x.i",
                Sql.byId(changes, change -> ResourceRows.text(ChangeJson.write(change))));
    }

    @Override
    public void changes(String run, Consumer<ChangeRow> to) {
        Sql.stream(
                database, CHANGE + " order by id", statement -> statement.setString(1, run), JdbcRuns::readChange, to);
    }

    @Override
    public void changesBackwards(String run, Consumer<ChangeRow> to) {
        Sql.stream(
                database,
                CHANGE + " order by id desc",
                statement -> statement.setString(1, run),
                JdbcRuns::readChange,
                to);
    }

    @Override
    public List<ChangeRow> changes(String run, long after, int limit) {
        return Sql.list(
                database,
                CHANGE + " and id > ? order by id limit ?",
                statement -> {
                    statement.setString(1, run);
                    statement.setLong(2, after);
                    statement.setInt(3, limit);
                },
                JdbcRuns::readChange);
    }

    @Override
    public void moveChanges(Collection<Long> changes, String toRun) {
        Sql.update(database, "update change set run_id = ?, outcome = 'held' where id = any(?)", statement -> {
            statement.setString(1, toRun);
            statement.setArray(2, Sql.longs(statement, changes));
        });
    }

    @Override
    public GuardMemory guard() {
        return new JdbcGuardMemory(database, directory);
    }

    @Override
    public Map<String, Long> refused(String mapping) {
        return Refusals.ofValues(database, directory, mapping);
    }

    @Override
    public Map<String, Long> refusedNames(String mapping) {
        return Refusals.ofNames(database, directory, mapping);
    }

    static ChangeRow readChange(ResultSet row) throws SQLException {
        return new ChangeRow(
                row.getLong(1),
                row.getString(2),
                ChangeJson.read(ResourceRows.parse(row.getString(3))),
                row.getString(4),
                row.getString(5),
                time(row, 6));
    }

    private static RunRow read(ResultSet row) throws SQLException {
        return new RunRow(
                row.getString(1),
                RunRow.Kind.valueOf(row.getString(2)),
                RunRow.Status.valueOf(row.getString(3)),
                row.getBoolean(4),
                row.getString(5),
                Optional.ofNullable(row.getString(6)),
                row.getLong(7),
                ResourceRows.instant(row, 8),
                time(row, 9),
                Optional.ofNullable(row.getString(10)),
                time(row, 11),
                map(row.getString(12)),
                map(row.getString(13)),
                Optional.ofNullable(row.getString(14)).map(ResourceRows::parse).map(JdbcRuns::verdict),
                Optional.ofNullable(row.getString(15)));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Map<String, Long> map(String json) {
        Map<String, Long> map = new TreeMap<>();
        ResourceRows.parse(json)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asLong()));
        return map;
    }

    private static Verdict verdict(JsonNode json) {
        return new Verdict(
                json.path("held").asBoolean(),
                json.path("limit").asText(),
                json.path("seen").asLong(),
                json.path("of").asLong(),
                json.path("max").asLong(),
                json.path("line").asText());
    }
}

package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.ResourceType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private final DataSource database = TestDatabase.fresh();
    private final GroupCommitJournal journal = node();
    private final JdbcResources resources = new JdbcResources(database);

    private GroupCommitJournal node() {
        return new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT);
    }

    @AfterEach
    void closeAndCheckThatFoldingGivesTheView() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    @Test
    void storesSixtyThreeOfSixtyFourPushesWhenOneIsBad() {
        List<CompletableFuture<PushResult>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(send(i == 20 ? push(new Operation.Delete("nobody", Optional.empty())) : create("user" + i)));
        }
        long stored = answers.stream()
                .map(CompletableFuture::join)
                .filter(PushResult.Stored.class::isInstance)
                .count();
        assertThat(stored).isEqualTo(63);
        assertThat(status(answers.get(20).join())).isEqualTo(404);
        assertThat(resources.position()).isEqualTo(63);
    }

    @Test
    void theSecondOfTwoPostsOfOneNameIsRefusedInAnyCase() {
        List<CompletableFuture<PushResult>> answers =
                List.of(send(create("Åsa@x")), send(create("åsa@x")), send(create("A\u030Asa@x")));
        assertThat(answers.get(0).join()).isInstanceOf(PushResult.Stored.class);
        assertThat(status(answers.get(1).join())).isEqualTo(409);
        assertThat(status(answers.get(2).join())).isEqualTo(409);
    }

    @Test
    void aNameIsFreeAgainAfterDeletionAndRename() {
        Push first = create("ann");
        send(first).join();
        send(push(new Operation.Replace(first.operation().id(), body("bea"), Optional.empty())))
                .join();
        Push second = create("ann");
        assertThat(send(second).join()).isInstanceOf(PushResult.Stored.class);
        send(push(new Operation.Delete(second.operation().id(), Optional.empty())))
                .join();
        assertThat(send(create("ANN")).join()).isInstanceOf(PushResult.Stored.class);
    }

    @Test
    void ifMatchIsHeldAgainstWhatTheBatchDidBefore() {
        Push first = create("ann");
        String id = first.operation().id();
        var unused = send(first);
        CompletableFuture<PushResult> right =
                send(push(new Operation.Replace(id, body("bea"), Optional.of("W/\"1\""))));
        CompletableFuture<PushResult> late = send(push(new Operation.Replace(id, body("cia"), Optional.of("W/\"1\""))));
        assertThat(right.join()).isInstanceOf(PushResult.Stored.class);
        assertThat(status(late.join())).isEqualTo(412);
    }

    @Test
    void aPushThatChangesNothingKeepsVersionAndTime() {
        Push first = create("ann");
        PushResult.Stored before = (PushResult.Stored) send(first).join();
        PushResult.Stored after = (PushResult.Stored)
                send(push(new Operation.Replace(first.operation().id(), body("ann"), Optional.empty())))
                        .join();
        assertThat(after.changed()).isFalse();
        assertThat(after.resource()).isEqualTo(before.resource());
        assertThat(after.position()).isEqualTo(before.position() + 1);
    }

    @Test
    void twoNodesOnOneDatabaseKeepNamesUniqueAndTheFoldWhole() {
        Random random = new Random(7);
        try (GroupCommitJournal other = node()) {
            List<String> ids = new ArrayList<>();
            List<CompletableFuture<PushResult>> answers = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                GroupCommitJournal node = random.nextBoolean() ? journal : other;
                Push push = ids.isEmpty() || random.nextInt(3) == 0
                        ? create("user" + random.nextInt(60))
                        : change(random, ids.get(random.nextInt(ids.size())));
                ids.add(push.operation().id());
                answers.add(node.accept(push).toCompletableFuture());
            }
            assertThat(answers.stream().map(CompletableFuture::join))
                    .noneMatch(answer -> answer instanceof PushResult.Unavailable)
                    .noneMatch(answer -> status(answer) >= 500);
        }
    }

    @Test
    void isAnsweredWithinTwoSecondsWhileTheDatabaseIsAwayAndRecoversByItself(@TempDir Path home) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(home);
        DataSource away = TestDatabase.fresh(server, "latest");
        try (GroupCommitJournal node =
                new GroupCommitJournal(away, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            assertThat(node.accept(create("before")).toCompletableFuture().join())
                    .isInstanceOf(PushResult.Stored.class);
            ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
            long start = System.nanoTime();
            node.accept(create("during")).toCompletableFuture().join();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> node.accept(create("after" + UUID.randomUUID()))
                                    .toCompletableFuture()
                                    .join()
                            instanceof PushResult.Stored);
            assertThat(new JdbcResources(away)
                            .page(
                                    Search.of(
                                            "okta",
                                            ResourceType.USER,
                                            Optional.of(
                                                    FilterParser.parse(ResourceType.USER, "userName eq \"before\""))),
                                    1,
                                    10)
                            .total())
                    .isEqualTo(1);
        } finally {
            TestDatabase.close(away);
            server.close();
        }
    }

    /** The database is there; the writer only waits. What was being stored is stored afterwards, what was queued is not. */
    @Test
    void aPushThatIsLateIsToldThatNobodyKnowsYetAndNotThatTheDatabaseIsAway() throws Exception {
        List<PushResult> late = new ArrayList<>();
        long start = System.nanoTime();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select position from journal_head for update");
            CompletableFuture<PushResult> taken = send(create("taken"));
            Awaitility.await("the writer").until(() -> waitsForALock(statement));
            CompletableFuture<PushResult> queued = send(create("queued"));
            late.add(taken.join());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            late.add(queued.join());
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(late)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(PushResult.Unavailable.class, unavailable -> {
                            assertThat(unavailable.overload()).isFalse();
                            assertThat(unavailable.detail())
                                    .contains("too long")
                                    .contains("not known yet")
                                    .doesNotContain("database");
                        }));
        assertThat(send(create("after")).join()).isInstanceOf(PushResult.Stored.class);
        assertThat(status(send(create("taken")).join())).isEqualTo(409);
        assertThat(send(create("queued")).join()).isInstanceOf(PushResult.Stored.class);
    }

    private static boolean waitsForALock(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select exists (select 1 from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A first import meets a table without statistics: no push may read more than its own resource then. */
    @Test
    void pushesReadNoMoreThanTheirOwnRowsOnATableWithoutStatistics() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table resource set (autovacuum_enabled = false)");
            List<String> ids = new ArrayList<>();
            List<CompletableFuture<PushResult>> answers = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                Push push = create("many" + i);
                ids.add(push.operation().id());
                answers.add(send(push));
            }
            for (CompletableFuture<PushResult> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(PushResult.Stored.class);
            }
            long before = tuplesRead(statement);
            for (String id : ids.subList(0, 200)) {
                send(push(new Operation.Replace(id, body("renamed" + id), Optional.empty())))
                        .get(30, TimeUnit.SECONDS);
            }
            assertThat(tuplesRead(statement) - before).isLessThan(200 * 10);
        }
    }

    private static long tuplesRead(Statement statement) throws SQLException {
        statement.execute("select pg_stat_force_next_flush()");
        try (ResultSet row = statement.executeQuery(
                "select seq_tup_read + (select sum(idx_tup_read)"
                        + " from pg_stat_user_indexes where relname = 'resource') from pg_stat_user_tables where relname = 'resource'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static final Map<String, String> INDEXES = Map.of(
            "userName eq \"user7\"", "resource_user_name",
            "externalId eq \"ext7\"", "resource_external_id",
            "displayName eq \"Name 7\"", "resource_display_name",
            "emails.value eq \"U7@x\"", "email_pkey",
            "id eq \"id7\"", "Index Cond");

    @Test
    void findsByEachSearchColumnThroughAnIndex() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into resource select 'id' || n, 'okta', 'USER', 1, n, now(), now(), null::timestamptz, true, 'user' || n,"
                            + " 'ext' || n, 'name ' || n, array['u' || n || '@x'], '{\"userName\":\"u\"}'::jsonb from generate_series(1, 5000) n");
            for (boolean analysed : List.of(false, true)) {
                if (analysed) {
                    statement.execute("analyze resource, email");
                }
                for (Map.Entry<String, String> filter : INDEXES.entrySet()) {
                    boolean beforeEachPush = filter.getKey().startsWith("userName")
                            || filter.getKey().startsWith("externalId");
                    if (!analysed && !beforeEachPush) {
                        continue;
                    }
                    assertThat(plan(connection, filter.getKey()))
                            .as("%s, statistics: %s", filter.getKey(), analysed)
                            .contains(filter.getValue())
                            .doesNotContain("Seq Scan");
                    assertThat(resources
                                    .page(
                                            Search.of(
                                                    "okta",
                                                    ResourceType.USER,
                                                    Optional.of(
                                                            FilterParser.parse(ResourceType.USER, filter.getKey()))),
                                            1,
                                            10)
                                    .total())
                            .as(filter.getKey())
                            .isEqualTo(1);
                }
            }
            statement.execute("delete from resource");
        }
    }

    private static String plan(Connection connection, String filter) throws SQLException {
        SqlPart sql =
                FilterSql.of("okta", ResourceType.USER, Optional.of(FilterParser.parse(ResourceType.USER, filter)));
        return String.join(
                "\n",
                Sql.list(
                        connection,
                        "explain select id from resource where " + sql.sql() + " order by id limit 10",
                        statement -> FilterSql.bind(sql, statement),
                        row -> row.getString(1)));
    }

    private static Push change(Random random, String id) {
        return switch (random.nextInt(4)) {
            case 0 -> push(new Operation.Delete(id, Optional.empty()));
            case 1 -> push(new Operation.Replace(id, body("user" + random.nextInt(60)), Optional.empty()));
            default ->
                push(new Operation.Patch(
                        id,
                        JsonNodeFactory.instance
                                .arrayNode()
                                .add(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("op", "replace")
                                        .put("path", "userName")
                                        .put("value", "user" + random.nextInt(60))),
                        Optional.empty()));
        };
    }

    private CompletableFuture<PushResult> send(Push push) {
        return journal.accept(push).toCompletableFuture();
    }

    private static int status(PushResult result) {
        return result instanceof PushResult.Refused refused ? refused.error().status() : 200;
    }

    private static Push create(String userName) {
        return push(new Operation.Create(UUID.randomUUID().toString(), body(userName)));
    }

    private static ObjectNode body(String userName) {
        return JsonNodeFactory.instance.objectNode().put("userName", userName).put("active", true);
    }

    private static Push push(Operation operation) {
        return new Push("okta", "t", "r", ResourceType.USER, operation);
    }
}

package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.access.Audit;
import io.isthmus.reconcile.RunRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Old runs and old rows of the audit trail go; what may still be needed stays, and the chain holds. */
class RetentionTest {
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    private final DataSource database = TestDatabase.fresh();
    private final JdbcRuns runs = new JdbcRuns(database, "main");

    @AfterEach
    void close() {
        TestDatabase.close(database);
    }

    private String run(RunRow.Kind kind, RunRow.Status status, int day, int changes) {
        String id = String.format("%04d-%s", day, status);
        runs.save(new RunRow(
                id,
                kind,
                status,
                kind == RunRow.Kind.FULL,
                "mapping",
                Optional.empty(),
                0,
                DAY.plus(Duration.ofDays(day)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty()));
        Sql.update(
                database,
                "insert into change (run_id, directory_id, resource_id, type, situation, outcome, content)"
                        + " select ?, 'main', 'r' || n, 'modify', 'pending', 'applied', '{}' from generate_series(1, ?) n",
                statement -> {
                    statement.setString(1, id);
                    statement.setInt(2, changes);
                });
        return id;
    }

    private long count(String table) {
        return Sql.list(database, "select count(*) from " + table, Sql.none(), row -> row.getLong(1))
                .get(0);
    }

    private long runsBefore(int day) {
        return Retention.runs(database, "main", DAY.plus(Duration.ofDays(day)), () -> true);
    }

    @Test
    void oldRunsGoWithTheirChanges() {
        run(RunRow.Kind.SOON, RunRow.Status.DONE, 1, 12_000);
        run(RunRow.Kind.SOON, RunRow.Status.FAILED, 2, 3);
        String young = run(RunRow.Kind.SOON, RunRow.Status.DONE, 9, 4);
        assertThat(runsBefore(5)).isEqualTo(2);
        assertThat(runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 10))
                .extracting(RunRow::id)
                .containsExactly(young);
        assertThat(count("change")).isEqualTo(4);
    }

    @Test
    void whatIsHeldOrOpenAndTheLastFullRunStay() {
        String full = run(RunRow.Kind.FULL, RunRow.Status.DONE, 2, 1);
        run(RunRow.Kind.FULL, RunRow.Status.DONE, 1, 1);
        List<String> open = List.of(
                run(RunRow.Kind.FULL, RunRow.Status.HELD, 0, 1),
                run(RunRow.Kind.SYNC, RunRow.Status.PLANNED, 0, 1),
                run(RunRow.Kind.SYNC, RunRow.Status.APPLYING, 0, 1),
                run(RunRow.Kind.SYNC, RunRow.Status.APPROVED, 0, 1),
                run(RunRow.Kind.SYNC, RunRow.Status.PLANNING, 0, 1));
        for (int i = 0; i < 250; i++) {
            run(RunRow.Kind.SOON, RunRow.Status.DONE, 3 + i, 1);
        }
        assertThat(runsBefore(1000)).isEqualTo(251);
        assertThat(runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 10))
                .extracting(RunRow::id)
                .contains(full)
                .containsAll(open)
                .hasSize(6);
        assertThat(runs.lastFull().orElseThrow().id()).isEqualTo(full);
        assertThat(runsBefore(1000)).isZero();
    }

    @Test
    void nothingGoesOnceItShallStop() {
        run(RunRow.Kind.SOON, RunRow.Status.DONE, 1, 1);
        assertThat(Retention.runs(database, "main", DAY.plus(Duration.ofDays(9)), () -> false))
                .isZero();
        assertThat(Retention.runs(database, "another", DAY.plus(Duration.ofDays(9)), () -> true))
                .isZero();
        assertThat(count("run")).isEqualTo(1);
    }

    private Audit at(int day) {
        return new JdbcAudit(database, Clock.fixed(DAY.plus(Duration.ofDays(day)), ZoneOffset.UTC));
    }

    private static ObjectNode detail(String... keys) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        for (String key : keys) {
            detail.put(key, "value of " + key);
        }
        return detail;
    }

    @Test
    void theChainHoldsWhateverTheDetailLooksLike() {
        at(1).record("ann", "run.sync", "r1", detail());
        at(2).record("ann", "run.approve", "r1", detail("zebra", "hash", "except", "ä"));
        ObjectNode nested = detail("one");
        nested.set("deep", detail("b", "aa", "a"));
        nested.putArray("list").add(1).add(2.5).add(detail("y", "x"));
        at(3).record("bea", "token.issue", "okta", nested);
        assertThat(AuditChain.verify(database)).isEqualTo(new AuditChain.Result(0, 3, List.of()));
    }

    @Test
    void whatIsChangedOrTakenOutIsFound() {
        for (int i = 0; i < 5; i++) {
            at(i).record("ann", "run.sync", "r" + i, detail("a", "b"));
        }
        Sql.update(database, "update audit set target = 'other' where position = 2", Sql.none());
        assertThat(AuditChain.verify(database).differences())
                .singleElement()
                .asString()
                .contains("audit row 2");
        Sql.update(database, "update audit set target = 'r1' where position = 2", Sql.none());
        assertThat(AuditChain.verify(database).differences()).isEmpty();
        Sql.update(database, "delete from audit where position = 3", Sql.none());
        assertThat(AuditChain.verify(database).differences())
                .singleElement()
                .asString()
                .contains("audit row 4");
    }

    @Test
    void rowsOfEarlierVersionsAreRecognised() {
        // their keys were hashed in the order in which they were written, which jsonb does not keep
        String text = "{\"zz\":\"1\",\"a\":\"2\",\"mmm\":\"3\"}";
        byte[] hash = AuditChain.next(AuditChain.START, DAY, "ann", "run.approve", "r", text);
        Sql.update(
                database,
                "insert into audit (at, actor, action, target, detail, hash) values (?, 'ann', 'run.approve', 'r', ?::jsonb, ?)",
                statement -> {
                    statement.setObject(1, DAY.atOffset(ZoneOffset.UTC));
                    statement.setString(2, text);
                    statement.setBytes(3, hash);
                });
        at(1).record("ann", "run.sync", "r", detail("x"));
        assertThat(AuditChain.verify(database).differences()).isEmpty();
    }

    @Test
    void oldAuditRowsGoAndTheChainBeginsBehindThem() {
        for (int i = 0; i < 1500; i++) {
            at(i / 100).record("ann", "run.sync", "r" + i, detail("a", "bb"));
        }
        assertThat(Retention.audit(database, DAY.plus(Duration.ofDays(12)), () -> true))
                .isEqualTo(1200);
        assertThat(AuditChain.verify(database)).isEqualTo(new AuditChain.Result(1200, 300, List.of()));
        assertThat(Retention.audit(database, DAY.plus(Duration.ofDays(99)), () -> true))
                .isEqualTo(299);
        at(50).record("ann", "run.sync", "after", detail());
        assertThat(AuditChain.verify(database)).isEqualTo(new AuditChain.Result(1499, 2, List.of()));
        Sql.update(database, "update audit_checkpoint set hash = '\\x00'", Sql.none());
        assertThat(AuditChain.verify(database).differences()).hasSize(1);
    }
}

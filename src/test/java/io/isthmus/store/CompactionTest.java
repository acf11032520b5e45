package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.JournalRecord;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.reconcile.History;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.ResourceType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old records leave the journal, and folding still gives the view. */
class CompactionTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LATER = "2026-06-01T00:00:00Z";

    private final DataSource database = TestDatabase.fresh();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final GroupCommitJournal journal =
            new GroupCommitJournal(database, clock(now), accepted -> {}, GroupCommitJournal.Settings.DEFAULT);

    @TempDir
    Path home;

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @AfterEach
    void close() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
        TestDatabase.close(database);
    }

    private PushResult push(ResourceType type, Operation operation) {
        now.updateAndGet(at -> at.plusSeconds(60));
        return journal.accept(new Push("okta", "t", "request-" + operation.id(), type, operation))
                .toCompletableFuture()
                .join();
    }

    private static ObjectNode user(String name) {
        return JsonNodeFactory.instance.objectNode().put("userName", name);
    }

    private static ObjectNode group(String name) {
        return JsonNodeFactory.instance.objectNode().put("displayName", name);
    }

    private void reconciled(long position) {
        JdbcDirectoryStates states = new JdbcDirectoryStates(database, "main");
        states.accept("mapping", "", "test");
        states.reconciled(position);
    }

    private long compact(Instant olderThan) {
        return JournalCompaction.run(database, "main", olderThan, Instant.parse(LATER), () -> true);
    }

    private List<Long> positions() {
        return new JournalRecords(database)
                .after(0, 10_000).stream().map(JournalRecord::position).toList();
    }

    @Test
    void whatIsOldAndReconciledGoesAndPositionsStay() {
        for (int i = 1; i <= 6; i++) {
            push(ResourceType.USER, new Operation.Create("u" + i, user("user" + i)));
        }
        reconciled(4);
        assertThat(compact(START.plus(Duration.ofDays(1)))).isEqualTo(4);
        assertThat(positions()).containsExactly(5L, 6L);
        assertThat(JournalCheck.verify(database))
                .matches(found -> found.from() == 4 && found.records() == 2 && found.resources() == 6);
        push(ResourceType.USER, new Operation.Replace("u1", user("ann"), Optional.empty()));
        assertThat(positions()).containsExactly(5L, 6L, 7L);
        assertThat(compact(START.plus(Duration.ofDays(1)))).isZero();
        // what it came of can still be told
        assertThat(new JdbcHistory(database, "main", Map.of())
                        .requests(Set.of(new History.At(2, "u2"), new History.At(5, "u5"), new History.At(1, "u1"))))
                .isEqualTo(Map.of(
                        new History.At(2, "u2"), "request-u2",
                        new History.At(5, "u5"), "request-u5",
                        new History.At(1, "u1"), "request-u1"));
    }

    @Test
    void whatIsYoungStays() {
        for (int i = 1; i <= 6; i++) {
            push(ResourceType.USER, new Operation.Create("u" + i, user("user" + i)));
        }
        reconciled(6);
        assertThat(compact(START.plusSeconds(60 * 3 + 1))).isEqualTo(3);
        assertThat(positions()).containsExactly(4L, 5L, 6L);
        assertThat(JournalCompaction.run(database, "main", Instant.parse(LATER), now.get(), () -> false))
                .isZero();
        assertThat(JournalCompaction.run(database, "other", Instant.parse(LATER), now.get(), () -> true))
                .isZero();
    }

    @Test
    void anyHistoryFoldsTheSameFromAnyCheckpoint() {
        for (int seed = 0; seed < 6; seed++) {
            history(new Random(seed), seed);
        }
    }

    private void history(Random random, int seed) {
        List<String> users = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            String id = seed + "-" + step;
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    push(ResourceType.USER, new Operation.Create(id, user("user" + id)));
                    users.add(id);
                }
                case 2 -> {
                    push(ResourceType.GROUP, new Operation.Create(id, group("group" + id), members(random, users)));
                    groups.add(id);
                }
                case 3 ->
                    one(random, users)
                            .ifPresent(user -> push(
                                    ResourceType.USER,
                                    new Operation.Replace(
                                            user, user("new" + id).put("title", "t" + id), Optional.empty())));
                case 4 ->
                    one(random, groups)
                            .ifPresent(group -> push(
                                    ResourceType.GROUP,
                                    new Operation.Patch(
                                            group,
                                            JsonNodeFactory.instance.arrayNode(),
                                            members(random, users),
                                            Optional.empty())));
                case 5 ->
                    one(random, users)
                            .ifPresent(user -> push(ResourceType.USER, new Operation.Delete(user, Optional.empty())));
                default -> {
                    reconciled(new JdbcResources(database).position());
                    compact(now.get().minusSeconds(60L * random.nextInt(40)));
                    JournalCheck.Result found = JournalCheck.verify(database, 1 + random.nextInt(60), (done, of) -> {});
                    assertThat(found.differences())
                            .as("seed " + seed + ", step " + step)
                            .isEmpty();
                    assertThat(found.upTo()).isEqualTo(new JdbcResources(database).position());
                }
            }
        }
    }

    private static Optional<String> one(Random random, List<String> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    private static List<MemberDelta> members(Random random, List<String> users) {
        List<Member> some = users.stream()
                .filter(user -> random.nextInt(3) == 0)
                .map(Member::of)
                .toList();
        return switch (random.nextInt(3)) {
            case 0 -> List.of(new MemberDelta.Add(some));
            case 1 ->
                List.of(new MemberDelta.Remove(some.stream().map(Member::value).toList()));
            default -> List.of(new MemberDelta.ReplaceAll(some));
        };
    }

    @Test
    void aDifferenceIsFoundWhereverItIs() {
        push(ResourceType.USER, new Operation.Create("u1", user("ann")));
        push(
                ResourceType.GROUP,
                new Operation.Create("g1", group("ops"), List.of(new MemberDelta.Add(List.of(Member.of("u1"))))));
        push(ResourceType.USER, new Operation.Create("u2", user("bea")));
        reconciled(2);
        compact(Instant.parse(LATER));
        broken("update resource set version = 7 where id = 'u1'", "update resource set version = 1 where id = 'u1'");
        broken(
                "update checkpoint_member set display = 'x' where group_id = 'g1'",
                "update checkpoint_member set display = null where group_id = 'g1'");
        broken("update journal_head set position = 9", "update journal_head set position = 3");
        broken(
                "update journal set position = 5 where position = 3",
                "update journal set position = 3 where position = 5");
    }

    private void broken(String how, String mended) {
        Sql.update(database, how, Sql.none());
        assertThat(JournalCheck.verify(database).differences()).as(how).isNotEmpty();
        SelfChecks checks = new SelfChecks(database);
        assertThat(checks.check(START).well()).isFalse();
        assertThat(checks.last().orElseThrow().well()).isFalse();
        Sql.update(database, mended, Sql.none());
        assertThat(checks.check(START).well()).isTrue();
        assertThat(checks.last().orElseThrow().detail()).contains("records");
    }

    @Test
    void aGapIsNotCompacted() {
        for (int i = 1; i <= 4; i++) {
            push(ResourceType.USER, new Operation.Create("u" + i, user("user" + i)));
        }
        reconciled(4);
        Sql.update(database, "create table kept as select * from journal where position = 2", Sql.none());
        Sql.update(database, "delete from journal where position = 2", Sql.none());
        assertThatThrownBy(() -> compact(Instant.parse(LATER))).hasMessageContaining("gap");
        Sql.update(database, "insert into journal select * from kept", Sql.none());
        Sql.update(database, "drop table kept", Sql.none());
        assertThat(compact(Instant.parse(LATER))).isEqualTo(4);
    }

    @Test
    void aBackupOfACompactedJournalFolds() {
        push(ResourceType.USER, new Operation.Create("u1", user("ann")));
        push(ResourceType.USER, new Operation.Create("u2", user("bea")));
        reconciled(1);
        compact(Instant.parse(LATER));
        Archive.write(database, home.resolve("backup"));
        DataSource after = TestDatabase.fresh();
        Archive.read(after, home.resolve("backup"));
        assertThat(JournalCheck.verify(after))
                .matches(found -> found.differences().isEmpty() && found.from() == 1);
        TestDatabase.close(after);
    }

    @Test
    void progressIsToldAndTheCheckRunsBesidePushes() throws InterruptedException {
        for (int i = 1; i <= 1500; i++) {
            journal.accept(
                    new Push("okta", "t", "r", ResourceType.USER, new Operation.Create("u" + i, user("user" + i))));
        }
        push(ResourceType.USER, new Operation.Create("last", user("last")));
        AtomicInteger told = new AtomicInteger();
        Thread pusher = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                push(ResourceType.USER, new Operation.Create("beside" + i, user("beside" + i)));
            }
        });
        pusher.start();
        for (int i = 0; i < 5; i++) {
            assertThat(JournalCheck.verify(database, (done, of) -> told.incrementAndGet())
                            .differences())
                    .isEmpty();
        }
        pusher.join();
        assertThat(told.get()).isGreaterThan(5);
    }
}

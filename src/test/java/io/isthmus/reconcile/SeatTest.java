package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcLeases;
import io.isthmus.store.StoreException;
import io.isthmus.store.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes, one database; each has a monotonic clock of its own, and nobody asks for the time of day. */
class SeatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DataSource database = TestDatabase.fresh();
    private final AtomicLong timeOfA = new AtomicLong(1_000_000);
    private final AtomicLong timeOfB = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicBoolean away = new AtomicBoolean();
    private final Leases leases = new JdbcLeases(database, "main");
    private final Seat a = seat("a", timeOfA);
    private final Seat b = seat("b", timeOfB);

    private Seat seat(String node, AtomicLong time) {
        return new Seat(leases(), node, node + " 1", PATIENCE, false, () -> true, time::get);
    }

    /** The database, which may be away. */
    private Leases leases() {
        return (Leases) Proxy.newProxyInstance(
                Leases.class.getClassLoader(), new Class<?>[] {Leases.class}, (proxy, method, with) -> {
                    if (away.get()) {
                        throw new StoreException(new SQLException("away"));
                    }
                    try {
                        return method.invoke(leases, with);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @AfterEach
    void close() {
        TestDatabase.close(database);
    }

    @Test
    void theFirstWritesAndTheOtherKnowsWho() {
        a.step();
        b.step();
        long epoch = a.epoch().orElseThrow();
        assertThat(a.closed(epoch)).isEmpty();
        assertThat(b.epoch()).isEmpty();
        assertThat(a.writer()).contains("a");
        assertThat(b.writer()).contains("a");
        assertThat(b.closed(epoch)).isPresent();
    }

    @Test
    void aWriterThatRenewsKeepsItForEver() {
        for (int second = 0; second < 100; second++) {
            pass(1);
            a.step();
            b.step();
        }
        assertThat(a.epoch()).contains(1L);
        assertThat(a.closed(1)).isEmpty();
        assertThat(b.epoch()).isEmpty();
    }

    @Test
    void aWriterThatIsStoppedWritesNoMoreAndCannotRecord() {
        a.step();
        b.step();
        JdbcDirectoryStates states = new JdbcDirectoryStates(database, "main");
        leases.during(1, () -> states.reconciled(5));
        // a is stopped; its monotonic clock goes on
        for (int second = 0; second < 19; second++) {
            pass(1);
            b.step();
            assertThat(b.epoch()).isEmpty();
        }
        assertThat(a.closed(1)).isPresent();
        pass(1);
        b.step();
        assertThat(b.epoch()).contains(2L);
        assertThat(a.closed(1)).as("before a has heard of it").isPresent();
        assertThatThrownBy(() -> leases.during(1, () -> states.reconciled(6))).hasMessageContaining("not recorded");
        assertThat(states.load().reconciled()).isEqualTo(5);
        a.step();
        assertThat(a.epoch()).isEmpty();
        leases.during(2, () -> states.reconciled(7));
        assertThat(states.load().reconciled()).isEqualTo(7);
    }

    @Test
    void withoutTheDatabaseItEndsByItselfAndGoesOnIfNobodyTookIt() {
        a.step();
        away.set(true);
        for (int second = 0; second < 10; second++) {
            pass(1);
            tryStep();
        }
        assertThat(a.closed(1)).hasValueSatisfying(why -> assertThat(why).contains("database"));
        away.set(false);
        a.step();
        assertThat(a.closed(1)).isEmpty();
        assertThat(a.epoch()).contains(1L);
    }

    @Test
    void aCleanEndKeepsNobodyWaiting() {
        a.step();
        b.step();
        a.giveBack();
        b.step();
        assertThat(b.epoch()).contains(2L);
        assertThat(a.closed(1)).isPresent();
    }

    @Test
    void ofTwoThatWaitOneGetsIt() {
        a.step();
        a.giveBack();
        Seat c = seat("c", timeOfB);
        b.step();
        c.step();
        assertThat(b.epoch().isPresent() ^ c.epoch().isPresent()).isTrue();
    }

    @Test
    void whoIsAloneWithTheDatabaseWaitsForNobody() {
        a.step();
        Seat next = new Seat(leases, "next", "next 1", PATIENCE, true, () -> true, timeOfB::get);
        next.step();
        assertThat(next.epoch()).contains(2L);
    }

    @Test
    void whoCannotReadTheMappingDoesNotTakeIt() {
        new Seat(leases, "x", "x 1", PATIENCE, true, () -> false, timeOfA::get).step();
        assertThat(leases.load()).isEmpty();
    }

    /** What is being recorded is recorded before another begins; a renewal does not wait for it. */
    @Test
    void aChangeOfHandsWaitsForWhatIsBeingRecordedAndRenewalDoesNot() throws Exception {
        a.step();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> recording = CompletableFuture.runAsync(() -> leases.during(
                1,
                () -> io.isthmus.store.Holding.open(database, () -> {
                    begun.countDown();
                    await(end);
                })));
        await(begun);
        Leases.Row mine = leases.load().orElseThrow();
        mine = leases.renew(mine).orElseThrow();
        Leases.Row seen = mine;
        CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() ->
                leases.take(java.util.Optional.of(seen), "b 1", "b", PATIENCE).isPresent());
        org.awaitility.Awaitility.await()
                .pollDelay(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !taken.isDone());
        end.countDown();
        recording.get(60, TimeUnit.SECONDS);
        assertThat(taken.get(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void tryStep() {
        try {
            a.step();
        } catch (StoreException databaseAway) {
            assertThat(away.get()).isTrue();
        }
    }

    private void pass(long seconds) {
        timeOfA.addAndGet(Duration.ofSeconds(seconds).toNanos());
        timeOfB.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}

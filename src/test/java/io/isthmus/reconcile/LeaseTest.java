package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTest {
    private static final Duration TTL = Duration.ofSeconds(15);
    private static final Duration PATIENCE = TTL.plusSeconds(5);
    private static final Leases.Row HELD = new Leases.Row(4, 17, Optional.of("a 1"), "a", PATIENCE);

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "7499, true", "7500, false", "15000, false", "30000, false", "-1, false"})
    void nothingIsWrittenPastHalfTheTime(long ageMillis, boolean may) {
        for (long sent : new long[] {0, 5_000_000_000L, Long.MAX_VALUE - 1000, Long.MIN_VALUE}) {
            Lease lease = new Lease(4, sent, TTL);
            assertThat(lease.mayWrite(sent + Duration.ofMillis(ageMillis).toNanos()))
                    .as("%d ms after %d", ageMillis, sent)
                    .isEqualTo(may);
        }
    }

    @Test
    void aRenewalCountsFromWhenItWasSent() {
        Lease lease = new Lease(4, 0, TTL).renewed(seconds(6));
        assertThat(lease.mayWrite(seconds(13))).isTrue();
        assertThat(lease.mayWrite(seconds(14))).isFalse();
        assertThat(lease.epoch()).isEqualTo(4);
    }

    @Test
    void itIsRenewedOftenEnoughToMissTwo() {
        Lease lease = new Lease(4, 0, TTL);
        assertThat(lease.due(seconds(2))).isFalse();
        assertThat(lease.due(seconds(3))).isTrue();
    }

    @Test
    void whoeverWaitsCountsFromTheLastMove() {
        Sighting first = new Sighting(HELD, 0);
        assertThat(first.free(seconds(19))).isFalse();
        assertThat(first.free(seconds(20))).isTrue();
        Sighting moved = first.then(new Leases.Row(4, 18, HELD.holder(), "a", PATIENCE), seconds(19));
        assertThat(moved.free(seconds(38))).isFalse();
        assertThat(moved.free(seconds(39))).isTrue();
        assertThat(first.then(HELD, seconds(19))).isEqualTo(first);
    }

    @Test
    void nobodyWaitsForWhatWasGivenBack() {
        Leases.Row free = new Leases.Row(4, 17, Optional.empty(), "a", PATIENCE);
        assertThat(new Sighting(HELD, 0).then(free, 1).free(1)).isTrue();
    }

    /** Whatever the phases: between the holder's last write and a successor's first there is time for one operation. */
    @Test
    void writersNeverOverlap() {
        Duration operation = Duration.ofSeconds(5);
        for (int offset = 0; offset < 3000; offset += 7) {
            long renewed = seconds(100);
            Lease lease = new Lease(1, renewed, TTL);
            // the successor looks every half second and sees the renewal some time after it was sent
            long seen = renewed + Duration.ofMillis(offset).toNanos();
            Sighting sighting = new Sighting(HELD, seen);
            long taken = seen;
            while (!sighting.free(taken)) {
                taken += Duration.ofMillis(500).toNanos();
            }
            long last = renewed;
            while (lease.mayWrite(last + 1_000_000)) {
                last += 1_000_000;
            }
            assertThat(taken - last)
                    .isGreaterThan(operation.plus(TTL.dividedBy(2)).toNanos() - 2_000_000);
        }
    }

    private static long seconds(long number) {
        return Duration.ofSeconds(number).toNanos();
    }
}

package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.isthmus.intake.IntakeSettings.PerSource;
import io.isthmus.scim.Extensions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimits rates = new RateLimits(
            CredentialsTest.settings(Map.of(
                    "okta",
                    new PerSource(false, 25, false, Extensions.NONE, false),
                    "entra",
                    new PerSource(false, 30, false, Extensions.NONE, false))),
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            });

    @Test
    void oneSourceOverItsRateSlowsNoOther() {
        assertThat(passing("okta", 100)).isEqualTo(25);
        assertThat(rates.wait("okta")).hasValue(1);
        assertThat(passing("entra", 100)).isEqualTo(30);
        assertThat(passing("another", 1000)).isEqualTo(1000);
    }

    @Test
    void theAllowanceComesBackEvenly() {
        passing("okta", 100);
        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(passing("okta", 100)).isEqualTo(5);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(passing("okta", 100)).isEqualTo(25);
    }

    private long passing(String source, int requests) {
        return java.util.stream.IntStream.range(0, requests)
                .filter(i -> rates.wait(source).isEmpty())
                .count();
    }
}

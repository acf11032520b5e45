package io.isthmus.intake;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How many requests a second each source may make, on this node; every source has its own allowance. */
@Singleton
public final class RateLimits {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final Map<String, Bucket> buckets;

    @Inject
    RateLimits(IntakeSettings settings) {
        this(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(IntakeSettings settings, TimeMeter time) {
        Map<String, Bucket> limited = new HashMap<>();
        settings.sources().forEach((name, source) -> {
            if (source.rate() > 0) {
                limited.put(name, bucket(source.rate(), time));
            }
        });
        this.buckets = Map.copyOf(limited);
    }

    private static Bucket bucket(int rate, TimeMeter time) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    /** Takes one request off a source's allowance; or, if there is none left, says after how many seconds to come again. */
    OptionalLong wait(String source) {
        Bucket bucket = buckets.get(source);
        if (bucket == null) {
            return OptionalLong.empty();
        }
        ConsumptionProbe taken = bucket.tryConsumeAndReturnRemaining(1);
        return taken.isConsumed()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(1, (taken.getNanosToWaitForRefill() + SECOND - 1) / SECOND));
    }
}

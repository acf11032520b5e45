package io.isthmus.directory.unboundid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteRateTest {
    @Test
    void manyConnectionsTogetherWriteNoFasterThanTheLimit() {
        WriteRate rate = new WriteRate(100);
        ExecutorService connections = Executors.newFixedThreadPool(8);
        try {
            long start = System.nanoTime();
            CompletableFuture.allOf(IntStream.range(0, 100)
                            .mapToObj(write -> CompletableFuture.runAsync(rate::await, connections))
                            .toArray(CompletableFuture[]::new))
                    .join();
            // a lower bound only: a slow machine cannot miss it
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
        } finally {
            connections.shutdown();
        }
    }

    @Test
    void aRateThatNoIntervalDividesIsKeptAsWell() {
        WriteRate rate = new WriteRate(3);
        long start = System.nanoTime();
        IntStream.range(0, 4).forEach(write -> rate.await());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    }
}

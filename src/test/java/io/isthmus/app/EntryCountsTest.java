package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Situation;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.RunRow;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryCountsTest {
    @Test
    void whatIsListedIsAsListedNowAndTheRestAsLastCounted() {
        Map<String, Long> counts = EntryCounts.of(
                status(Map.of("in_sync", 7L, "drifted", 3L, "unmanaged", 2L), Map.of(Situation.INVALID, 1L)));
        assertThat(counts)
                .containsEntry("in_sync", 7L)
                .containsEntry("unmanaged", 2L)
                .containsEntry("invalid", 1L)
                .containsEntry("drifted", 0L);
        assertThat(counts).as("none keeps an old number").hasSize(Situation.values().length);
    }

    private static Reconciliation.Status status(Map<String, Long> counts, Map<Situation, Long> listed) {
        RunRow full = new RunRow(
                "1",
                RunRow.Kind.FULL,
                RunRow.Status.DONE,
                true,
                "m",
                Optional.empty(),
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                counts,
                Map.of(),
                Optional.empty(),
                Optional.empty());
        return new Reconciliation.Status(
                true,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.of(full),
                Optional.empty(),
                0,
                true,
                false,
                false,
                false,
                listed);
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run that somebody asks for does while the switch is off (contract.md: an operator's sync run). */
class AskedRunsTest {
    private Bureau bureau;
    private String ann;

    @BeforeEach
    void twoArePushedAndNobodyAsks() throws Exception {
        bureau = new Bureau(Bureau.settings(false, false, false), 0);
        ann = bureau.hire("ann");
        bureau.hire("bob");
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void aPlanWritesNothingAndReconcilesNothing() {
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(plan.status()).isEqualTo(RunRow.Status.PLANNED);
        assertThat(plan.changes()).containsEntry("planned", 2L).doesNotContainKey("applied");
        assertThat(bureau.entry("ann")).isNull();
        assertThat(bureau.service().status().pending()).isEqualTo(2);
        assertThat(bureau.runs.lastFull()).isEmpty();
    }

    @Test
    void aRunForOneWritesThatOneAndCountsForNoMore() {
        RunRow run = bureau.service().request(RunRow.Kind.SYNC, Optional.of(ann), "operator");
        run = bureau.service().await(run.id(), Duration.ofSeconds(60)).orElseThrow();
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(run.complete()).isFalse();
        assertThat(bureau.entry("ann")).isNotNull();
        assertThat(bureau.entry("bob")).isNull();
        assertThat(bureau.service().status().pending()).isEqualTo(2);
        assertThat(bureau.runs.lastFull()).isEmpty();
    }

    @Test
    void aRunOverEverythingWritesWhatTheSwitchWouldLetThroughAndIsTheLastFull() {
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.complete()).isTrue();
        assertThat(bureau.entry("ann")).isNotNull();
        assertThat(bureau.entry("bob")).isNotNull();
        assertThat(bureau.service().status().pending()).isZero();
        assertThat(bureau.runs.lastFull().orElseThrow().id()).isEqualTo(run.id());
        bureau.patch(ann, "title", "later");
        assertThat(bureau.service().status().pending()).isEqualTo(1);
        assertThat(bureau.entry("ann").hasAttribute("title")).isFalse();
    }
}

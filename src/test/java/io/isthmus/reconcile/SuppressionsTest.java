package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was turned down is left as it is until something else is wanted (rule 27). */
class SuppressionsTest {
    private final List<String> ids = new ArrayList<>();
    private Bureau bureau;

    @BeforeEach
    void fourOfFiveAreToBeDisabledAndThatIsTurnedDown() throws Exception {
        bureau = new Bureau(Bureau.settings(true, true, false), 2);
        for (int i = 0; i < 5; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.settled();
        bureau.together(() -> ids.subList(0, 4).forEach(id -> bureau.active(id, false)));
        bureau.settled();
        bureau.service().reject(bureau.held().id(), "anna");
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void aLaterRunDoesNotDoItAgainAndListsIt() {
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(run.counts()).containsEntry("suppressed", 4L);
        assertThat(bureau.changes(run))
                .extracting(ChangeRow::outcome)
                .containsExactly("suppressed", "suppressed", "suppressed", "suppressed");
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.rulings.list(mapping(), 0, 10)).hasSize(4).allSatisfy(row -> {
            assertThat(row.by()).isEqualTo("anna");
            assertThat(row.run()).isPresent();
            assertThat(row.suppression().attribute()).isEqualTo("employeeType");
            assertThat(row.suppression().shown()).isEqualTo("disabled");
        });
    }

    @Test
    void whatIsTurnedDownWhileARunPlansItIsNeitherHeldAgainNorWritten() {
        long lifted = bureau.rulings.list(mapping(), 0, 10).get(0).suppression().id();
        ids.forEach(id -> bureau.active(id, true));
        bureau.settled();
        bureau.together(() -> ids.subList(0, 4).forEach(id -> bureau.active(id, false)));
        bureau.settled();
        RunRow held = bureau.held();
        bureau.meanwhile.set(() -> bureau.service().reject(held.id(), "bert"));
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.runs.held()).isEmpty();
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.rulings.list(mapping(), 0, 10))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row.suppression().id()).isGreaterThan(lifted));
    }

    @Test
    void whatElseIsPushedIsWritten() {
        bureau.patch(ids.get(0), "title", "Chief");
        bureau.settled();
        assertThat(bureau.entry("lim0").getAttributeValue("title")).isEqualTo("Chief");
        assertThat(bureau.locked("lim0")).isFalse();
    }

    @Test
    void aPushThatWantsAnotherValueEndsIt() {
        bureau.active(ids.get(0), true);
        bureau.settled();
        assertThat(bureau.rulings.list(mapping(), 0, 10)).hasSize(3);
        bureau.active(ids.get(0), false);
        bureau.settled();
        eventually(() -> assertThat(bureau.locked("lim0")).isTrue());
        assertThat(bureau.locked("lim1")).isFalse();
    }

    @Test
    void deletingIsAnotherWishThanDeactivating() {
        bureau.fire(ids.get(0));
        bureau.settled();
        eventually(() -> assertThat(bureau.locked("lim0")).isTrue());
    }

    @Test
    void whatIsLiftedIsDoneByTheNextRun() {
        long id = bureau.rulings.list(mapping(), 0, 10).get(0).suppression().id();
        assertThat(bureau.rulings.lift(id)).isPresent();
        assertThat(bureau.rulings.lift(id)).isEmpty();
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.changes()).containsEntry("applied", 1L);
        assertThat(run.counts()).containsEntry("suppressed", 3L);
    }

    @Test
    void anotherMappingEndsAll() {
        bureau.open(Bureau.MAPPING.replace("sn: userName", "sn: externalId"));
        assertThat(bureau.rulings.list(mapping(), 0, 10)).isEmpty();
        eventually(() -> {
            bureau.service().fullBySchedule();
            assertThat(bureau.runs.held()).isPresent();
        });
    }

    @Test
    void aDeletionIsLeftAsWell() {
        bureau.together(() -> ids.forEach(bureau::fire));
        bureau.settled();
        bureau.service().reject(bureau.held().id(), "anna");
        bureau.clock.pass(Duration.ofDays(31));
        bureau.run(RunRow.Kind.SYNC);
        RunRow deletes = bureau.held();
        bureau.service().reject(deletes.id(), "anna");
        RunRow again = bureau.run(RunRow.Kind.SYNC);
        assertThat(again.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.changes(again))
                .filteredOn(row -> row.change().type().equals("delete"))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.outcome()).isEqualTo("suppressed"));
        assertThat(bureau.entry("lim0")).isNotNull();
    }

    @Test
    void nobodyApprovesWhatWasTurnedDown() {
        RunRow rejected = bureau.runs
                .list(Optional.empty(), Optional.of(RunRow.Status.REJECTED), Optional.empty(), 1)
                .get(0);
        assertThat(rejected.by()).contains("anna");
        assertThatThrownBy(() ->
                        bureau.service().approve(rejected.id(), rejected.hash().orElseThrow(), Set.of(), "bert"))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContaining("rejected");
    }

    private String mapping() {
        return bureau.mapping();
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(what);
    }
}

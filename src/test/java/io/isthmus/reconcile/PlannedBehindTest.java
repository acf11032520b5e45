package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits in a held run is in no later plan, and is written by the approval of that run alone (rule 25). */
class PlannedBehindTest {
    private Bureau bureau;

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void whatAnApprovalLeftOutIsInNoPlan() throws Exception {
        bureau = new Bureau(Bureau.settings(false, false, false), 100);
        bureau.run(RunRow.Kind.SYNC);
        bureau.hire("ann");
        bureau.hire("ben");
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(
                first,
                bureau.changes(first).stream()
                        .filter(change -> change.change().dn().toString().startsWith("uid=ben,"))
                        .map(ChangeRow::id)
                        .findFirst()
                        .orElseThrow());
        RunRow left = bureau.held();
        RunRow nothing = bureau.run(RunRow.Kind.PLAN);
        assertThat(bureau.changes(nothing)).isEmpty();
        assertThat(nothing.verdict().orElseThrow().line())
                .endsWith("; 1 change waits for the decision about run " + left.id());
        bureau.hire("cid");
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(bureau.changes(plan)).hasSize(1);
        assertThat(plan.status()).isEqualTo(RunRow.Status.PLANNED);
        bureau.approve(plan);
        assertThat(bureau.entry("cid")).isNotNull();
        assertThat(bureau.entry("ben")).isNull();
        bureau.approve(left);
        assertThat(bureau.entry("ben")).isNotNull();
        assertThat(bureau.changes(left)).allMatch(change -> change.outcome().equals("applied"));
    }

    @Test
    void whatALimitHoldsIsInNoPlan() throws Exception {
        bureau = new Bureau(Bureau.settings(false, true, false), 2);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.run(RunRow.Kind.SYNC);
        ids.subList(0, 4).forEach(id -> bureau.active(id, false));
        RunRow held = bureau.run(RunRow.Kind.SYNC);
        assertThat(held.status()).isEqualTo(RunRow.Status.HELD);
        bureau.patch(ids.get(4), "title", "Chief");
        assertThat(bureau.service().status().waiting()).isZero();
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(bureau.changes(plan)).hasSize(1);
        assertThat(plan.verdict().orElseThrow().line())
                .endsWith("; 4 changes wait for the decision about run " + held.id());
        bureau.approve(plan);
        assertThat(bureau.entry("lim4").getAttributeValue("title")).isEqualTo("Chief");
        assertThat(bureau.locked("lim0")).isFalse();
        bureau.approve(held);
        assertThat(bureau.locked("lim3")).isTrue();
    }

    /** The set's own changes are found once more by each run. */
    @Test
    void whatIsCountedAsWaitingBehindASetIsNotTheSetItself() throws Exception {
        bureau = new Bureau(Bureau.settings(false, true, false), 2);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.run(RunRow.Kind.SYNC);
        ids.subList(0, 3).forEach(id -> bureau.active(id, false));
        RunRow held = bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.service().status().waiting()).isZero();
        RunRow same = bureau.run(RunRow.Kind.SYNC);
        assertThat(same.verdict().orElseThrow().line())
                .endsWith("; 3 changes wait for the decision about run " + held.id());
        assertThat(bureau.service().status().waiting()).isZero();
        ids.subList(3, 6).forEach(id -> bureau.active(id, false));
        bureau.patch(ids.get(0), "title", "Pushed since");
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.service().status().waiting()).isEqualTo(4);
        bureau.approve(held);
        assertThat(bureau.service().status().waiting()).isZero();
    }

    /** It was every push that was pending, those of the plan itself among them. */
    @Test
    void behindAFirstPlanWaitsWhatWasPushedSince() throws Exception {
        bureau = new Bureau(
                new ReconcileSettings(
                        true,
                        false,
                        false,
                        false,
                        Duration.ofMillis(100),
                        Duration.ofHours(72),
                        Duration.ofSeconds(1),
                        4),
                100);
        bureau.hire("ann");
        bureau.hire("ben");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> bureau.runs.held().isPresent());
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        assertThat(first.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(bureau.service().status().waiting()).isZero();
        bureau.hire("cid");
        assertThat(bureau.service().status().waiting()).isEqualTo(1);
    }
}

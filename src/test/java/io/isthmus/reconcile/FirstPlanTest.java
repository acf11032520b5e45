package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mapping's first plan is made once, until it is decided and carried out. */
class FirstPlanTest {
    private static final int USERS = 9;

    private Office office;
    private RunRow plan;

    @BeforeEach
    void onePlanWaits() throws Exception {
        office = new Office(
                Bureau.MAPPING,
                Office.limits(io.isthmus.plan.MemberLimits.NONE),
                new ReconcileSettings(
                        true, true, true, false, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4));
        for (int i = 0; i < USERS; i++) {
            office.create("u" + i);
        }
        office.engine.soon();
        plan = office.runs.held().orElseThrow();
    }

    @AfterEach
    void close() {
        office.close();
    }

    private RunRow approved(Approvals approvals) {
        return approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "ann");
    }

    private boolean there(String user) throws Exception {
        return office.entry("uid=" + user).isPresent();
    }

    private List<RunRow> fulls() {
        return office.runs.list(Optional.of(RunRow.Kind.FULL), Optional.empty(), Optional.empty(), 10);
    }

    /** The approval may have come in on another node, whose order the writer sees half a second later. */
    @Test
    void aPushBetweenApprovalAndApplyMakesNoSecondOneThatWaits() throws Exception {
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow approved = approved(approvals);
        office.create("late");
        office.engine.soon();
        assertThat(office.runs.held()).isEmpty();
        approvals.apply(approved, Set.of(), "ann");
        assertThat(there("u8")).isTrue();
        office.engine.soon();
        assertThat(there("late")).isTrue();
        assertThat(fulls()).hasSize(1);
    }

    @Test
    void aPushWhileItIsWrittenWaitsUntilItIs() throws Exception {
        List<String> pushed = new ArrayList<>();
        Engine[] engine = new Engine[1];
        Execution slowly = office.slowly(() -> {
            pushed.add(office.create("late" + pushed.size()));
            engine[0].soon();
        });
        engine[0] = new Engine(office.parts(), slowly);
        Approvals approvals = new Approvals(office.parts(), slowly);
        approvals.apply(approved(approvals), Set.of(), "ann");
        assertThat(pushed).isNotEmpty();
        assertThat(fulls()).hasSize(1);
        assertThat(office.runs.held()).isEmpty();
        engine[0].soon();
        assertThat(there("u8")).isTrue();
        assertThat(there("late0")).isTrue();
    }

    /** What was agreed to is a plan of the mapping before, and no plan of this one. */
    @Test
    void aMappingThatComesIntoForceBetweenApprovalAndApplyIsNotAcceptedByIt() throws Exception {
        RunRow approved = approved(new Approvals(office.parts(), office.execution));
        Parts later = office.partsUnder(Bureau.MAPPING.replace("host: nickName", "ou: nickName"));
        assertThat(new Approvals(later, office.execution).apply(approved, Set.of(), "ann"))
                .hasSize(USERS);
        assertThat(there("u0")).isFalse();
        assertThat(office.states.load().accepted(later.mapping().hash())).isFalse();
        RunRow ended = office.runs.find(plan.id()).orElseThrow();
        assertThat(ended.status()).isEqualTo(RunRow.Status.VOID);
        assertThat(ended.error()).contains("another mapping came into force before it was written");
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A held set of which nothing is to be done any more waits for nobody, and what waits behind it is next (rule 25). */
class MootTest {
    private final List<String> ids = new ArrayList<>();
    private Bureau bureau;

    /** Of eight people the first three are to be locked, and two may be. */
    private RunRow open(boolean autoSync) throws Exception {
        bureau = new Bureau(Bureau.settings(autoSync, true, false), 2);
        for (int i = 0; i < 8; i++) {
            ids.add(bureau.hire("u" + i));
        }
        goes(autoSync);
        bureau.together(() -> ids.subList(0, 3).forEach(id -> bureau.active(id, false)));
        goes(autoSync);
        return bureau.held();
    }

    private void goes(boolean autoSync) {
        if (autoSync) {
            bureau.settled();
        } else {
            bureau.run(RunRow.Kind.SYNC);
        }
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = RunRow.Kind.class,
            names = {"PLAN", "SYNC"})
    void whoWasEnabledAgainIsNothingToDecideAbout(RunRow.Kind kind) throws Exception {
        RunRow held = open(false);
        ids.subList(0, 3).forEach(id -> bureau.active(id, true));
        RunRow run = bureau.run(kind);
        RunRow ended = now(held);
        assertThat(ended.status()).isEqualTo(RunRow.Status.VOID);
        assertThat(ended.finished()).isPresent();
        assertThat(ended.error().orElseThrow())
                .isEqualTo("run " + run.id() + " has looked at all that it lists, and nothing of it is to be done any"
                        + " more: it is so already, or is not wanted now");
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(run.verdict().orElseThrow().line()).doesNotContain("the decision about run");
    }

    @ParameterizedTest
    @EnumSource(
            value = RunRow.Kind.class,
            names = {"PLAN", "SYNC"})
    void afterARestartTheSameIsTold(RunRow.Kind kind) throws Exception {
        RunRow held = open(false);
        ids.subList(4, 7).forEach(id -> bureau.active(id, false));
        bureau.run(RunRow.Kind.SYNC);
        bureau.open(Bureau.MAPPING);
        ids.subList(0, 3).forEach(id -> bureau.active(id, true));
        RunRow run = bureau.run(kind);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.VOID);
        assertThat(now(held).error().orElseThrow()).startsWith("run " + run.id() + " has looked at all that it lists");
        assertThat(run.verdict().orElseThrow().line()).doesNotContain(held.id());
        assertThat(bureau.service().status().held())
                .as("what it has in hand is its own from now on")
                .isEqualTo(kind == RunRow.Kind.PLAN ? java.util.Optional.empty() : bureau.runs.find(run.id()));
        assertThat(bureau.service().status().waiting()).isZero();
        RunRow next = kind == RunRow.Kind.PLAN ? bureau.run(RunRow.Kind.SYNC) : run;
        assertThat(bureau.held().id()).isEqualTo(next.id());
        bureau.approve(next);
        assertThat(bureau.locked("u6")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlanThatEndsItAfterARestartLeavesNothingWaiting(boolean autoSync) throws Exception {
        RunRow held = open(autoSync);
        bureau.together(() -> ids.subList(4, 7).forEach(id -> bureau.active(id, false)));
        goes(autoSync);
        for (int i = 0; i < 3; i++) {
            bureau.ldap.modify(
                    "uid=u" + i + "," + Bureau.BASE,
                    new Modification(ModificationType.ADD, "employeeType", "disabled"));
        }
        bureau.open(Bureau.MAPPING);
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.VOID);
        assertThat(plan.verdict().orElseThrow().line()).doesNotContain(held.id());
        assertThat(bureau.service().status().held()).isNotEqualTo(java.util.Optional.of(now(held)));
        if (autoSync) {
            eventually(() -> assertThat(bureau.runs.held())
                    .hasValueSatisfying(next -> assertThat(bureau.changes(next))
                            .extracting(change -> change.change().about().resource())
                            .containsExactlyInAnyOrderElementsOf(ids.subList(4, 7))));
        }
    }

    @Test
    void whatWaitsBehindItIsTheNextSetOfTheSameRun() throws Exception {
        RunRow held = open(false);
        ids.subList(4, 7).forEach(id -> bureau.active(id, false));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.service().status().waiting()).isEqualTo(3);
        ids.subList(0, 3).forEach(id -> bureau.active(id, true));
        RunRow next = bureau.run(RunRow.Kind.SYNC);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.VOID);
        assertThat(bureau.held().id()).isEqualTo(next.id());
        assertThat(bureau.service().status().waiting()).isZero();
        assertThat(bureau.changes(next))
                .extracting(change -> change.change().about().resource())
                .containsExactlyInAnyOrderElementsOf(ids.subList(4, 7));
        bureau.approve(next);
        assertThat(bureau.locked("u6")).isTrue();
        assertThat(bureau.locked("u0")).isFalse();
    }

    /** Soon work sees one push after the other; that nothing is left it says only after a look at all of it. */
    @Test
    void afterPushesAloneItEndsAsWell() throws Exception {
        RunRow held = open(true);
        bureau.together(() -> ids.subList(4, 7).forEach(id -> bureau.active(id, false)));
        bureau.settled();
        assertThat(bureau.held().id()).isEqualTo(held.id());
        bureau.active(ids.get(0), true);
        bureau.settled();
        bureau.active(ids.get(1), true);
        bureau.settled();
        assertThat(bureau.held().id()).as("one is still to be locked").isEqualTo(held.id());
        bureau.active(ids.get(2), true);
        eventually(() -> assertThat(now(held).status()).isEqualTo(RunRow.Status.VOID));
        eventually(() -> assertThat(bureau.runs.held())
                .hasValueSatisfying(next -> assertThat(bureau.changes(next))
                        .extracting(change -> change.change().about().resource())
                        .containsExactlyInAnyOrderElementsOf(ids.subList(4, 7))));
    }

    @Test
    void whatSomebodyElseHasDoneIsNotToBeDone() throws Exception {
        RunRow held = open(false);
        for (int i = 0; i < 3; i++) {
            bureau.ldap.modify(
                    "uid=u" + i + "," + Bureau.BASE,
                    new Modification(ModificationType.ADD, "employeeType", "disabled"));
        }
        bureau.run(RunRow.Kind.SYNC);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.VOID);
    }

    @Test
    void oneThatIsStillToBeDoneKeepsAllOfIt() throws Exception {
        RunRow held = open(false);
        ids.subList(0, 2).forEach(id -> bureau.active(id, true));
        bureau.patch(ids.get(2), "title", "Boss");
        bureau.run(RunRow.Kind.SYNC);
        bureau.run(RunRow.Kind.PLAN);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.HELD);
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.locked("u2")).isFalse();
    }

    /** Its entry carries what makes two candidates, and nobody knows what would be done. */
    @Test
    void onDoubtItStays() throws Exception {
        RunRow held = open(false);
        ids.subList(0, 2).forEach(id -> bureau.active(id, true));
        bureau.ldap.delete("uid=u2," + Bureau.BASE);
        for (String other : List.of("x", "y")) {
            bureau.ldap.add(
                    "dn: uid=" + other + "," + Bureau.BASE,
                    "objectClass: inetOrgPerson",
                    "uid: " + other,
                    "cn: " + other,
                    "sn: " + other,
                    "employeeNumber: e2");
        }
        bureau.run(RunRow.Kind.SYNC);
        assertThat(now(held).status()).isEqualTo(RunRow.Status.HELD);
    }

    /** What an administrator left out is theirs to decide about, as long as there is something. */
    @Test
    void whatWasLeftOutStaysAsLongAsItIsToBeDone() throws Exception {
        RunRow held = open(false);
        Long out = bureau.changes(held).get(0).id();
        String left = bureau.changes(held).get(0).change().about().resource();
        bureau.approve(held, out);
        RunRow set = bureau.held();
        bureau.run(RunRow.Kind.SYNC);
        assertThat(now(set).status()).isEqualTo(RunRow.Status.HELD);
        bureau.active(left, true);
        bureau.run(RunRow.Kind.SYNC);
        assertThat(now(set).status()).isEqualTo(RunRow.Status.VOID);
    }

    private RunRow now(RunRow run) {
        return bureau.runs.find(run.id()).orElseThrow();
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }
}

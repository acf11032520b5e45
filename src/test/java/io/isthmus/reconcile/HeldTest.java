package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.plan.Situation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a held set, of what is pushed about it meanwhile, and of what waits behind it. */
class HeldTest {
    private final List<String> ids = new ArrayList<>();
    private Bureau bureau;

    @BeforeEach
    void fourOfFiveAreToBeDisabledAndTwoMay() throws Exception {
        bureau = new Bureau(Bureau.settings(true, true, false), 2);
        for (int i = 0; i < 5; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.settled();
        bureau.together(() -> ids.subList(0, 4).forEach(id -> bureau.active(id, false)));
        bureau.settled();
        assertThat(bureau.changes(bureau.held()))
                .filteredOn(change -> change.outcome().equals("held"))
                .hasSize(4);
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    /** Soon work of a minute shares a row; what waits for an administrator has one of its own, and can be taken back alone. */
    @Test
    void itIsARunOfItsOwnThatIsTakenBackAlone() {
        RunRow held = bureau.held();
        assertThat(bureau.changes(held))
                .hasSize(4)
                .allMatch(change -> change.outcome().equals("held"));
        bureau.approve(held);
        bureau.settled();
        assertThat(bureau.locked("lim3")).isTrue();
        RunRow undo = bureau.service().undo(held.id(), "operator");
        RunRow plan = bureau.service().await(undo.id(), Duration.ofSeconds(60)).orElseThrow();
        assertThat(bureau.changes(plan))
                .hasSize(4)
                .allMatch(change -> change.change().type().equals("modify"));
        bureau.approve(plan);
        bureau.settled();
        assertThat(bureau.locked("lim3")).isFalse();
    }

    /** It was said to cover everything, as of push 0. */
    @Test
    void aRunAfterPushesCoversThemAndSaysUpToWhichPush() {
        assertThat(bureau.held().kind()).isEqualTo(RunRow.Kind.SOON);
        assertThat(bureau.held().complete()).isFalse();
        assertThat(bureau.held().journal()).isGreaterThan(4);
    }

    @Test
    void whatIsLeftOutSaysSo() {
        RunRow held = bureau.held();
        bureau.approve(
                held,
                bureau.changes(held).stream()
                        .filter(change -> change.outcome().equals("held"))
                        .map(ChangeRow::id)
                        .findFirst()
                        .orElseThrow());
        assertThat(bureau.held().verdict().orElseThrow().line())
                .isEqualTo("1 change left out of the approval of run " + held.id() + " waits for approval");
    }

    @Test
    void whatWasPushedSinceItWasHeldIsPlannedAgainAfterTheApproval() {
        bureau.patch(ids.get(0), "title", "while held");
        bureau.settled();
        bureau.active(ids.get(1), true);
        bureau.settled();
        assertThat(bureau.service().status().waiting()).isEqualTo(1);
        bureau.approve(bureau.held());
        eventually(() -> {
            assertThat(bureau.locked("lim0")).isTrue();
            assertThat(bureau.entry("lim0").getAttributeValue("title")).isEqualTo("while held");
        });
        assertThat(bureau.locked("lim1")).isFalse();
        assertThat(bureau.locked("lim2")).isTrue();
        assertThat(bureau.locked("lim3")).isTrue();
    }

    @Test
    void whatWaitsBehindItFormsTheNextOneAlsoAfterARestart() {
        bureau.patch(ids.get(0), "title", "while held");
        bureau.settled();
        bureau.clock.pass(Duration.ofMinutes(1));
        bureau.open(Bureau.MAPPING);
        bureau.approve(bureau.held());
        eventually(() -> assertThat(bureau.locked("lim0")).isTrue());
    }

    @Test
    void whatWaitsBehindOneThatExpiresIsPlannedAgain() {
        bureau.patch(ids.get(0), "title", "while held");
        bureau.settled();
        assertThat(bureau.service().status().waiting()).isEqualTo(1);
        bureau.clock.pass(Duration.ofHours(73));
        eventually(() -> assertThat(bureau.locked("lim0")).isTrue());
        assertThat(bureau.runs.held()).isEmpty();
        assertThat(bureau.locked("lim1")).isFalse();
        assertThat(bureau.service().status().waiting()).isZero();
    }

    /** Nobody knew of it any more, and nothing was done until the next scheduled run. */
    @Test
    void whatWaitsBehindOneThatExpiresWhileNobodyRunsIsPlannedAgain() {
        RunRow held = bureau.held();
        bureau.service().close();
        bureau.clock.pass(Duration.ofHours(73));
        bureau.open(Bureau.MAPPING);
        eventually(() -> assertThat(bureau.runs.held()).isPresent());
        eventually(() -> assertThat(bureau.held().id()).isNotEqualTo(held.id()));
        assertThat(bureau.held().kind()).isEqualTo(RunRow.Kind.FULL);
        assertThat(bureau.runs.find(held.id()).orElseThrow().status()).isEqualTo(RunRow.Status.EXPIRED);
    }

    @Test
    void whatAnApprovalHadNotWrittenWhenTheProcessEndedIsPlannedAgain() {
        RunRow held = bureau.held();
        new RunProgress(bureau.runs, bureau.clock, held).save(RunRow.Status.APPROVED);
        bureau.clock.pass(Duration.ofMinutes(1));
        bureau.open(Bureau.MAPPING);
        eventually(() -> assertThat(bureau.runs.held()).isPresent());
        assertThat(bureau.runs.find(held.id()).orElseThrow().status()).isEqualTo(RunRow.Status.FAILED);
        bureau.approve(bureau.held());
        eventually(() -> assertThat(bureau.locked("lim0")).isTrue());
    }

    @Test
    void whatWasTurnedDownIsNotAskedAgainAtOnce() {
        bureau.patch(ids.get(0), "title", "while held");
        bureau.settled();
        bureau.service().reject(bureau.held().id(), "operator");
        bureau.patch(ids.get(4), "title", "other");
        bureau.settled();
        eventually(() ->
                assertThat(bureau.entry("lim4").getAttributeValue("title")).isEqualTo("other"));
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.runs.held()).isEmpty();
    }

    @Test
    void approvingItAdoptsNobodyWhomItDoesNotCover() throws Exception {
        bureau.service().reject(bureau.held().id(), "operator");
        bureau.ldap.add("dn: " + dn("byname"), "objectClass: inetOrgPerson", "uid: byname", "cn: theirs", "sn: theirs");
        bureau.hire("byname");
        bureau.together(() -> ids.forEach(bureau::fire));
        bureau.settled();
        RunRow held = bureau.held();
        assertThat(bureau.changes(held))
                .filteredOn(change -> change.outcome().equals("held"))
                // who is pushed after the set was formed waits behind it
                .hasSizeGreaterThan(3)
                .extracting(change -> change.change().about().situation())
                .contains(Situation.ADOPTABLE);
        bureau.approve(held);
        assertThat(bureau.locked("lim0")).isTrue();
        assertThat(bureau.entry("byname").getAttributeValue("cn")).isEqualTo("theirs");
    }

    @Test
    void aSetOfAnEarlierMappingIsVoidSaysSoAndIsPlannedAgain() {
        RunRow held = bureau.held();
        bureau.open(Bureau.MAPPING.replace("sn: userName", "sn: externalId"));
        RunRow now = bureau.runs.find(held.id()).orElseThrow();
        assertThat(now.status()).isEqualTo(RunRow.Status.VOID);
        assertThat(now.error().orElseThrow()).contains("mapping");
        eventually(() -> assertThat(bureau.runs.held())
                .hasValueSatisfying(row -> assertThat(row.id()).isNotEqualTo(held.id())));
        assertThat(bureau.locked("lim0")).isFalse();
    }

    @Test
    void anUnknownIdAmongTheExceptionsIsRefusedAndNothingIsWritten() {
        RunRow held = bureau.held();
        long known = bureau.changes(held).stream()
                .filter(change -> change.outcome().equals("held"))
                .findFirst()
                .orElseThrow()
                .id();
        assertThatThrownBy(() -> bureau.approve(held, known, 99_999L))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContaining("99999")
                .hasMessageNotContaining(" " + known + ",");
        assertThat(bureau.held().id()).isEqualTo(held.id());
        assertThat(bureau.locked("lim0")).isFalse();
    }

    @Test
    void whatIsLeftOutStaysHeldInASetOfItsOwn() {
        RunRow held = bureau.held();
        ChangeRow out = bureau.changes(held).stream()
                .filter(change -> change.change().dn().toString().startsWith("uid=lim2,"))
                .findFirst()
                .orElseThrow();
        RunRow done = bureau.approve(held, out.id());
        assertThat(done.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.locked("lim0")).isTrue();
        assertThat(bureau.locked("lim2")).isFalse();
        RunRow next = bureau.held();
        assertThat(next.id()).isNotEqualTo(held.id());
        assertThat(next.hash()).isPresent().isNotEqualTo(held.hash());
        assertThat(bureau.changes(next)).extracting(ChangeRow::id).containsExactly(out.id());
        assertThatThrownBy(() ->
                        bureau.service().approve(next.id(), held.hash().orElseThrow(), java.util.Set.of(), "operator"))
                .isInstanceOfSatisfying(
                        ReconcileProblem.class,
                        stale -> assertThat(stale.type()).isEqualTo("hash-stale"));
        // it is one lock now, but it has to be agreed to all the same
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.locked("lim2")).isFalse();
        bureau.approve(bureau.held());
        assertThat(bureau.locked("lim2")).isTrue();
        assertThat(bureau.runs.held()).isEmpty();
    }

    @Test
    void aDeletionIsRefusedWhenTheEntryIsNotWhatWasApprovedAndTheRestGoes() throws LDAPException {
        bureau.service().reject(bureau.held().id(), "operator");
        bureau.together(() -> ids.forEach(bureau::fire));
        bureau.settled();
        // the deleted users' locks are not what this is about
        bureau.service().reject(bureau.held().id(), "operator");
        bureau.clock.pass(Duration.ofDays(31));
        bureau.run(RunRow.Kind.SYNC);
        RunRow held = bureau.held();
        bureau.ldap.modify(dn("lim0"), new Modification(ModificationType.ADD, "roomNumber", "42"));
        bureau.ldap.modifyDN(dn("lim1"), "uid=lim1moved", true, null);
        bureau.approve(held);
        assertThat(bureau.entry("lim0")).isNotNull();
        assertThat(bureau.entry("lim1moved")).isNotNull();
        assertThat(bureau.entry("lim2")).isNull();
        assertThat(bureau.changes(held))
                .filteredOn(change -> change.outcome().equals("moved"))
                .extracting(ChangeRow::detail)
                .anySatisfy(detail -> assertThat(detail).contains("roomNumber"))
                .anySatisfy(detail -> assertThat(detail).contains("lim1moved"));
    }

    private static String dn(String uid) {
        return "uid=" + uid + "," + Bureau.BASE;
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(what);
    }
}

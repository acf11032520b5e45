package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run wrote is taken back, as far as it still stands, and the next run does not do it again. */
class UndoTest {
    private final List<String> ids = new ArrayList<>();
    private Bureau bureau;

    @BeforeEach
    void threeUsers() throws Exception {
        bureau = new Bureau(Bureau.settings(true, true, false), 2);
        for (int i = 0; i < 3; i++) {
            ids.add(bureau.hire("u" + i));
        }
        ids.forEach(id -> bureau.patch(id, "title", "old"));
        bureau.settled();
        // what follows is a run of its own
        bureau.clock.pass(Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void aRenameAndItsValuesGoBackAndStay() {
        bureau.patch(ids.get(0), "userName", "renamed");
        bureau.patch(ids.get(0), "title", "new");
        bureau.settled();
        assertThat(bureau.entry("renamed").getAttributeValue("title")).isEqualTo("new");
        RunRow undo = undo(newest());
        assertThat(undo.status()).isEqualTo(RunRow.Status.PLANNED);
        assertThat(undo.kind()).isEqualTo(RunRow.Kind.UNDO);
        assertThat(bureau.entry("renamed")).isNotNull();
        RunRow done = bureau.approve(undo);
        assertThat(done.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        RunRow next = bureau.run(RunRow.Kind.SYNC);
        assertThat(next.counts()).containsEntry("suppressed", 1L);
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        bureau.patch(ids.get(0), "title", "newer");
        bureau.settled();
        eventually(
                () -> assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("newer"));
    }

    @Test
    void aSpellingGoesBackAndStays() {
        bureau.patch(ids.get(0), "title", "Old");
        bureau.settled();
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("Old");
        bureau.approve(undo(newest()));
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        bureau.patch(ids.get(0), "title", "OLD");
        bureau.settled();
        eventually(
                () -> assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("OLD"));
    }

    @Test
    void whatSomebodyChangedSinceIsListedWithTheReason() throws Exception {
        ids.forEach(id -> bureau.patch(id, "title", "new"));
        bureau.settled();
        RunRow run = newest();
        bureau.ldap.modify(dn("u1"), new Modification(ModificationType.REPLACE, "title", "theirs"));
        RunRow undo = undo(run);
        assertThat(bureau.changes(undo))
                .filteredOn(row -> row.outcome().equals("moved"))
                .extracting(ChangeRow::detail)
                .containsExactly("not taken back: title is not as it was left: [theirs]");
        bureau.approve(undo);
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        assertThat(bureau.entry("u1").getAttributeValue("title")).isEqualTo("theirs");
    }

    @Test
    void whatIsPushedBetweenUndoAndItsApprovalStays() {
        ids.forEach(id -> bureau.patch(id, "title", "new"));
        bureau.settled();
        RunRow undo = undo(newest());
        bureau.patch(ids.get(0), "title", "newest");
        bureau.settled();
        bureau.approve(undo);
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("newest");
        assertThat(bureau.entry("u1").getAttributeValue("title")).isEqualTo("old");
        assertThat(bureau.changes(undo))
                .filteredOn(row -> row.outcome().equals("superseded"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.detail()).contains("superseded by push"));
        // what was not put back is not left alone either
        assertThat(bureau.rulings.list(bureau.mapping(), 0, 10)).hasSize(2);
    }

    @Test
    void aCreatedEntryGoesAndIsNotMadeAgain() {
        String late = bureau.hire("late");
        bureau.settled();
        RunRow undo = undo(newest());
        bureau.approve(undo);
        assertThat(bureau.entry("late")).isNull();
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("suppressed", 1L);
        assertThat(bureau.entry("late")).isNull();
        bureau.patch(late, "userName", "later");
        bureau.settled();
        eventually(() -> assertThat(bureau.entry("later")).isNotNull());
    }

    @Test
    void aDeletedEntryComesBackSaysWhatDoesNotAndStays() {
        bureau.fire(ids.get(0));
        bureau.settled();
        bureau.clock.pass(Duration.ofDays(31));
        RunRow deleting = bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("u0")).isNull();
        RunRow undo = undo(deleting);
        assertThat(bureau.changes(undo)).singleElement().satisfies(row -> {
            assertThat(row.change().type()).isEqualTo("add");
            assertThat(row.detail()).contains("does not come back", "immutable id", "its password, if it had one");
        });
        bureau.approve(undo);
        assertThat(bureau.changes(undo))
                .extracting(row -> row.outcome() + row.detail())
                .containsExactly("applied");
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("old");
        assertThat(bureau.locked("u0")).isTrue();
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("suppressed", 1L);
        assertThat(bureau.entry("u0")).isNotNull();
    }

    @Test
    void disabledAccountsAreOpenedAgainAndNotDisabledAgain() {
        ids.subList(0, 2).forEach(id -> bureau.active(id, false));
        bureau.settled();
        assertThat(bureau.locked("u0")).isTrue();
        bureau.approve(undo(newest()));
        assertThat(bureau.locked("u0")).isFalse();
        assertThat(bureau.run(RunRow.Kind.SYNC).changes().getOrDefault("applied", 0L))
                .isZero();
        assertThat(bureau.locked("u0")).isFalse();
    }

    @Test
    void anUndoCanBeTakenBackToo() {
        ids.forEach(id -> bureau.patch(id, "title", "new"));
        bureau.settled();
        RunRow undo = bureau.approve(undo(newest()));
        bureau.approve(undo(undo));
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("new");
        assertThat(bureau.run(RunRow.Kind.SYNC).changes().getOrDefault("applied", 0L))
                .isZero();
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("new");
    }

    @Test
    void oneThatIsTurnedDownSuppressesNothing() {
        ids.forEach(id -> bureau.patch(id, "title", "new"));
        bureau.settled();
        bureau.service().reject(undo(newest()).id(), "anna");
        assertThat(bureau.rulings.list(bureau.mapping(), 0, 10)).isEmpty();
        assertThat(bureau.entry("u0").getAttributeValue("title")).isEqualTo("new");
    }

    @Test
    void thereIsNothingToUndoInAPlanAndNoSuchRun() {
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThatThrownBy(() -> bureau.service().undo(plan.id(), "anna"))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContaining("written nothing");
        assertThatThrownBy(() -> bureau.service().undo("no-such-run", "anna"))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContaining("there is no run");
    }

    private RunRow undo(RunRow run) {
        RunRow asked = bureau.service().undo(run.id(), "anna");
        return bureau.service().await(asked.id(), Duration.ofSeconds(60)).orElseThrow();
    }

    private RunRow newest() {
        return bureau.runs
                .list(Optional.of(RunRow.Kind.SOON), Optional.empty(), Optional.empty(), 1)
                .get(0);
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

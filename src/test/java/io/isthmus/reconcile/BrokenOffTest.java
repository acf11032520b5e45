package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a run that broke off nothing stands as if it were yet to be written. */
class BrokenOffTest {
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private List<String> told(RunRow run) {
        List<String> told = new ArrayList<>();
        office.runs.changes(
                run.id(),
                change -> told.add(change.change().about().name() + " " + change.outcome() + ": " + change.detail()));
        return told;
    }

    private RunRow last() {
        return office.runs
                .list(Optional.empty(), Optional.empty(), Optional.empty(), 1)
                .get(0);
    }

    private void away(boolean away) {
        office.refuses = change ->
                away && !(change instanceof Change.ModifyMembers) ? Optional.of(Kind.UNAVAILABLE) : Optional.empty();
    }

    @Test
    void aPausedDirectoryLeavesNothingPlanned() throws Exception {
        office.sync();
        String ann = office.create("ann");
        office.createGroup("Sales", ann);
        away(true);
        assertThat(office.engine.soon()).isEqualTo(RunLoop.Soon.RETRY);
        RunRow failed = last();
        assertThat(failed.status()).isEqualTo(RunRow.Status.FAILED);
        assertThat(told(failed))
                .hasSizeGreaterThan(2)
                .allMatch(change -> change.contains(" failed: "))
                .anySatisfy(
                        change -> assertThat(change).contains("not written (").endsWith("; planned again"));
        assertThat(failed.changes().get("failed")).isEqualTo(failed.changes().get("planned"));
        away(false);
        assertThat(office.engine.soon()).isEqualTo(RunLoop.Soon.IDLE);
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).contains("uid=ann," + Office.BASE);
        assertThat(told(failed)).noneMatch(change -> change.contains(" planned: "));
    }

    @Test
    void aProcessThatDiedLeavesNothingPlanned() {
        office.sync();
        office.create("ann");
        office.refuses = change -> {
            office.dies = true;
            return Optional.empty();
        };
        try {
            office.engine.soon();
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
        office.dies = false;
        office.runs.interrupted(office.clock.instant());
        assertThat(told(last())).singleElement().asString().startsWith("ann failed: ");
    }

    /** The database fails for a moment: what was written is looked for before anything else is planned. */
    @Test
    void whatCouldNotBeRecordedIsLookedForByTheNextRun() {
        office.sync();
        office.create("ann");
        office.recovers = true;
        office.refuses = change -> {
            office.dies = true;
            return Optional.empty();
        };
        assertThatThrownBy(office.engine::soon).hasMessage("killed");
        RunRow failed = last();
        assertThat(failed.status()).isEqualTo(RunRow.Status.FAILED);
        assertThat(told(failed)).containsExactly("ann failed: " + Runs.UNKNOWN);
        office.refuses = change -> Optional.empty();
        office.engine.soon();
        assertThat(told(failed)).containsExactly("ann applied: " + Reckoning.FOUND);
        assertThat(office.runs.find(failed.id()).orElseThrow().changes()).containsEntry("applied", 1L);
    }
}

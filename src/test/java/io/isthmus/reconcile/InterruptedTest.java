package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.plan.Limited;
import io.isthmus.plan.SafetyLimits.Limit;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A process is killed between its writes and their bookkeeping: the next writer finds out what was written (rules 12, 23, 33). */
class InterruptedTest extends Guarding {
    @Test
    void whatAKilledRunHasWrittenIsKnownToTheGuardToUndoAndToReports() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(7);
        lock(ids, 0, 3);
        killed(office.engine);
        assertThat(locked()).isEqualTo(3);
        Engine next = restarted();
        RunRow broken = brokenOff();
        assertThat(told(broken)).containsOnly("applied:" + Reckoning.FOUND);
        assertThat(broken.changes()).containsEntry("planned", 3L).containsEntry("applied", 3L);
        lock(ids, 3, 5);
        next.soon();
        assertThat(locked()).isEqualTo(3);
        assertThat(heldLine()).contains("5 of 7 accounts", "3 of them in the last 24h");
        Approvals approvals = new Approvals(office.parts(), office.execution);
        approvals.refuseUndo(broken.id());
        RunRow undo = approvals.undo(next.begin(RunRow.Kind.UNDO, "anna"), broken.id());
        assertThat(undo.changes()).containsEntry("planned", 3L);
    }

    /** Three of ten are written, by slices of three. */
    @Test
    void whatItHasNotWrittenIsPlannedAgainAndCountsOnce() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(10, 0)), 0);
        List<String> ids = hire(12);
        lock(ids, 0, 10);
        killed(office.slow(() -> {}));
        assertThat(locked()).isEqualTo(3);
        Engine next = restarted();
        assertThat(told(brokenOff()))
                .hasSize(10)
                .containsOnly("applied:" + Reckoning.FOUND, "superseded:" + Runs.NOT_WRITTEN);
        assertThat(brokenOff().changes()).containsEntry("applied", 3L).containsEntry("refused", 7L);
        assertThat(locked()).isEqualTo(10);
        lock(ids, 10, 11);
        next.soon();
        assertThat(heldLine()).contains("11 of 12 accounts", "10 of them in the last 24h");
    }

    @Test
    void whileTheDirectoryIsAwayItIsNotKnownAndCountsAsIfWritten() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(7);
        lock(ids, 0, 3);
        killed(office.engine);
        office.gone = true;
        Engine next = office.another();
        takeOver(next);
        assertThat(catchThrowable(next::soon)).isInstanceOf(DirectoryFailure.class);
        assertThat(told(brokenOff())).containsOnly("failed:" + Runs.UNKNOWN);
        assertThat(office.runs
                        .guard()
                        .lately(Duration.ofHours(24), Set.of(Office.BASE))
                        .of(Limited.DISABLES, Office.BASE))
                .isEqualTo(3);
        office.gone = false;
        // another crash in between forgets nothing
        restarted();
        assertThat(told(brokenOff())).containsOnly("applied:" + Reckoning.FOUND);
    }

    @Test
    void anApprovedSetThatWasCutShortIsSettledToo() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(7);
        active(ids, 0, 5, false);
        RunRow held = office.runs.held().orElseThrow();
        office.dies = true;
        approve();
        office.dies = false;
        sql("update run set status = 'APPLYING' where id = '" + held.id() + "'");
        restarted();
        assertThat(told(brokenOff())).hasSize(5).containsOnly("applied:" + Reckoning.FOUND);
        assertThat(brokenOff().changes()).containsEntry("applied", 5L);
    }

    @Test
    void whatWasToBeHeldByTheKilledRunWasNotWritten() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(7);
        lock(ids, 0, 4);
        office.create("new");
        killed(office.engine);
        takeOver(office.another());
        assertThat(told(brokenOff()))
                .contains("superseded:" + Runs.NOT_WRITTEN, "failed:" + Runs.UNKNOWN)
                .noneMatch(told -> told.startsWith("held"));
    }

    @Test
    void creationsRenamesAndMembershipsAreFoundAsWell() throws Exception {
        open(Map.of(), 0);
        List<String> ids = hire(3);
        String group = office.createGroup("Sales", ids.get(0), ids.get(1));
        office.engine.soon();
        office.create("fresh");
        office.replace(ids.get(2), Office.user("renamed"));
        killed(office.engine);
        restarted();
        assertThat(told(brokenOff())).hasSize(2).containsOnly("applied:" + Reckoning.FOUND);
        office.members(group, new MemberDelta.Remove(List.of(ids.get(1))));
        killed(office.engine);
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).doesNotContain("uid=u1," + Office.BASE);
        restarted();
        assertThat(told(brokenOff())).containsExactly("applied:" + Reckoning.FOUND);
    }

    /** Somebody else was there before the next writer: what does not stand as it was to be is not claimed. */
    @Test
    void whatStandsOtherwiseIsNotToldAsWritten() throws Exception {
        open(Map.of(), 0);
        List<String> ids = hire(3);
        lock(ids, 0, 2);
        killed(office.engine);
        office.ldap.modify("uid=u0," + Office.BASE, new Modification(ModificationType.DELETE, "employeeType"));
        restarted();
        assertThat(told(brokenOff()))
                .containsExactlyInAnyOrder("applied:" + Reckoning.FOUND, "superseded:" + Runs.NOT_WRITTEN);
    }

    private void lock(List<String> ids, int from, int to) {
        for (int i = from; i < to; i++) {
            office.replace(ids.get(i), Office.user("u" + i).put("active", false));
        }
    }

    private void killed(Engine engine) {
        // a row of its own
        office.clock.pass(Duration.ofMinutes(2));
        office.dies = true;
        assertThat(catchThrowable(engine::soon)).hasMessage("killed");
        office.dies = false;
    }

    /** The process comes back and does its soon work. */
    private Engine restarted() {
        Engine next = office.another();
        takeOver(next);
        next.soon();
        return next;
    }

    private void takeOver(Engine next) {
        new TakeOver(office.parts(), next, new Approvals(office.parts(), office.execution), Set.of()).run();
    }

    private RunRow brokenOff() {
        return office.runs
                .list(Optional.empty(), Optional.of(RunRow.Status.FAILED), Optional.empty(), 1)
                .get(0);
    }

    private List<String> told(RunRow run) {
        List<String> told = new ArrayList<>();
        office.runs.changes(run.id(), row -> told.add(row.outcome() + ":" + row.detail()));
        return told;
    }
}

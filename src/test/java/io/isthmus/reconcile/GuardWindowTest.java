package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.plan.Limited;
import io.isthmus.plan.SafetyLimits.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was taken away lately counts on top, and what of it does not (rule 23). */
class GuardWindowTest extends Guarding {
    @Test
    void dripsOverSeveralRunsAddUpWhateverTheClockOfTheNodeSays() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(10);
        active(ids, 0, 2, false);
        office.clock.pass(Duration.ofHours(30));
        active(ids, 2, 3, false);
        assertThat(office.runs.held()).isEmpty();
        office.clock.pass(Duration.ofDays(-400));
        active(ids, 3, 5, false);
        assertThat(locked()).isEqualTo(3);
        assertThat(heldLine())
                .isEqualTo("5 of 10 accounts would be disabled below " + Office.BASE
                        + ", 3 of them in the last 24h: at most 3 go without approval, so these wait for approval");
    }

    /** Whoever reads the line finds two accounts that are locked, and wonders which the others are. */
    @Test
    void whatAPushTookBackCountsAndTheLineSaysSo() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(10);
        active(ids, 0, 3, false);
        active(ids, 0, 1, true);
        assertThat(locked()).isEqualTo(2);
        active(ids, 3, 4, false);
        assertThat(locked()).isEqualTo(2);
        assertThat(heldLine())
                .isEqualTo("4 of 10 accounts would be disabled below " + Office.BASE
                        + ", 3 of them in the last 24h: at most 3 go without approval, so these wait for approval;"
                        + " 1 that was disabled in that time is enabled again since and counts all the same");
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(10);
        active(ids, 0, 3, false);
        sql("update change set at = at - interval '25 hours'");
        active(ids, 3, 6, false);
        assertThat(locked()).isEqualTo(6);
    }

    @Test
    void whatWasApprovedDoesNotCountAndLowersNoLimit() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(12);
        active(ids, 0, 5, false);
        assertThat(locked()).isZero();
        approve();
        assertThat(locked()).isEqualTo(5);
        active(ids, 5, 8, false);
        assertThat(locked()).isEqualTo(8);
        active(ids, 8, 9, false);
        assertThat(locked()).isEqualTo(8);
        assertThat(heldLine()).contains("4 of 12", "3 of them in the last 24h");
    }

    @Test
    void whatWasTakenBackDoesNotCount() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(10);
        active(ids, 0, 3, false);
        office.runs
                .list(java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.empty(), 10)
                .forEach(run -> office.runs.guard().undone(run.id()));
        active(ids, 3, 6, false);
        assertThat(locked()).isEqualTo(6);
    }

    /** Somebody opens the same account again and again, and we lock it again and again: that is no loss. */
    @Test
    void whatOnlyPutsBackDoesNotCount() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(10);
        active(ids, 0, 2, false);
        for (int round = 0; round < 5; round++) {
            office.ldap.modify("uid=u0," + Office.BASE, new Modification(ModificationType.DELETE, "employeeType"));
            assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
            assertThat(locked()).isEqualTo(2);
        }
        active(ids, 2, 3, false);
        assertThat(locked()).isEqualTo(3);
    }
}

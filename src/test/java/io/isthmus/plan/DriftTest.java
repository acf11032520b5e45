package io.isthmus.plan;

import static io.isthmus.plan.EntryPlannerTest.actual;
import static io.isthmus.plan.EntryPlannerTest.claims;
import static io.isthmus.plan.EntryPlannerTest.desired;
import static io.isthmus.plan.EntryPlannerTest.link;
import static io.isthmus.plan.EntryPlannerTest.modifications;
import static io.isthmus.plan.EntryPlannerTest.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who moved: what others moved is told from what we did, for values, locks and names alike (rules 11 and 12). */
class DriftTest {
    private static final Claims NAMED = new Claims(Map.of("uid", List.of("ann")), Map.of());

    @Test
    void whatWasTakenAwayByHandIsDriftAndNotPending() {
        assertThat(modifications(desired("ann").with("title", "a"), actual("ann", "cn", "x"), claims("title", "a"))
                        .get(0)
                        .kind())
                .isEqualTo(ValueChange.Kind.DRIFT);
        assertThat(modifications(
                                desired("ann").merge(ActualEntry.DISABLED, "true"),
                                actual("ann", "cn", "x"),
                                claims(ActualEntry.DISABLED, "true"))
                        .get(0)
                        .kind())
                .isEqualTo(ValueChange.Kind.DRIFT);
    }

    @Test
    void aLockThatWeNeverSetIsNotOursToLift() {
        ActualEntry locked = actual("ann", ActualEntry.DISABLED, "true");
        Planned off = EntryPlanner.plan(pair(desired("ann").merge(ActualEntry.DISABLED, "true"), locked, NAMED, "ann"));
        assertThat(off.change()).isEmpty();
        Claims after = off.confirmed().orElse(NAMED);
        assertThat(after.applied()).doesNotContainKey(ActualEntry.DISABLED);
        assertThat(modifications(desired("ann"), locked, after)).isEmpty();
    }

    @Test
    void anEntryThatWasMovedByHandDriftsUntilWeWantItElsewhere() {
        ActualEntry moved = actual("eve", List.of());
        assertThat(((Change.RenameEntry) EntryPlanner.plan(pair(desired("ann"), moved, Claims.NONE, "ann"))
                                .change()
                                .orElseThrow())
                        .kind())
                .isEqualTo(ValueChange.Kind.DRIFT);
        assertThat(((Change.RenameEntry) EntryPlanner.plan(pair(desired("bea"), moved, Claims.NONE, "ann"))
                                .change()
                                .orElseThrow())
                        .kind())
                .isEqualTo(ValueChange.Kind.CONFLICT);
    }

    @Test
    void aRenameWhoseResultIsNotKnownIsOurs() {
        Planned first = EntryPlanner.plan(pair(desired("bea"), actual("ann", List.of()), Claims.NONE, "ann"));
        Claims crashed = ClaimsAfter.intended(first.change().orElseThrow(), link("ann", Claims.NONE));
        Planned second = EntryPlanner.plan(pair(desired("cid"), actual("bea", List.of()), crashed, "ann"));
        assertThat(((Change.RenameEntry) second.change().orElseThrow()).kind()).isEqualTo(ValueChange.Kind.PENDING);
    }
}

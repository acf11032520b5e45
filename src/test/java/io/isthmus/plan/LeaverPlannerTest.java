package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done to an entry of which the mapping cannot make all. */
class LeaverPlannerTest {
    private static final ActualEntry THERE = Wanted.actual("1", "ann", "title", "old");

    @Test
    void whatCanBeMadeOfALeaverIsWrittenAndStaysInvalid() {
        Planned planned = plan(Standing.INACTIVE, Situation.IN_SYNC).orElseThrow();
        assertThat(planned.about().situation()).isEqualTo(Situation.INVALID);
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING));
    }

    @Test
    void whoseTimeIsOverIsDeleted() {
        assertThat(plan(Standing.DELETE_DUE, Situation.IN_SYNC).orElseThrow().change())
                .containsInstanceOf(Change.DeleteEntry.class);
    }

    @Test
    void whoseNameIsTakenKeepsItAndGetsTheRest() {
        Planned planned = plan(Standing.DELETED, Situation.LINK_CONFLICT).orElseThrow();
        assertThat(planned.about().situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(planned.change()).isPresent();
    }

    @Test
    void whatIsNotDeletedStaysAsItIs() {
        for (Situation situation : List.of(Situation.IN_SYNC, Situation.LINK_CONFLICT)) {
            Planned planned = plan(Standing.ACTIVE, situation).orElseThrow();
            assertThat(planned.about().situation()).isEqualTo(Situation.INVALID);
            assertThat(planned.change()).isEmpty();
            assertThat(planned.drifts()).isEmpty();
        }
    }

    @Test
    void nothingIsPlannedWhereNothingStandsThatIsCertainlyTheirs() {
        for (Standing standing : List.of(Standing.ACTIVE, Standing.DELETED)) {
            assertThat(plan(standing, Situation.MISSING)).isEmpty();
            assertThat(plan(standing, Situation.PROTECTED)).isEmpty();
            assertThat(LeaverPlanner.plan(pair(standing, Situation.LINK_CONFLICT, Optional.empty())))
                    .isEmpty();
        }
    }

    private static Optional<Planned> plan(Standing standing, Situation situation) {
        return LeaverPlanner.plan(pair(
                standing, situation, Optional.of(Wanted.link("1", Optional.of(THERE.anchor()), "ann", Claims.NONE))));
    }

    private static Pair pair(Standing standing, Situation situation, Optional<Link> link) {
        DesiredEntry active = Wanted.entry("ann", "title", "new");
        DesiredEntry desired = new DesiredEntry(
                active.resource(),
                active.rule(),
                active.dn(),
                active.attributes(),
                active.stamp(),
                standing,
                false,
                active.pending());
        return new Pair(desired, link, Optional.of(THERE), situation, List.of(), "", false);
    }
}

package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.dn;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.pending;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A linked entry's situation is the worst of what was found on it. */
class EntrySituationTest {
    @Test
    void whatDiffersDecides() {
        assertThat(situation(wish("ann").has("title", "a").on(entry("ann", "title", "a"), applied("title", "a"))))
                .isEqualTo(Situation.IN_SYNC);
        assertThat(situation(wish("ann").has("title", "b").on(entry("ann", "title", "a"), applied("title", "a"))))
                .isEqualTo(Situation.PENDING);
        assertThat(situation(wish("ann").has("title", "a").on(entry("ann", "title", "x"), applied("title", "a"))))
                .isEqualTo(Situation.DRIFTED);
        assertThat(situation(wish("ann").has("title", "b").on(entry("ann", "title", "x"), applied("title", "a"))))
                .isEqualTo(Situation.CONFLICT);
    }

    @Test
    void aDeletedOnesEntryIsInGraceOnceItsLadderIsWritten() {
        assertThat(situation(wish("ann").standing(Standing.DELETED).on(entry("ann"))))
                .isEqualTo(Situation.GRACE);
        assertThat(situation(wish("ann").locked().standing(Standing.DELETED).on(entry("ann"))))
                .isEqualTo(Situation.PENDING);
    }

    @Test
    void whatWeMadeIsDeletedWhenItsTimeIsOver() {
        Planned planned =
                EntryPlanner.plan(wish("ann").standing(Standing.DELETE_DUE).on(entry("ann")));
        assertThat(planned.change().orElseThrow()).isInstanceOf(Change.DeleteEntry.class);
        assertThat(planned.about().situation()).isEqualTo(Situation.PENDING);
    }

    @Test
    void whatWeDidNotMakeStaysAndIsSaidToAndTheLadderStaysApplied() {
        Link adopted = link(People.ANCHOR, People.ID, "ann", Claims.NONE, false);
        Planned planned = EntryPlanner.plan(
                wish("ann").locked().standing(Standing.DELETE_DUE).on(entry("ann"), adopted));
        assertThat(planned.change().orElseThrow().modifications()).containsExactly(pending("@disabled", "+true"));
        assertThat(planned.detail()).isEqualTo("deleted, but the entry is not of our making and stays");
    }

    @Test
    void whoseNewNameIsRefusedKeepsTheOldOneAndGetsTheRest() {
        Planned planned = EntryPlanner.planInPlace(
                wish("bea").has("title", "b").on(entry("ann", "title", "x"), applied("title", "a")));
        assertThat(planned.about().situation()).isEqualTo(Situation.INVALID);
        Change change = planned.change().orElseThrow();
        assertThat(change).isInstanceOf(Change.ModifyEntry.class);
        assertThat(change.dn()).isEqualTo(dn("ann"));
        assertThat(change.modifications())
                .as("what we wrote before is still known")
                .containsExactly(new ValueChange("title", List.of("x"), List.of("b"), ValueChange.Kind.CONFLICT));
    }

    @Test
    void anAdoptionWhoseNewNameIsRefusedIsStillAnAdoption() {
        Planned planned = EntryPlanner.planInPlace(
                wish("bea").has("title", "b").found(entry("ann", "title", "a"), Situation.ADOPTABLE));
        assertThat(planned.about().situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(planned.change().orElseThrow()).isInstanceOf(Change.ModifyEntry.class);
        assertThat(planned.confirmed()).isEmpty();
    }

    private static Situation situation(Pair pair) {
        return EntryPlanner.plan(pair).about().situation();
    }

    @Test
    void thatAnEntryStaysWhereItShouldNotIsToldAsWell() {
        Planned planned = EntryPlanner.planInPlace(wish("bea").on(entry("ann")));
        assertThat(planned.drifts()).extracting(Planned.Drift::attribute).containsExactly("dn");
    }

    @Test
    void aSpellingOfItsNameThatTheServerDoesNotTakeIsNotClaimedAnyMore() {
        Planned planned = EntryPlanner.planInPlace(wish("Ann").on(entry("ann"), applied("uid", "ann")));
        assertThat(planned.confirmed().orElseThrow().applied()).doesNotContainKey("uid");
    }

    @Test
    void aNameIsClaimedOnceItIsWrittenAndTheRestAtOnce() {
        Planned planned = EntryPlanner.plan(wish("bea").has("title", "x").on(entry("ann", "title", "x")));
        assertThat(planned.confirmed().orElseThrow().applied())
                .containsEntry("title", java.util.List.of("x"))
                .doesNotContainKey("uid");
    }
}

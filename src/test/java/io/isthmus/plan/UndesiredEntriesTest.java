package io.isthmus.plan;

import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.People.Wish;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An entry that was ours and is not desired any more is listed with what becomes of it. */
class UndesiredEntriesTest {
    private static final Instant DELETED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Link ADOPTED = link(People.ANCHOR, People.ID, "ann", Claims.NONE, false);
    private static final String DN = "uid=ann,ou=people,dc=x";

    @Test
    void anEntryThatWaitsForItsDeletionSaysUntilWhen() {
        Deviation waits = only(deleted().on(entry("ann")));
        assertThat(waits.situation()).isEqualTo(Situation.GRACE);
        assertThat(waits.listing()).isEqualTo(Listing.ORPHANS);
        assertThat(waits.dn()).contains(DN);
        assertThat(waits.anchor()).contains("u-1");
        assertThat(waits.detail())
                .isEqualTo("the resource was deleted at 2026-01-01T00:00:00Z;"
                        + " the entry goes at 2026-01-31T00:00:00Z, with prune");
    }

    @Test
    void withoutATimeOfDeletionItWaitsForTheEndOfTheLadder() {
        assertThat(only(wish("ann").standing(Standing.DELETED).on(entry("ann"))).detail())
                .isEqualTo("the resource was deleted; the entry goes at the end of its ladder, with prune");
    }

    @Test
    void whoseTimeIsOverGoesWithPrune() {
        Deviation due = only(deleted().standing(Standing.DELETE_DUE).on(entry("ann")));
        assertThat(due.situation()).isEqualTo(Situation.ORPHAN);
        assertThat(due.detail()).endsWith("; its time on the ladder is over; the entry goes with prune");
    }

    @Test
    void whatWeDidNotMakeStays() {
        for (Standing standing : List.of(Standing.DELETED, Standing.DELETE_DUE)) {
            Deviation stays = only(deleted().standing(standing).on(entry("ann"), ADOPTED));
            assertThat(stays.situation()).isEqualTo(Situation.ORPHAN);
            assertThat(stays.detail()).endsWith("; the entry is not of our making and stays");
        }
    }

    @Test
    void aLadderWithoutDeletionIsNamedAsTheReason() {
        Deviation stays = only(deleted().by(People.KEEPING).on(entry("ann")));
        assertThat(stays.situation()).isEqualTo(Situation.ORPHAN);
        assertThat(stays.detail()).endsWith("; no step of the rule's deleted ladder deletes the entry");
    }

    @Test
    void whatTheLadderStillWritesIsListedBeside() {
        List<Deviation> both = of(deleted().locked().on(entry("ann")));
        assertThat(both).extracting(Deviation::situation).containsExactly(Situation.PENDING, Situation.GRACE);
    }

    @Test
    void whoIsDesiredOrHasNoEntryIsNotListed() {
        assertThat(of(wish("ann").on(entry("ann")))).isEmpty();
        assertThat(of(deleted().alone())).isEmpty();
    }

    private static Wish deleted() {
        return wish("ann").deleted(DELETED);
    }

    private static Deviation only(Pair pair) {
        List<Deviation> all = of(pair);
        assertThat(all).hasSize(1);
        assertThat(EntryDeviations.undesired(EntryPlanner.plan(pair), pair)).isEqualTo(Optional.of(all.get(0)));
        return all.get(0);
    }

    private static List<Deviation> of(Pair pair) {
        return EntryDeviations.of(EntryPlanner.plan(pair), pair);
    }
}

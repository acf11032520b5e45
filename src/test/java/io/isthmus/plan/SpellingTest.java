package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.pending;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Other letters and blanks than we wrote last are written, and nobody else's are written over. */
class SpellingTest {
    @Test
    void whatWeWroteLastTellsWhetherASpellingIsOurs() {
        assertThat(parts(wish("ann").has("title", "Buyer"), "buyer", applied("title", "buyer")))
                .containsExactly(pending("title", "-buyer", "+Buyer"));
        assertThat(parts(wish("ann").has("title", "Buyer"), "BUYER ", applied("title", "buyer")))
                .containsExactly(pending("title", "-BUYER ", "+Buyer"));
        assertThat(parts(wish("ann").has("title", "Buyer"), "BUYER", applied("title", "Buyer")))
                .isEmpty();
        assertThat(parts(wish("ann").has("title", "Buyer"), "Buyer", applied("title", "buyer")))
                .isEmpty();
        assertThat(parts(wish("ann").has("title", "Buyer"), "buyer", Claims.NONE))
                .isEmpty();
        assertThat(parts(wish("ann").has("title", "Buyer"), "buyer", applied("title", "clerk")))
                .isEmpty();
    }

    @Test
    void anotherWriteBegunIsWrittenAgainAndThenClaimed() {
        Claims begun = new Claims(Map.of("title", List.of("buyer")), Map.of("title", List.of("Buyer")));
        assertThat(parts(wish("ann").has("title", "Buyer"), "buyer", begun))
                .containsExactly(pending("title", "-buyer", "+Buyer"));
        Planned done = EntryPlanner.plan(wish("ann").has("title", "Buyer").on(entry("ann", "title", "Buyer"), begun));
        assertThat(done.change()).isEmpty();
        assertThat(done.confirmed().orElseThrow().applied()).containsEntry("title", List.of("Buyer"));
    }

    @Test
    void ofManyValuesOnlyTheOneThatChangedIsWritten() {
        assertThat(parts(
                        wish("ann").owned(Ownership.MERGE, "title", "Buyer", "clerk"),
                        "buyer",
                        applied("title", "buyer", "Clerk")))
                .containsExactly(
                        new ValueChange("title", List.of("buyer"), List.of("Buyer", "clerk"), ValueChange.Kind.DRIFT));
        assertThat(parts(wish("ann").owned(Ownership.INITIAL, "title", "Buyer"), "buyer", applied("title", "buyer")))
                .isEmpty();
    }

    @Test
    void howAServerSpellsAReferenceIsItsOwnBusiness() {
        assertThat(parts(wish("ann").has("title", "cn=Boss,dc=x"), "CN=boss,DC=x", applied("title", "cn=boss,dc=x")))
                .isEmpty();
    }

    @Test
    void aNameIsRenamedAndClaimedOnlyOnceItIs() {
        Pair pair = wish("Ann").on(entry("ann"), applied("uid", "ann"));
        Planned planned = EntryPlanner.plan(pair);
        Change.RenameEntry rename = (Change.RenameEntry) planned.change().orElseThrow();
        assertThat(rename.newDn().toString()).startsWith("uid=Ann,");
        assertThat(rename.kind()).isEqualTo(ValueChange.Kind.PENDING);
        assertThat(rename.modifications()).isEmpty();
        assertThat(planned.about().situation()).isEqualTo(Situation.PENDING);
        assertThat(planned.confirmed()
                        .orElse(pair.link().orElseThrow().claims())
                        .applied())
                .containsEntry("uid", List.of("ann"));
        Claims after = ClaimsAfter.applied(rename, pair.desired(), pair.link().orElseThrow());
        assertThat(after.applied()).containsEntry("uid", List.of("Ann"));
        // whether or not the server has spelled it anew
        assertThat(EntryPlanner.plan(wish("Ann").on(entry("ann"), after)).change())
                .isEmpty();
        assertThat(EntryPlanner.plan(wish("Ann").on(entry("Ann"), after)).change())
                .isEmpty();
    }

    @Test
    void aNameThatWeNeverWroteKeepsItsSpelling() {
        assertThat(EntryPlanner.plan(wish("Ann").on(entry("ANN"))).change()).isEmpty();
        assertThat(EntryPlanner.plan(wish("Ann").on(entry("ANN"), applied("uid", "Ann")))
                        .change())
                .isEmpty();
        assertThat(EntryPlanner.plan(wish("Ann").found(entry("ANN"), Situation.ADOPTABLE))
                        .change()
                        .orElseThrow())
                .isInstanceOf(Change.ModifyEntry.class);
    }

    @Test
    void whatIsSpelledAnewIsSpelledAsBeforeWhenItIsTakenBack() {
        Pair pair = wish("Ann")
                .has("title", "Buyer")
                .on(
                        entry("ann", "title", "buyer"),
                        new Claims(Map.of("uid", List.of("ann"), "title", List.of("buyer")), Map.of()));
        Change change = EntryPlanner.plan(pair).change().orElseThrow();
        Reversal reversal =
                Reversal.of(change, change.about(), Optional.of(entry("Ann", "title", "Buyer")), java.util.Set.of());
        Change.RenameEntry back = (Change.RenameEntry) reversal.change().orElseThrow();
        assertThat(back.newDn().toString()).startsWith("uid=ann,");
        assertThat(back.modifications()).containsExactly(pending("title", "-Buyer", "+buyer"));
    }

    private static List<ValueChange> parts(People.Wish wish, String there, Claims claims) {
        ActualEntry actual = entry("ann", "title", there);
        return EntryPlanner.plan(wish.on(actual, claims))
                .change()
                .map(Change::modifications)
                .orElse(List.of());
    }
}

package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.about;
import static io.isthmus.plan.NetChangesTest.dn;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.ValueChange.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lists say of an entry that is not as desired. */
class DeviationTest {
    @Test
    void itSaysWhomItIsAbout() {
        assertThat(Subject.of(about("7")))
                .isEqualTo(new Subject("7", about("7").type().label(), "okta", "7"));
    }

    @Test
    void listsAreCalledAsInTheApi() {
        assertThat(Listing.values())
                .extracting(Listing::label)
                .containsExactly("drift", "orphans", "disputed", "invalid");
    }

    @Test
    void theEntryAndItsMembersAreReplacedEachForItself() {
        assertThat(title(false).part()).isEqualTo(new Part("7", false));
        assertThat(title(true).part()).isEqualTo(new Part("7", true));
    }

    @Test
    void whoWroteLastChangesNothingElse() {
        Moved last = new Moved(Optional.of("cn=admin"), Instant.EPOCH);
        Deviation moved = title(false).moved(last);
        assertThat(moved.moved()).contains(last);
        assertThat(moved).usingRecursiveComparison().ignoringFields("moved").isEqualTo(title(false));
    }

    @Test
    void valuesAreShownWholeAsFarAsTheyAreNotTooLong() {
        String fits = "x".repeat(Excerpt.LENGTH);
        assertThat(Excerpt.of("title", List.of("", fits))).containsExactly("", fits);
        assertThat(Excerpt.of("title", List.of(fits + "y"))).containsExactly(fits + "…");
        // a character of two units is not cut in halves
        String smiles = "x".repeat(Excerpt.LENGTH - 1) + "😀";
        assertThat(Excerpt.of("title", List.of(smiles))).containsExactly("x".repeat(Excerpt.LENGTH - 1) + "…");
    }

    @Test
    void itIsToldThatValuesAreLeftOutOnceSomeAre() {
        List<String> all = Collections.nCopies(Excerpt.VALUES, "x");
        assertThat(Excerpt.told(List.of(all, List.of()))).isEmpty();
        assertThat(Excerpt.told(List.of(List.of("y"), Collections.nCopies(Excerpt.VALUES + 1, "x"))))
                .isEqualTo("only 100 of 101 values are listed");
    }

    @Test
    void whatWouldBeDeletedIsKeptWhole() {
        Change delete = new Change.DeleteEntry(about("7"), new Anchor("a"), dn("old"), WholeEntry.of(Map.of()));
        ActualEntry whole = Wanted.actual("a", "ann", "title", "b");
        assertThat(planned(Optional.of(delete)).deleting(whole))
                .isEqualTo(planned(Optional.of(
                        new Change.DeleteEntry(about("7"), whole.anchor(), whole.dn(), WholeEntry.of(whole)))));
        Planned modified = planned(Optional.of(NetChangesTest.modify("title", "+b")));
        assertThat(modified.deleting(whole)).isEqualTo(modified);
        assertThat(planned(Optional.empty()).deleting(whole)).isEqualTo(planned(Optional.empty()));
    }

    private static Planned planned(Optional<Change> change) {
        return new Planned(about("7"), change, Optional.of(Claims.NONE), List.of(), "why");
    }

    private static Deviation title(boolean members) {
        return new Deviation(
                Subject.of(about("7")),
                members,
                Optional.of("uid=ann"),
                Optional.of("a"),
                Situation.DRIFTED,
                Optional.of(new Difference("title", Kind.DRIFT, List.of("a"), List.of("a"), List.of("b"))),
                "detail",
                List.of(),
                Optional.empty());
    }
}

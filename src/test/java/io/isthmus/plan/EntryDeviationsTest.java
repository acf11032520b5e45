package io.isthmus.plan;

import static io.isthmus.plan.EntryPlannerTest.actual;
import static io.isthmus.plan.EntryPlannerTest.claims;
import static io.isthmus.plan.EntryPlannerTest.desired;
import static io.isthmus.plan.EntryPlannerTest.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is listed about a pair follows from what was decided for it. */
class EntryDeviationsTest {
    private static final String DN = "uid=ann,ou=people,dc=x";

    @Test
    void nothingIsListedOfWhatIsAsDesired() {
        assertThat(of(pair(
                        desired("ann").with("title", "a"), actual("ann", "title", "a"), claims("title", "a"), "ann")))
                .isEmpty();
    }

    @Test
    void anAttributeIsListedThreeWaysWithWhoMoved() {
        assertThat(title("a", "a", "x")).isEqualTo(difference(Kind.DRIFT, "a", "a", "x"));
        assertThat(title("a", "b", "a")).isEqualTo(difference(Kind.PENDING, "a", "b", "a"));
        assertThat(title("a", "b", "x")).isEqualTo(difference(Kind.CONFLICT, "a", "b", "x"));
        Deviation drift = listed("a", "a", "x");
        assertThat(drift.situation()).isEqualTo(Situation.DRIFTED);
        assertThat(drift.listing()).isEqualTo(Listing.DRIFT);
        assertThat(drift.dn()).contains(DN);
        assertThat(drift.anchor()).contains("u-1");
        assertThat(drift.item()).isEqualTo("title");
        assertThat(listed("a", "b", "a").item())
                .as("what we moved is another thing")
                .isEqualTo("title/pending");
    }

    @Test
    void anEntryThatWasMovedDiffersInItsDn() {
        ActualEntry moved = actual("eve", "title", "a");
        Deviation deviation = of(pair(desired("ann").with("title", "a"), moved, claims("title", "a"), "ann"))
                .get(0);
        assertThat(deviation.difference())
                .contains(
                        new Difference("dn", Kind.DRIFT, List.of(DN), List.of(DN), List.of("uid=eve,ou=people,dc=x")));
    }

    @Test
    void anEntryThatIsGoneDiffersInItsDn() {
        Pair there = pair(desired("ann"), actual("ann", List.of()), Claims.NONE, "ann");
        Pair gone = new Pair(
                there.desired(), there.link(), Optional.empty(), Situation.MISSING, List.of(), "it is gone", false);
        Deviation deviation = of(gone).get(0);
        assertThat(deviation.situation()).isEqualTo(Situation.MISSING);
        assertThat(deviation.difference())
                .contains(new Difference("dn", Kind.DRIFT, List.of(DN), List.of(DN), List.of()));
        assertThat(deviation.detail()).isEqualTo("it is gone");
    }

    @Test
    void aDisputeNamesItsCandidates() {
        Pair there = pair(desired("ann"), actual("ann", List.of()), Claims.NONE, "ann");
        Pair disputed = new Pair(
                there.desired(),
                Optional.empty(),
                Optional.empty(),
                Situation.DISPUTED,
                List.of(actual("ann", List.of()), actual("eve", List.of())),
                "more than one",
                false);
        Deviation deviation = of(disputed).get(0);
        assertThat(deviation.listing()).isEqualTo(Listing.DISPUTED);
        assertThat(deviation.candidates())
                .extracting(Deviation.Candidate::dn)
                .containsExactly(DN, "uid=eve,ou=people,dc=x");
        assertThat(deviation.anchor()).isEmpty();
    }

    @Test
    void anAdoptionThatIsAskedNamesTheEntry() {
        Pair there = pair(desired("ann"), actual("ann", "title", "x"), Claims.NONE, "ann");
        Pair asked = new Pair(
                there.desired(),
                Optional.empty(),
                there.actual(),
                Situation.ADOPTABLE,
                List.of(),
                "it has the same uid",
                false);
        assertThat(of(asked)).singleElement().satisfies(deviation -> {
            assertThat(deviation.situation()).isEqualTo(Situation.ADOPTABLE);
            assertThat(deviation.candidates())
                    .extracting(Deviation.Candidate::anchor)
                    .containsExactly("u-1");
        });
    }

    @Test
    void manyAndLongAndSecretValuesAreCutAndSaidToBe() {
        String[] many = IntStream.range(0, 300).mapToObj(i -> "v" + i).toArray(String[]::new);
        Deviation deviation = of(pair(
                        desired("ann").with("title", "a"), actual("ann", "title", many), claims("title", "a"), "ann"))
                .get(0);
        assertThat(deviation.difference().orElseThrow().actual()).hasSize(Excerpt.VALUES);
        assertThat(deviation.detail()).isEqualTo("only 100 of 300 values are listed");
        assertThat(title("a", "a", "x".repeat(5000)).actual().get(0)).hasSize(Excerpt.LENGTH + 1);
        assertThat(title("a", "a", "x".repeat(Excerpt.LENGTH - 1) + "\uD83D\uDE00y")
                        .actual()
                        .get(0))
                .doesNotContain("\uD83D");
        assertThat(Excerpt.of("userPassword", List.of("secret"))).containsExactly("(not shown)");
        assertThat(Excerpt.of("userPassword", List.of())).isEmpty();
    }

    @Test
    void aRefusalSaysWhereAndWhy() {
        Change change = EntryPlanner.plan(pair(
                        desired("ann").with("title", "b"), actual("ann", "title", "a"), claims("title", "a"), "ann"))
                .change()
                .orElseThrow();
        Deviation deviation = EntryDeviations.refused(change, Situation.INVALID, "no such syntax");
        assertThat(deviation.listing()).isEqualTo(Listing.INVALID);
        assertThat(deviation.item()).isEqualTo("@invalid");
        assertThat(deviation.dn()).contains(DN);
        assertThat(deviation.detail()).isEqualTo("no such syntax");
    }

    private static Deviation listed(String applied, String wanted, String there) {
        return of(pair(
                        desired("ann").with("title", wanted),
                        actual("ann", "title", there),
                        claims("title", applied),
                        "ann"))
                .get(0);
    }

    private static Difference title(String applied, String wanted, String there) {
        return listed(applied, wanted, there).difference().orElseThrow();
    }

    private static Difference difference(Kind kind, String applied, String desired, String actual) {
        return new Difference("title", kind, List.of(applied), List.of(desired), List.of(actual));
    }

    private static List<Deviation> of(Pair pair) {
        return EntryDeviations.of(EntryPlanner.plan(pair), pair);
    }
}

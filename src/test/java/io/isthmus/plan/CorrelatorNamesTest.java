package io.isthmus.plan;

import static io.isthmus.plan.People.another;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Within a batch a name goes to the first that wants it. */
class CorrelatorNamesTest {
    private static final ActualEntry ANN = another("m", "ann");

    private final Correlator correlator = correlator();

    @Test
    void aMissingEntrysNameStaysTaken() {
        Pair missing = correlator.correlate(wish("ann").entry(), linked("1", ANN), Optional.empty());
        assertThat(missing.situation()).isEqualTo(Situation.MISSING);
        assertThat(second("ann").situation()).isEqualTo(Situation.LINK_CONFLICT);
    }

    @Test
    void whoIsToBeRenamedTakesTheNewName() {
        Pair renamed = correlator.correlate(wish("bea").entry(), linked("1", ANN), Optional.of(ANN));
        assertThat(renamed.situation()).isEqualTo(Situation.IN_SYNC);
        Pair second = second("bea");
        assertThat(second.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(second.detail()).isEqualTo("resource 1 already has the DN uid=bea,ou=people,dc=x");
    }

    @Test
    void anAdoptedEntryTakesTheNameThatItIsToHave() {
        Correlator adopting = correlator(another("a", "old", "mail", "ann@x"));
        assertThat(unlinked(adopting, wish("ann").has("mail", "ann@x")).situation())
                .isEqualTo(Situation.ADOPTABLE);
        assertThat(unlinked(adopting, wish("ann").of("2")).situation()).isEqualTo(Situation.LINK_CONFLICT);
    }

    @Test
    void whoStandsThereKeepsItWhoeverCameFirst() {
        assertThat(second("ann").situation()).isEqualTo(Situation.NEW);
        Pair standing = correlator.correlate(wish("ann").entry(), linked("1", ANN), Optional.of(ANN));
        assertThat(standing.situation()).isEqualTo(Situation.IN_SYNC);
    }

    @Test
    void onesOwnEntryAtTheDesiredNameIsNobodyInTheWay() {
        Pair pair = correlator(ANN).correlate(wish("ann").entry(), linked("1", ANN), Optional.of(ANN));
        assertThat(pair.situation()).isEqualTo(Situation.IN_SYNC);
    }

    @Test
    void whoIsDeletedAndHasNoEntryTakesNobodysName() {
        Pair gone = unlinked(correlator, wish("ann").standing(Standing.DELETED));
        assertThat(gone.situation()).isEqualTo(Situation.NEW);
        assertThat(second("ann").situation()).isEqualTo(Situation.NEW);
    }

    @Test
    void whoseNameIsTakenByAnotherSourceIsAskedAbout() {
        unlinked(correlator, wish("ann").of("2").from("entra"));
        Pair second = unlinked(correlator, wish("ann"));
        assertThat(second.situation()).isEqualTo(Situation.DISPUTED);
        assertThat(second.detail())
                .isEqualTo("the same person comes from two sources: resource 2 of entra has the DN"
                        + " uid=ann,ou=people,dc=x; decide which of the two leads");
    }

    @Test
    void aLinkedOneOfAnotherSourceOnlyCannotBeRenamed() {
        unlinked(correlator, wish("bea").of("2").from("entra"));
        Pair second = correlator.correlate(wish("bea").entry(), linked("1", ANN), Optional.of(ANN));
        assertThat(second.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(second.actual()).contains(ANN);
    }

    private Pair second(String uid) {
        return unlinked(correlator, wish(uid).of("2"));
    }

    private static Pair unlinked(Correlator correlator, People.Wish wish) {
        return correlator.correlate(wish.entry(), Optional.empty(), Optional.empty());
    }

    private static Optional<Link> linked(String resource, ActualEntry entry) {
        return Optional.of(link(entry.anchor(), resource, "ann", Claims.NONE, true));
    }

    private static Correlator correlator(ActualEntry... found) {
        return new Correlator(People.MAPPING, new Candidates(List.of(found), Set.of("mail"), Set.of()), Map.of());
    }
}

package io.isthmus.plan;

import static io.isthmus.plan.EntryPlannerTest.actual;
import static io.isthmus.plan.EntryPlannerTest.claims;
import static io.isthmus.plan.EntryPlannerTest.desired;
import static io.isthmus.plan.EntryPlannerTest.pair;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Suppressed.Filtered;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuppressedTest {
    private static final Pair TITLE = pair(
            desired("ann").with("title", "new").with("sn", "new"),
            actual("ann", List.of(new Attribute("title", "old"), new Attribute("sn", "old"))),
            claims("title", "old"),
            "ann");

    @Test
    void whatWasTurnedDownIsLeftAndTheRestIsWritten() {
        Filtered filtered = Suppressed.filter(EntryPlanner.plan(TITLE), TITLE, stored(TITLE, "title"));
        assertThat(filtered.planned().change().orElseThrow().modifications())
                .extracting(ValueChange::attribute)
                .containsExactly("sn");
        assertThat(filtered.left().orElseThrow().modifications())
                .extracting(ValueChange::attribute)
                .containsExactly("title");
        assertThat(filtered.left().orElseThrow().about().situation()).isEqualTo(Situation.SUPPRESSED);
        assertThat(filtered.ended()).isEmpty();
    }

    @Test
    void whereNothingIsLeftToWriteTheSituationSaysSo() {
        Filtered filtered = Suppressed.filter(EntryPlanner.plan(TITLE), TITLE, stored(TITLE, "title", "sn"));
        assertThat(filtered.planned().change()).isEmpty();
        assertThat(filtered.planned().about().situation()).isEqualTo(Situation.SUPPRESSED);
    }

    @Test
    void itEndsWhenSomethingElseIsWanted() {
        Pair now = TITLE.with(
                desired("ann").with("title", "newer").with("sn", "new").entry());
        Filtered filtered = Suppressed.filter(EntryPlanner.plan(now), now, stored(TITLE, "title"));
        assertThat(filtered.planned().change().orElseThrow().modifications()).hasSize(2);
        assertThat(filtered.ended()).containsExactly(7L);
    }

    /** What is wanted of a reference is not known while what it names has no entry. */
    @Test
    void itDoesNotEndWhileAReferenceWaits() {
        DesiredEntry waits = desired("ann").with("sn", "new").entry();
        Pair title = TITLE.with(waits.waiting(waits.attributes(), List.of("TITLE=zoe")));
        assertThat(Suppressed.filter(EntryPlanner.plan(title), title, stored(TITLE, "title"))
                        .ended())
                .isEmpty();
        Pair other = TITLE.with(waits.waiting(waits.attributes(), List.of("titles=zoe", "manager=title=x")));
        assertThat(Suppressed.filter(EntryPlanner.plan(other), other, stored(TITLE, "title"))
                        .ended())
                .containsExactly(7L);
    }

    @Test
    void theOrderOfValuesIsNothingElse() {
        Pair two = TITLE.with(desired("ann").merge("title", "a", "b").entry());
        Pair turned = TITLE.with(desired("ann").merge("title", "b", "a").entry());
        assertThat(Suppressed.filter(EntryPlanner.plan(turned), turned, stored(two, "title"))
                        .ended())
                .isEmpty();
    }

    @Test
    void aRenameThatWasTurnedDownKeepsTheNameAndNotTheValues() {
        Pair renamed =
                pair(desired("bea").with("title", "new"), actual("ann", "title", "old"), claims("title", "old"), "ann");
        Planned planned = EntryPlanner.plan(renamed);
        List<Suppression> name = Suppressed.of(planned.change().orElseThrow(), renamed.desired()).stream()
                .filter(one -> one.attribute().equals(Suppression.NAME))
                .toList();
        assertThat(name).hasSize(1);
        Filtered filtered = Suppressed.filter(planned, renamed, name);
        assertThat(filtered.planned().change().orElseThrow()).isInstanceOf(Change.ModifyEntry.class);
        assertThat(filtered.planned().change().orElseThrow().modifications())
                .extracting(ValueChange::attribute)
                .containsExactly("title");
        assertThat(filtered.left().orElseThrow()).isInstanceOf(Change.RenameEntry.class);
        Pair elsewhere = pair(desired("cleo"), actual("ann", "title", "old"), claims("title", "old"), "ann");
        assertThat(Suppressed.filter(EntryPlanner.plan(elsewhere), elsewhere, name)
                        .planned()
                        .change()
                        .orElseThrow())
                .isInstanceOf(Change.RenameEntry.class);
    }

    @Test
    void aCreationIsLeftForAsLongAsTheSameEntryIsWanted() {
        Pair created = unlinked(desired("ann").with("title", "a").entry(), Situation.NEW);
        List<Suppression> entry = List.of(Suppressed.entry(created.desired()));
        assertThat(Suppressed.filter(EntryPlanner.plan(created), created, entry)
                        .planned()
                        .change())
                .isEmpty();
        Pair otherTitle = unlinked(desired("ann").with("title", "b").entry(), Situation.NEW);
        assertThat(Suppressed.filter(EntryPlanner.plan(otherTitle), otherTitle, entry)
                        .planned()
                        .change())
                .isEmpty();
        Pair otherName = unlinked(desired("bea").entry(), Situation.NEW);
        assertThat(Suppressed.filter(EntryPlanner.plan(otherName), otherName, entry)
                        .planned()
                        .change())
                .isPresent();
    }

    @Test
    void whatIsDisputedAndIgnoredIsSuppressed() {
        Pair disputed = unlinked(desired("ann").entry(), Situation.DISPUTED);
        Filtered filtered =
                Suppressed.filter(EntryPlanner.plan(disputed), disputed, List.of(Suppressed.entry(disputed.desired())));
        assertThat(filtered.planned().about().situation()).isEqualTo(Situation.SUPPRESSED);
    }

    @Test
    void aDeletionIsLeftAndACreationAfterwardsIsNot() {
        Pair due = TITLE.with(standing(desired("ann").entry(), Standing.DELETE_DUE, false));
        Planned planned = EntryPlanner.plan(due);
        List<Suppression> entry = Suppressed.of(planned.change().orElseThrow(), due.desired());
        assertThat(entry)
                .singleElement()
                .satisfies(one -> assertThat(one.comes()).isFalse());
        assertThat(Suppressed.filter(planned, due, entry).planned().change()).isEmpty();
        Pair created = unlinked(desired("ann").entry(), Situation.NEW);
        assertThat(Suppressed.filter(EntryPlanner.plan(created), created, entry).ended())
                .hasSize(1);
    }

    @Test
    void whoseLockWasTurnedDownStaysInTheGroups() {
        Pair inactive = locked(Standing.INACTIVE);
        Planned planned = EntryPlanner.plan(inactive);
        List<Suppression> lock = Suppressed.of(planned.change().orElseThrow(), inactive.desired());
        Filtered filtered = Suppressed.filter(planned, inactive, lock);
        assertThat(filtered.planned().change()).isEmpty();
        assertThat(filtered.pair().desired().leaves()).isFalse();
        // a deletion is another wish, although the lock is the same
        Pair gone = locked(Standing.DELETED);
        assertThat(Suppressed.filter(EntryPlanner.plan(gone), gone, lock)
                        .planned()
                        .change())
                .isPresent();
    }

    @Test
    void whatTheResourceDoesNotWantAnyMoreIsNotSuppressed() {
        Change change = EntryPlanner.plan(TITLE).change().orElseThrow();
        assertThat(Suppressed.of(
                        change,
                        desired("ann").with("title", "newer").with("sn", "new").entry()))
                .extracting(Suppression::attribute)
                .containsExactly("sn");
        assertThat(Suppressed.of(
                        change,
                        desired("ann").with("title", "old").with("sn", "new").entry()))
                .extracting(Suppression::attribute)
                .containsExactly("sn");
    }

    private static Pair locked(Standing standing) {
        DesiredEntry desired =
                desired("ann").merge(ActualEntry.DISABLED, "true").entry();
        return TITLE.with(standing(desired, standing, true));
    }

    private static DesiredEntry standing(DesiredEntry desired, Standing standing, boolean leaves) {
        Map<String, DesiredValues> attributes = new HashMap<>(desired.attributes());
        attributes.putIfAbsent("uid", new DesiredValues(List.of("ann"), Ownership.ENFORCE));
        return new DesiredEntry(
                desired.resource(),
                desired.rule(),
                desired.dn(),
                attributes,
                desired.stamp(),
                standing,
                leaves,
                List.of());
    }

    private static Pair unlinked(DesiredEntry desired, Situation situation) {
        return new Pair(desired, Optional.empty(), Optional.empty(), situation, List.of(), "", false);
    }

    /** Suppressions of some attributes, as they come from the store. */
    private static List<Suppression> stored(Pair pair, String... attributes) {
        return Suppressed.of(EntryPlanner.plan(pair).change().orElseThrow(), pair.desired()).stream()
                .filter(one -> List.of(attributes).contains(one.attribute()))
                .map(one ->
                        new Suppression(7, one.resource(), one.attribute(), one.member(), one.desired(), one.shown()))
                .toList();
    }
}

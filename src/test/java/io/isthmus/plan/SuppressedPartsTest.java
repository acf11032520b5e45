package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.pending;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.plan.Suppressed.Filtered;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an administrator turned down is a part of a change, or the whole entry, and nothing else (rule 27). */
class SuppressedPartsTest {
    private static final Pair TITLE =
            wish("ann").has("title", "b").on(entry("ann", "title", "a"), applied("title", "a"));

    @Test
    void whatWasTurnedDownOfAMemberSaysNothingOfTheEntry() {
        Suppression ofMember = new Suppression(1, People.ID, "title", "m", List.of("b"), "b");
        Filtered filtered = filter(TITLE, List.of(ofMember));
        assertThat(filtered.planned().change()).isPresent();
        assertThat(filtered.left()).isEmpty();
        assertThat(filtered.ended()).isEmpty();
    }

    @Test
    void whatWasTurnedDownAndIsNotInTheChangeLeavesItWhole() {
        Pair other = wish("ann").has("title", "b").has("sn", "x").on(entry("ann", "title", "a", "sn", "x"));
        Filtered filtered = filter(other, List.of(of("sn", "x")));
        assertThat(filtered.planned()).isEqualTo(EntryPlanner.plan(other));
        assertThat(filtered.left()).isEmpty();
    }

    @Test
    void aRenameKeepsItsNameWhereOnlyAValueWasTurnedDown() {
        Pair renamed =
                wish("bea").has("title", "b").has("sn", "x").on(entry("ann", "title", "a"), applied("title", "a"));
        Filtered filtered = filter(renamed, List.of(of("title", "b")));
        Change.RenameEntry go = (Change.RenameEntry) filtered.planned().change().orElseThrow();
        assertThat(go.newDn()).isEqualTo(People.dn("bea"));
        assertThat(go.modifications()).containsExactly(pending("sn", "+x"));
        assertThat(filtered.left().orElseThrow().modifications()).containsExactly(pending("title", "-a", "+b"));
    }

    @Test
    void ofAChangeThatWasPlannedBeforeTheRestIsLeft() {
        Pair renamed = wish("bea").has("title", "b").has("sn", "x").on(entry("ann", "title", "a"));
        Change rename = EntryPlanner.plan(renamed).change().orElseThrow();
        Change named = Suppressed.without(rename, List.of(of("title", "b"))).orElseThrow();
        assertThat(named).isInstanceOf(Change.RenameEntry.class);
        assertThat(named.modifications()).containsExactly(pending("sn", "+x"));
        Suppression name = new Suppression(2, People.ID, Suppression.NAME, "", List.of(), "");
        Change stays =
                Suppressed.without(rename, List.of(name, of("title", "b"))).orElseThrow();
        assertThat(stays).isInstanceOf(Change.ModifyEntry.class);
        assertThat(stays.dn()).isEqualTo(People.dn("ann"));
        assertThat(stays.modifications()).containsExactly(pending("sn", "+x"));
        assertThat(Suppressed.without(rename, List.of(name, of("title", "b"), of("SN", "x"))))
                .isEmpty();
        Change modify = EntryPlanner.plan(TITLE).change().orElseThrow();
        assertThat(Suppressed.without(modify, List.of(of("title", "b")))).isEmpty();
        assertThat(Suppressed.without(modify, List.of())).contains(modify);
        Change add = EntryPlanner.plan(wish("ann").alone()).change().orElseThrow();
        assertThat(Suppressed.without(add, List.of(of(Suppression.ENTRY, "x")))).isEmpty();
    }

    @Test
    void whoLeavesTheGroupsStillLeavesThemWhenAnotherValueWasTurnedDown() {
        Pair leaving = wish("ann")
                .has("title", "b")
                .locked()
                .standing(Standing.INACTIVE)
                .on(entry("ann"));
        Filtered filtered = filter(leaving, List.of(of("title", "b")));
        assertThat(filtered.pair().desired().leaves()).isTrue();
        assertThat(filtered.planned().change().orElseThrow().modifications())
                .containsExactly(pending("@disabled", "+true"));
    }

    @Test
    void aValueThatWasTurnedDownStaysSoWhenTheResourceIsDeleted() {
        Pair deleted = wish("ann")
                .has("title", "b")
                .standing(Standing.DELETED)
                .on(entry("ann", "title", "a"), applied("title", "a"));
        Filtered filtered = filter(deleted, List.of(of("title", "b")));
        assertThat(filtered.planned().change()).isEmpty();
        assertThat(filtered.ended()).isEmpty();
    }

    /** As they are stored: what was turned down under an earlier version stays so. */
    @Test
    void theLockOfADeletedUserIsStoredAsAnotherWishThanThatOfADeactivatedOne() {
        Suppression deactivated = new Suppression(1, People.ID, "@disabled", "", List.of("true"), "");
        Suppression deleted = new Suppression(2, People.ID, "@disabled", "", List.of("true", "(deleted)"), "");
        List<Suppression> both = List.of(deactivated, deleted);
        assertThat(filter(wish("ann").locked().standing(Standing.INACTIVE).on(entry("ann")), both)
                        .ended())
                .containsExactly(2L);
        assertThat(filter(wish("ann").locked().standing(Standing.DELETED).on(entry("ann")), both)
                        .ended())
                .containsExactly(1L);
    }

    @Test
    void anEntryIsOnlyTurnedDownForWhoWantsOne() {
        Change add = EntryPlanner.plan(wish("ann").alone()).change().orElseThrow();
        assertThat(Suppressed.of(add, wish("ann").entry()))
                .extracting(Suppression::attribute)
                .containsExactly(Suppression.ENTRY);
        assertThat(Suppressed.of(add, wish("ann").standing(Standing.DELETED).entry()))
                .isEmpty();
        Change adoption = EntryPlanner.plan(wish("ann").found(entry("ann"), Situation.ADOPTABLE))
                .change()
                .orElseThrow();
        assertThat(Suppressed.of(adoption, wish("ann").entry())).hasSize(1);
        assertThat(Suppressed.of(
                        adoption, wish("ann").standing(Standing.DELETE_DUE).entry()))
                .isEmpty();
    }

    @Test
    void aDeletionIsOnlyTurnedDownWhileItIsDue() {
        DesiredEntry due = wish("ann").standing(Standing.DELETE_DUE).entry();
        Change delete = EntryPlanner.plan(
                        wish("ann").standing(Standing.DELETE_DUE).on(entry("ann")))
                .change()
                .orElseThrow();
        assertThat(Suppressed.of(delete, due)).hasSize(1);
        assertThat(Suppressed.of(delete, wish("ann").entry())).isEmpty();
        assertThat(Suppressed.of(delete, wish("ann").standing(Standing.DELETED).entry()))
                .isEmpty();
    }

    @Test
    void whoIsLeftAloneIsSoForAsLongAsItWantsThatEntry() {
        DesiredEntry ann = wish("ann").entry();
        assertThat(Suppressed.leavesAlone(ann, List.of(Suppressed.entry(ann)))).isTrue();
        assertThat(Suppressed.leavesAlone(wish("bea").entry(), List.of(Suppressed.entry(ann))))
                .isFalse();
        assertThat(Suppressed.leavesAlone(ann, List.of())).isFalse();
        List<String> dn = Suppressed.entry(ann).desired();
        Suppression name = new Suppression(1, People.ID, Suppression.NAME, "", dn, "");
        Suppression ofMember = new Suppression(1, People.ID, Suppression.ENTRY, "m", dn, "");
        assertThat(Suppressed.leavesAlone(ann, List.of(name, ofMember))).isFalse();
    }

    @Test
    void whatNoEntryCanBeMadeOfIsTurnedDownUntilOneCan() {
        Suppression invalid = Suppressed.invalid(People.ID);
        assertThat(invalid.resource()).isEqualTo(People.ID);
        assertThat(invalid.comes()).isTrue();
        Pair valid = wish("ann").alone();
        Filtered filtered = filter(valid, List.of(invalid));
        assertThat(filtered.planned().change()).isPresent();
        assertThat(filtered.ended()).containsExactly(invalid.id());
    }

    @Test
    void ofAChangeThatLocksTheLockIsWhatIsTurnedDown() {
        Pair locked = wish("ann").has("title", "b").locked().on(entry("ann"));
        Change both = EntryPlanner.plan(locked).change().orElseThrow();
        assertThat(Suppressed.destructive(both, locked.desired()).modifications())
                .containsExactly(pending("@disabled", "+true"));
        Change title = EntryPlanner.plan(TITLE).change().orElseThrow();
        assertThat(Suppressed.destructive(title, TITLE.desired())).isSameAs(title);
    }

    private static Suppression of(String attribute, String value) {
        return new Suppression(1, People.ID, attribute, "", List.of(value), value);
    }

    private static Filtered filter(Pair pair, List<Suppression> all) {
        return Suppressed.filter(EntryPlanner.plan(pair), pair, all);
    }

    @Test
    void aPartOfAChangeIsKeptBackForAsLongAsTheSameIsWanted() {
        Pair renamed = wish("bea").has("title", "b").has("sn", "x").on(entry("ann", "title", "a", "sn", "x"));
        Change rename = EntryPlanner.plan(renamed).change().orElseThrow();
        Suppression title = of("TITLE", "b");
        Suppression member = new Suppression(3, People.ID, "title", "m", List.of("b"), "b");
        Suppression name = Suppressed.of(rename, renamed.desired()).get(0);
        assertThat(name.isOf(Suppression.NAME)).isTrue();
        Suppression entry = Suppressed.entry(renamed.desired());
        List<Suppression> all = List.of(title, of("title", "c"), of("sn", "x"), member, name, entry);
        assertThat(Suppressed.keeping(rename, renamed.desired(), all)).containsExactly(title, name);
        Change modify = EntryPlanner.plan(TITLE).change().orElseThrow();
        assertThat(Suppressed.keeping(modify, renamed.desired(), all)).containsExactly(title);
        Change add = EntryPlanner.plan(wish("bea").alone()).change().orElseThrow();
        assertThat(Suppressed.keeping(add, renamed.desired(), all)).containsExactly(entry);
        Change adoption = EntryPlanner.plan(wish("bea").has("title", "b").found(entry("ann"), Situation.ADOPTABLE))
                .change()
                .orElseThrow();
        assertThat(Suppressed.keeping(adoption, renamed.desired(), all)).containsExactly(entry);
    }

    @Test
    void whoseDeletionWasTurnedDownKeepsNothingElseBack() {
        DesiredEntry due = wish("ann").standing(Standing.DELETE_DUE).entry();
        Change delete = EntryPlanner.plan(
                        wish("ann").standing(Standing.DELETE_DUE).on(entry("ann")))
                .change()
                .orElseThrow();
        Suppression ends = Suppressed.entry(due);
        assertThat(Suppressed.keeping(delete, due, List.of(ends, of("uid", "ann"))))
                .containsExactly(ends);
        assertThat(Suppressed.opens(delete, due, List.of())).isTrue();
    }

    @Test
    void onlyWhoseLockWasTurnedDownStaysOpen() {
        Pair leaving = wish("ann")
                .has("title", "b")
                .locked()
                .standing(Standing.INACTIVE)
                .on(entry("ann"));
        Change change = EntryPlanner.plan(leaving).change().orElseThrow();
        assertThat(Suppressed.opens(change, leaving.desired(), List.of(of("@disabled", "true"))))
                .isTrue();
        assertThat(Suppressed.opens(change, leaving.desired(), List.of(of("title", "b"))))
                .isFalse();
        assertThat(Suppressed.opens(change, leaving.desired(), List.of())).isFalse();
    }
}

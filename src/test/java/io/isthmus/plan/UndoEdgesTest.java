package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.about;
import static io.isthmus.plan.NetChangesTest.add;
import static io.isthmus.plan.NetChangesTest.delete;
import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.NetChangesTest.modify;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an undo takes back of adoptions, locks and deletions, and what it wants in the end. */
class UndoEdgesTest {
    private static final About WHY = about("1");
    private static final About UNLINKS = WHY.as(Situation.UNMANAGED);

    @Test
    void anAdoptionThatWroteNothingIsTakenBackByUnlinking() {
        Reversal back = Reversal.of(nothing(), UNLINKS, Optional.of(entry("ann")), Set.of());
        assertThat(back.change().orElseThrow().modifications()).isEmpty();
        assertThat(back.change().orElseThrow().about().situation()).isEqualTo(Situation.UNMANAGED);
    }

    @Test
    void anAdoptionIsNotUnlinkedWhileWhatItWroteCannotGoBack() {
        Reversal back = Reversal.of(modify("title", "+b"), UNLINKS, Optional.of(entry("ann", "title", "x")), Set.of());
        assertThat(back.change()).isEmpty();
        assertThat(back.left()).hasSize(1);
    }

    @Test
    void aChangeThatWroteNothingNeedsNoReversal() {
        assertThat(Reversal.of(nothing(), WHY, Optional.of(entry("ann")), Set.of())
                        .change())
                .isEmpty();
    }

    @Test
    void anAccountThatWasCreatedLockedGoesLockedAndOneThatWasLockedSinceStays() {
        ActualEntry locked = entry("ann", ActualEntry.DISABLED, "true");
        Change.AddEntry add = add("ann");
        Change lockedFromTheStart = new Change.AddEntry(WHY, add.dn(), add.attributes(), true);
        assertThat(unmade(lockedFromTheStart, locked).change()).isPresent();
        assertThat(unmade(add, locked).left()).containsExactly("the entry is not as it was made: @disabled differs");
        assertThat(unmade(lockedFromTheStart, entry("ann", "title", "x")).left())
                .containsExactly("the entry is not as it was made: title differs");
    }

    @Test
    void whatTheServerMakesItselfIsNotToldAsLost() {
        WholeEntry before =
                new WholeEntry(Map.of("uid", List.of("ann")), Map.of("objectGUID", List.of("AA==")), List.of(), "");
        Change delete = new Change.DeleteEntry(WHY, new Anchor("1"), dn("ann"), before);
        assertThat(Reversal.of(delete, WHY, Optional.empty(), Set.of()).lost())
                .containsExactly(
                        "its immutable id: it is another entry to whoever refers to that",
                        "its password, if it had one");
    }

    @Test
    void theOppositeOfTakingBackACreationIsTheCreation() {
        Change forward = Reversal.forward(delete("ann"));
        assertThat(forward).isInstanceOf(Change.AddEntry.class);
        assertThat(forward.dn()).isEqualTo(dn("ann"));
    }

    @Test
    void theOppositeOfTakingBackADeletionIsTheDeletion() {
        Change forward = Reversal.forward(add("ann"));
        assertThat(forward).isInstanceOf(Change.DeleteEntry.class);
        assertThat(forward.dn()).isEqualTo(dn("ann"));
        assertThat(forward.about().situation()).isEqualTo(Situation.PENDING);
    }

    @Test
    void theOppositeOfUnlinkingIsTheAdoption() {
        Change unlink = new Change.ModifyEntry(UNLINKS, new Anchor("1"), dn("ann"), List.of());
        assertThat(Reversal.forward(unlink).about().situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(Reversal.forward(modify("title", "+a")).about().situation()).isEqualTo(Situation.PENDING);
    }

    @Test
    void anAccountThatWasLockedAfterItsCreationWasCreatedLocked() {
        assertThat(created(add("ann"), modify(ActualEntry.DISABLED, "+true")).disabled())
                .isTrue();
        Change.AddEntry unlocked =
                created(add("ann"), modify(ActualEntry.DISABLED, "+true"), modify(ActualEntry.DISABLED, "-true"));
        assertThat(unlocked.disabled()).isFalse();
        assertThat(unlocked.attributes()).doesNotContainKey(ActualEntry.DISABLED);
    }

    @Test
    void whatWasMadeAgainAfterSomebodyTookItAwayWasCreated() {
        Change.AddEntry add = created(modify("title", "-a", "+b"), add("ann", "title", "b"));
        assertThat(add.attributes()).containsEntry("title", List.of("b"));
    }

    private static Change.AddEntry created(Change... changes) {
        NetChanges net = new NetChanges();
        List.of(changes).forEach(net::add);
        assertThat(net.entries()).hasSize(1);
        return (Change.AddEntry) net.entries().get(0);
    }

    private static Reversal unmade(Change change, ActualEntry now) {
        return Reversal.of(change, WHY, Optional.of(now), Set.of());
    }

    private static Change nothing() {
        return new Change.ModifyEntry(WHY, new Anchor("1"), dn("ann"), List.of());
    }

    private static ActualEntry entry(String uid, String... more) {
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("objectclass", new Attribute("objectClass", "inetOrgPerson"));
        attributes.put("uid", new Attribute("uid", uid));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i].toLowerCase(Locale.ROOT), new Attribute(more[i], more[i + 1]));
        }
        return new ActualEntry(new Anchor("1"), dn(uid), attributes);
    }
}

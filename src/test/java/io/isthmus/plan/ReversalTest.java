package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.about;
import static io.isthmus.plan.NetChangesTest.add;
import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.NetChangesTest.edit;
import static io.isthmus.plan.NetChangesTest.members;
import static io.isthmus.plan.NetChangesTest.modify;
import static io.isthmus.plan.NetChangesTest.part;
import static io.isthmus.plan.NetChangesTest.rename;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.MemberRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReversalTest {
    private static final About WHY = about("1");

    @Test
    void valuesGoBack() {
        Reversal back = of(modify("title", "-a", "+b"), entry("ann", "title", "b"));
        assertThat(back.change().orElseThrow().modifications()).containsExactly(part("title", "-b", "+a"));
        assertThat(back.left()).isEmpty();
    }

    @Test
    void whatSomebodyChangedSinceIsLeftAndToldAndTheRestGoesBack() {
        Change change = new Change.ModifyEntry(
                WHY, new Anchor("1"), dn("ann"), List.of(part("title", "-a", "+b"), part("sn", "-x", "+y")));
        Reversal back = of(change, entry("ann", "title", "theirs", "sn", "y"));
        assertThat(back.change().orElseThrow().modifications()).containsExactly(part("sn", "-y", "+x"));
        assertThat(back.left()).containsExactly("title is not as it was left: [theirs]");
    }

    @Test
    void aValueThatCameBackByItselfIsLeft() {
        assertThat(of(modify("title", "-a"), entry("ann", "title", "a")).change())
                .isEmpty();
        assertThat(of(modify("title", "-a"), entry("ann")).change()).isPresent();
    }

    @Test
    void aValueThatDiffersInCaseAloneGoesBack() {
        assertThat(of(modify("title", "-a", "+A"), entry("ann", "title", "A")).change())
                .isPresent();
    }

    @Test
    void aRenameGoesBackWithTheOtherChanges() {
        Change.RenameEntry there = (Change.RenameEntry) rename("ann", "bea");
        Change.RenameEntry back =
                (Change.RenameEntry) of(there.with(List.of(part("title", "+b"))), entry("bea", "title", "b"))
                        .change()
                        .orElseThrow();
        assertThat(back.dn()).isEqualTo(dn("bea"));
        assertThat(back.newDn()).isEqualTo(dn("ann"));
        assertThat(back.modifications()).containsExactly(part("title", "-b"));
    }

    @Test
    void whoWasRenamedAgainKeepsTheNameAndGetsTheValuesBack() {
        Change.RenameEntry there = (Change.RenameEntry) rename("ann", "bea");
        Reversal back = of(there.with(List.of(part("title", "+b"))), entry("cleo", "title", "b"));
        assertThat(back.change().orElseThrow()).isInstanceOf(Change.ModifyEntry.class);
        assertThat(back.left()).anySatisfy(why -> assertThat(why).contains("renamed to uid=cleo"));
    }

    @Test
    void aCreatedEntryGoesIfItIsAsItWasMade() {
        Change.DeleteEntry gone = (Change.DeleteEntry)
                of(add("ann", "title", "a"), entry("ann", "title", "a", "userPassword", "x", "memberOf", "cn=g"))
                        .change()
                        .orElseThrow();
        assertThat(gone.before().values()).containsEntry("title", List.of("a"));
        assertThat(gone.before().lost()).contains("userPassword");
        assertThat(of(add("ann", "title", "a"), entry("ann", "title", "b")).left())
                .containsExactly("the entry is not as it was made: title differs");
        assertThat(of(add("ann"), entry("ann", "roomNumber", "42")).left())
                .containsExactly("the entry is not as it was made: roomNumber differs");
        assertThat(of(add("ann"), entry("bea")).change()).isEmpty();
        assertThat(Reversal.of(add("ann"), WHY, Optional.empty(), Set.of()).left())
                .containsExactly("the entry is gone");
    }

    @Test
    void aDeletedEntryComesBackWithoutWhatCannot() {
        WholeEntry before = new WholeEntry(
                Map.of(
                        "uid",
                        List.of("ann"),
                        "title",
                        List.of("a"),
                        "whenCreated",
                        List.of("x"),
                        ActualEntry.DISABLED,
                        List.of("true")),
                Map.of("jpegPhoto", List.of("AA==")),
                List.of("userPassword"),
                "");
        Change delete = new Change.DeleteEntry(WHY, new Anchor("1"), dn("ann"), before);
        Reversal back = Reversal.of(delete, WHY, Optional.empty(), Set.of());
        Change.AddEntry add = (Change.AddEntry) back.change().orElseThrow();
        assertThat(add.attributes()).containsOnlyKeys("uid", "title");
        assertThat(add.disabled()).isTrue();
        assertThat(back.lost())
                .anySatisfy(lost -> assertThat(lost).contains("immutable id"))
                .anySatisfy(lost -> assertThat(lost).contains("userPassword"))
                .anySatisfy(lost -> assertThat(lost).contains("jpegPhoto"));
        assertThat(of(delete, entry("ann")).left())
                .containsExactly("an entry stands at uid=ann,ou=people,dc=example,dc=com again");
    }

    @Test
    void whatActiveDirectoryWritesOnANewEntryIsNoChangeOfItAndIsGivenAgain() {
        Reversal gone = of(add("ann"), entry("ann", "groupType", "-2147483646", "directReports", "uid=bea"));
        assertThat(gone.left()).isEmpty();
        WholeEntry before = WholeEntry.of(Map.of(
                "uid",
                List.of("ann"),
                "groupType",
                List.of("2"),
                "objectSid",
                List.of("S-1"),
                "userAccountControl",
                List.of("66050"),
                ActualEntry.DISABLED,
                List.of("true")));
        Reversal back = Reversal.of(
                new Change.DeleteEntry(WHY, new Anchor("1"), dn("ann"), before), WHY, Optional.empty(), Set.of());
        assertThat(((Change.AddEntry) back.change().orElseThrow()).attributes()).containsOnlyKeys("uid", "groupType");
        assertThat(back.lost())
                .contains("its password, if it had one", "flags of userAccountControl, which was [66050]");
    }

    @Test
    void membersGoBackAsFarAsTheyStand() {
        Reversal back = Reversal.of(
                members(edit("a", true), edit("b", true), edit("c", false), edit("d", false)),
                WHY,
                MemberRule.As.UID,
                Set.of("uid=a", "uid=d"));
        assertThat(((Change.ModifyMembers) back.change().orElseThrow()).edits())
                .containsExactly(edit("a", false), edit("c", true));
        assertThat(back.left()).containsExactly("uid=b is no member any more", "uid=d is a member again");
    }

    @Test
    void forwardIsWhatTheUndoneRunWanted() {
        for (Change change : List.of(modify("title", "-a", "+b"), rename("ann", "bea"), members(edit("a", true)))) {
            Change back = change instanceof Change.ModifyMembers of
                    ? Reversal.of(of, WHY, MemberRule.As.UID, Set.of("uid=a"))
                            .change()
                            .orElseThrow()
                    : of(change, change instanceof Change.RenameEntry ? entry("bea") : entry("ann", "title", "b"))
                            .change()
                            .orElseThrow();
            assertThat(Reversal.forward(back).modifications()).isEqualTo(change.modifications());
            assertThat(Reversal.forward(back).dn()).isEqualTo(change.dn());
        }
    }

    private static Reversal of(Change change, ActualEntry now) {
        return Reversal.of(change, WHY, Optional.of(now), Set.of());
    }

    private static ActualEntry entry(String uid, String... more) {
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("objectclass", new Attribute("objectClass", "top", "inetOrgPerson"));
        attributes.put("uid", new Attribute("uid", uid));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i].toLowerCase(java.util.Locale.ROOT), new Attribute(more[i], more[i + 1]));
        }
        return new ActualEntry(new Anchor("1"), dn(uid), attributes);
    }
}

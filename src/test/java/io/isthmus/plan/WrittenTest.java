package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.dn;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.MemberRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the directory shows of a change whose result nobody noted. */
class WrittenTest {
    private static final About WHY = NetChangesTest.about("1");
    private static final Anchor ANCHOR = new Anchor("1");
    private static final Optional<ActualEntry> GONE = Optional.empty();

    @Test
    void aDeletionShowsInThatNothingIsThere() {
        Change delete = NetChangesTest.delete("ann");
        assertThat(of(delete, GONE)).isEqualTo(Written.WHOLLY);
        assertThat(of(delete, entry("ann"))).isEqualTo(Written.NOT);
    }

    @Test
    void aCreationShowsInWhatIsThereWithAllThatWasGiven() {
        Change.AddEntry add = new Change.AddEntry(
                WHY,
                dn("ann"),
                Map.of("uid", List.of("ann"), "title", List.of("boss"), "userPassword", List.of("secret")),
                false);
        assertThat(of(add, GONE)).isEqualTo(Written.NOT);
        assertThat(of(add, entry("ann", "title", "boss"))).isEqualTo(Written.WHOLLY);
        assertThat(of(add, entry("ann", "title", "other"))).isEqualTo(Written.NOT);
        assertThat(of(add, entry("ann"))).isEqualTo(Written.NOT);
    }

    @Test
    void aModificationShowsInItsValues() {
        Change modify = Wanted.modify(WHY, Wanted.to("title", "boss", ValueChange.Kind.PENDING));
        assertThat(of(modify, entry("ann", "title", "boss"))).isEqualTo(Written.WHOLLY);
        assertThat(of(modify, entry("ann"))).isEqualTo(Written.NOT);
        assertThat(of(modify, GONE)).isEqualTo(Written.NOT);
    }

    @Test
    void anAdoptionThatChangesNothingShowsInTheLink() {
        Change adoption = Wanted.modify(WHY);
        assertThat(of(adoption, entry("ann"))).isEqualTo(Written.NOT);
        Link other = Wanted.link("1", Optional.of(new Anchor("2")), "ann", Claims.NONE);
        assertThat(Written.of(adoption, Optional.of(other), entry("ann"))).isEqualTo(Written.NOT);
        Link link = Wanted.link("1", Optional.of(ANCHOR), "ann", Claims.NONE);
        assertThat(Written.of(adoption, Optional.of(link), entry("ann"))).isEqualTo(Written.WHOLLY);
    }

    @Test
    void aRenameShowsInTheNameAndPartlyWithoutItsValues() {
        ValueChange title = Wanted.to("title", "boss", ValueChange.Kind.PENDING);
        Change rename = new Change.RenameEntry(
                WHY, ANCHOR, dn("ann"), dn("bea"), Optional.empty(), List.of(title), ValueChange.Kind.PENDING);
        assertThat(of(rename, entry("ann", "title", "boss"))).isEqualTo(Written.NOT);
        assertThat(of(rename, entry("bea"))).isEqualTo(Written.PARTLY);
        assertThat(of(rename, entry("bea", "title", "boss"))).isEqualTo(Written.WHOLLY);
    }

    @Test
    void membershipsShowOneByOne() {
        Change.ModifyMembers members =
                NetChangesTest.members(NetChangesTest.edit("a", true), NetChangesTest.edit("b", false));
        String came = key(members, 0);
        String left = key(members, 1);
        assertThat(Written.of(members, MemberRule.As.DN, Set.of(came))).isEqualTo(Written.WHOLLY);
        assertThat(Written.of(members, MemberRule.As.DN, Set.of(came, left))).isEqualTo(Written.PARTLY);
        assertThat(Written.of(members, MemberRule.As.DN, Set.of(left))).isEqualTo(Written.NOT);
    }

    private static String key(Change.ModifyMembers members, int edit) {
        return MemberKey.of(MemberRule.As.DN, members.edits().get(edit).value());
    }

    private static Written of(Change change, Optional<ActualEntry> now) {
        return Written.of(change, Optional.empty(), now);
    }

    private static Optional<ActualEntry> entry(String uid, String... values) {
        return Optional.of(Wanted.actual("1", uid, values));
    }
}

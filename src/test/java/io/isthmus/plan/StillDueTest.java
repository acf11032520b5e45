package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.ValueChange.Kind;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether what waits would still be done; where that is not certain it would. */
class StillDueTest {
    private static final Anchor ANCHOR = new Anchor("a1");
    private static final DN ANN = dn("uid=ann,dc=x");

    private static final Change LOCK = modify(Situation.PENDING, value("employeeType", "disabled"));
    private static final Change ADD = new Change.AddEntry(about(Situation.NEW), ANN, Map.of(), false);
    private static final Change DELETE = new Change.DeleteEntry(
            about(Situation.PENDING), ANCHOR, ANN, new WholeEntry(Map.of(), Map.of(), List.of(), ""));

    private static DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static About about(Situation situation) {
        return new About("r1", ResourceType.USER, "okta", "ann", 7, situation, List.of(), false);
    }

    private static ValueChange value(String attribute, String value) {
        return new ValueChange(attribute, List.of(), List.of(value), Kind.PENDING);
    }

    private static Change modify(Situation situation, ValueChange... parts) {
        return new Change.ModifyEntry(about(situation), ANCHOR, ANN, List.of(parts));
    }

    private static Change rename(ValueChange... parts) {
        return new Change.RenameEntry(
                about(Situation.PENDING),
                ANCHOR,
                ANN,
                dn("uid=lee,dc=x"),
                Optional.empty(),
                List.of(parts),
                Kind.PENDING);
    }

    private static Change members(MemberEdit... edits) {
        return new Change.ModifyMembers(
                about(Situation.PENDING), Optional.of(ANCHOR), ANN, "member", List.of(edits), Optional.empty());
    }

    private static boolean due(Change waiting, Change... now) {
        return StillDue.is(waiting, List.of(now));
    }

    @Test
    void nothingToDoIsNotDue() {
        assertThat(due(LOCK)).isFalse();
        assertThat(due(DELETE)).isFalse();
    }

    @Test
    void aValueIsDueWhileItsAttributeIsToBeChangedOrTheEntryComesOrGoes() {
        assertThat(due(LOCK, modify(Situation.DRIFTED, value("EMPLOYEETYPE", "x"))))
                .isTrue();
        assertThat(due(LOCK, rename(value("employeeType", "disabled")))).isTrue();
        assertThat(due(LOCK, modify(Situation.PENDING, value("title", "x")))).isFalse();
        assertThat(due(LOCK, rename())).isFalse();
        assertThat(due(LOCK, ADD)).isTrue();
        assertThat(due(LOCK, DELETE)).isTrue();
    }

    @Test
    void aNameIsDueWhileTheEntryIsToBeRenamed() {
        assertThat(due(rename(), rename())).isTrue();
        assertThat(due(rename(), LOCK)).isFalse();
    }

    @Test
    void anEntryIsDueToComeOrToGoWhileItIsToDoJustThat() {
        assertThat(due(ADD, ADD)).isTrue();
        assertThat(due(ADD, LOCK)).isFalse();
        assertThat(due(DELETE, DELETE)).isTrue();
        assertThat(due(DELETE, LOCK)).isFalse();
    }

    @Test
    void anAdoptionThatWritesNothingIsDueAsWell() {
        assertThat(due(modify(Situation.ADOPTABLE), modify(Situation.ADOPTABLE)))
                .isTrue();
        assertThat(due(modify(Situation.ADOPTABLE), modify(Situation.PENDING))).isFalse();
    }

    @Test
    void ofMembersOneThatIsStillToComeOrToGoIsEnough() {
        MemberEdit bob = new MemberEdit("bob", "uid=bob,dc=x", false, Kind.PENDING);
        MemberEdit cid = new MemberEdit("cid", "uid=cid,dc=x", false, Kind.PENDING);
        assertThat(due(members(bob, cid), members(new MemberEdit("cid", "uid=other", false, Kind.DRIFT))))
                .isTrue();
        assertThat(due(members(bob), members(cid))).isFalse();
        assertThat(due(members(bob), members(new MemberEdit("bob", "uid=bob,dc=x", true, Kind.PENDING))))
                .isFalse();
        assertThat(due(
                        members(new MemberEdit("", "CN=Stranger", false, Kind.DRIFT)),
                        members(new MemberEdit("", "cn=stranger", false, Kind.DRIFT))))
                .isTrue();
        assertThat(due(members(bob), LOCK)).isFalse();
        assertThat(due(LOCK, members(bob))).isFalse();
    }
}

package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.plan.ValueChange.Kind;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberCountsTest {
    private static final PrivilegedGroups PRIVILEGED = new PrivilegedGroups(List.of(dn("cn=g")));

    @Test
    void whoIsRemovedCountsForTheGroupAndForAll() {
        assertThat(counted(10, false, PrivilegedGroups.NONE, List.of(gone("a"), gone("b"), comes("c"))))
                .containsExactly(
                        new Counted(Limited.MEMBERS_OF_GROUP, "g", 2, 2),
                        new Counted(Limited.MEMBERS_REMOVED, "", 2, 2));
    }

    @Test
    void whoLeavesWithTheAccountCountsAsThat() {
        assertThat(counted(10, false, PRIVILEGED, List.of(new MemberEdit("a", "cn=a", false, Kind.PENDING, true))))
                .isEmpty();
    }

    @Test
    void whoComesBackUnderAnotherNameDoesNotMove() {
        assertThat(counted(
                        1,
                        false,
                        PRIVILEGED,
                        List.of(
                                new MemberEdit("a", "cn=old", false, Kind.PENDING),
                                new MemberEdit("a", "cn=new", true, Kind.PENDING))))
                .isEmpty();
    }

    @Test
    void whoseRemovalOnlyPutsBackIsForgottenAfterwards() {
        assertThat(counted(
                        10,
                        false,
                        PrivilegedGroups.NONE,
                        List.of(gone("a"), new MemberEdit("", "cn=x", false, Kind.DRIFT))))
                .contains(new Counted(Limited.MEMBERS_REMOVED, "", 2, 1));
    }

    @Test
    void aGroupIsEmptiedWhenNobodyIsLeftAndNobodyComes() {
        Counted emptied = new Counted(Limited.GROUPS_EMPTIED, "", 1, 1);
        assertThat(counted(2, false, PrivilegedGroups.NONE, List.of(gone("a"), gone("b"))))
                .contains(emptied);
        assertThat(counted(3, false, PrivilegedGroups.NONE, List.of(gone("a"), gone("b"))))
                .doesNotContain(emptied);
        assertThat(counted(2, false, PrivilegedGroups.NONE, List.of(gone("a"), gone("b"), comes("c"))))
                .doesNotContain(emptied);
    }

    @Test
    void aDeletedGroupCountsAsOneEmptiedGroupAndItsMembersNotAtAll() {
        assertThat(counted(10, true, PrivilegedGroups.NONE, List.of(gone("a"), gone("b"))))
                .containsExactly(new Counted(Limited.GROUPS_EMPTIED, "", 1, 1));
    }

    @Test
    void inAPrivilegedGroupComingCountsToo() {
        assertThat(counted(10, false, PRIVILEGED, List.of(gone("a"), comes("b"))))
                .contains(new Counted(Limited.PRIVILEGED, "", 2, 2));
    }

    @Test
    void aLargeDifferenceIsCountedChangeByChangeAndTheEmptiedGroupOnce() throws LDAPException {
        List<Change.ModifyMembers> changes = List.of(change(List.of(gone("a"), gone("b"))), change(List.of(gone("c"))));
        List<List<Counted>> counted = MemberCounts.of(changes, 3, false, PrivilegedGroups.NONE);
        assertThat(counted).hasSize(2);
        assertThat(counted.get(0))
                .contains(
                        new Counted(Limited.MEMBERS_REMOVED, "", 2, 2), new Counted(Limited.GROUPS_EMPTIED, "", 1, 1));
        assertThat(counted.get(1))
                .containsExactly(
                        new Counted(Limited.MEMBERS_OF_GROUP, "g", 1, 1),
                        new Counted(Limited.MEMBERS_REMOVED, "", 1, 1));
    }

    private static List<Counted> counted(
            long ours, boolean deleted, PrivilegedGroups privileged, List<MemberEdit> edits) {
        List<Counted> counted = new ArrayList<>();
        MemberCounts.of(List.of(change(edits)), ours, deleted, privileged).forEach(counted::addAll);
        return counted;
    }

    private static MemberEdit gone(String id) {
        return new MemberEdit(id, "cn=" + id, false, Kind.PENDING);
    }

    private static MemberEdit comes(String id) {
        return new MemberEdit(id, "cn=" + id, true, Kind.PENDING);
    }

    private static Change.ModifyMembers change(List<MemberEdit> edits) {
        About about = new About("g", ResourceType.GROUP, "okta", "G", 1, Situation.PENDING, List.of(), false);
        return new Change.ModifyMembers(about, Optional.empty(), dn("cn=g"), "member", edits, Optional.empty());
    }

    private static DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

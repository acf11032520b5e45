package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.PrivilegedGroups;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A group that loses too many members keeps them until an administrator agrees. */
class MembersHeldTest {
    private static final MemberLimits LIMITS = new MemberLimits(20, 20, new SafetyLimits.Limit(100, 5), 1000, 3);

    @Test
    void removalsOverTheLimitWaitAdditionsGoOnAndApprovalRemoves() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.add(office.create("u" + i));
            }
            String late = office.create("late");
            String group = office.createGroup("Sales", ids.toArray(new String[0]));
            office.engine.soon();
            assertThat(size(office)).isEqualTo(31);
            office.members(group, new MemberDelta.Remove(ids.subList(0, 10)), new MemberDelta.Add(Office.of(late)));
            office.engine.soon();
            assertThat(size(office)).isEqualTo(32);
            RunRow held = office.runs.held().orElseThrow();
            assertThat(held.verdict().orElseThrow().line()).contains("10 of 30 members of Sales would be removed");
            Approvals approvals = new Approvals(office.parts(), office.execution);
            RunRow approved = approvals.approve(held.id(), held.hash().orElseThrow(), Set.of(), "anna");
            approvals.apply(approved, Set.of(), "anna");
            assertThat(size(office)).isEqualTo(22);
            assertThat(office.sync().changes()).isEmpty();
        }
    }

    @Test
    void removalsThatAreTurnedDownAreLeftUntilTheMemberIsWantedAgain() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.add(office.create("u" + i));
            }
            String group = office.createGroup("Sales", ids.toArray(new String[0]));
            office.engine.soon();
            office.members(group, new MemberDelta.Remove(ids.subList(0, 10)));
            office.engine.soon();
            new Approvals(office.parts(), office.execution)
                    .reject(office.runs.held().orElseThrow().id(), "anna");
            assertThat(office.sync().changes()).isEmpty();
            assertThat(size(office)).isEqualTo(31);
            String mapping = office.parts().mapping().hash();
            assertThat(office.parts().rulings().list(mapping, 0, 100)).hasSize(10);
            office.members(group, new MemberDelta.Add(Office.of(ids.get(0))));
            office.engine.soon();
            assertThat(office.parts().rulings().list(mapping, 0, 100)).hasSize(9);
            office.members(group, new MemberDelta.Remove(ids.subList(0, 2)));
            office.engine.soon();
            assertThat(office.values("cn=Sales," + Office.GROUPS, "member"))
                    .hasSize(30)
                    .noneMatch(value -> value.startsWith("uid=u0,"))
                    .anyMatch(value -> value.startsWith("uid=u1,"));
        }
    }

    @Test
    void someMembersOfALargeGroupAndAllOfASmallOneGoAtOnce() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.add(office.create("u" + i));
            }
            String large = office.createGroup("Sales", ids.toArray(new String[0]));
            String small = office.createGroup("Small", ids.get(0), ids.get(1));
            office.engine.soon();
            office.members(large, new MemberDelta.Remove(ids.subList(0, 6)));
            office.members(small, new MemberDelta.ReplaceAll(List.of()));
            office.engine.soon();
            assertThat(size(office)).isEqualTo(25);
            assertThat(office.values("cn=Small," + Office.GROUPS, "member")).hasSize(1);
        }
    }

    /** Each push for itself stays below the limit. */
    @Test
    void aGroupThatLosesItsMembersLittleByLittleKeepsTheRest() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = hired(office, 30);
            String group = office.createGroup("Sales", ids.toArray(new String[0]));
            office.engine.soon();
            for (int from = 0; from < 12; from += 4) {
                office.members(group, new MemberDelta.Remove(ids.subList(from, from + 4)));
                office.engine.soon();
            }
            assertThat(size(office)).isEqualTo(27);
            assertThat(line(office))
                    .isEqualTo("8 of 30 members of Sales would be removed, 4 of them in the last 24h:"
                            + " at most 6 go without approval, so these wait for approval");
        }
    }

    @Test
    void aSourceThatPushesAnEmptyGroupForAFullOneEmptiesNothing() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = hired(office, 30);
            String group = office.createGroup("Sales", ids.toArray(new String[0]));
            office.engine.soon();
            office.members(group, new MemberDelta.ReplaceAll(List.of()));
            office.engine.soon();
            office.sync();
            assertThat(size(office)).isEqualTo(31);
            assertThat(line(office)).startsWith("30 of 30 members of Sales would be removed: at most 6 go");
        }
    }

    @Test
    void smallGroupsThatAreEmptiedOneByOneAddUp() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, LIMITS)) {
            List<String> ids = hired(office, 8);
            List<String> groups = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                groups.add(office.createGroup("G" + i, ids.get(2 * i), ids.get(2 * i + 1)));
            }
            office.engine.soon();
            for (String group : groups) {
                office.members(group, new MemberDelta.ReplaceAll(List.of()));
                office.engine.soon();
            }
            assertThat(office.values("cn=G2," + Office.GROUPS, "member")).hasSize(1);
            assertThat(office.values("cn=G3," + Office.GROUPS, "member")).hasSize(3);
            assertThat(line(office))
                    .isEqualTo("4 of 4 groups would lose all members, 3 of them in the last 24h:"
                            + " at most 3 go without approval, so these wait for approval");
        }
    }

    @Test
    void ofPrivilegedGroupsOneMemberMovesAndAnotherWaits() throws Exception {
        PrivilegedGroups privileged = new PrivilegedGroups(List.of(new DN("cn=root-*")));
        SafetyLimits limits = SafetyLimits.of(0, Map.of(), MemberLimits.NONE, privileged, 1, Duration.ofHours(24));
        try (Office office = new Office(MembershipsTest.MAPPING, limits, Office.SETTINGS)) {
            List<String> ids = hired(office, 4);
            String group = office.createGroup("root-eu", ids.get(0));
            String other = office.createGroup("Sales", ids.get(0));
            office.engine.soon();
            String dn = "cn=root-eu," + Office.GROUPS;
            assertThat(office.values(dn, "member")).hasSize(2);
            office.members(group, new MemberDelta.Add(Office.of(ids.get(1))));
            office.members(other, new MemberDelta.Add(Office.of(ids.get(1), ids.get(2))));
            office.engine.soon();
            assertThat(office.values(dn, "member")).hasSize(2);
            assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).hasSize(4);
            assertThat(line(office))
                    .isEqualTo("2 members of privileged groups would come or go, 1 of them in the last 24h:"
                            + " at most 1 go without approval, so these wait for approval");
            // more of it waits behind it, whatever it is
            office.members(group, new MemberDelta.Remove(List.of(ids.get(0))));
            office.engine.soon();
            assertThat(office.values(dn, "member")).hasSize(2);
            assertThat(office.execution.heldSet.behind()).containsExactly(group);
        }
    }

    private static List<String> hired(Office office, int number) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ids.add(office.create("u" + i));
        }
        return ids;
    }

    private static String line(Office office) {
        return office.runs.held().orElseThrow().verdict().orElseThrow().line();
    }

    private static int size(Office office) throws Exception {
        return office.values("cn=Sales," + Office.GROUPS, "member").size();
    }
}

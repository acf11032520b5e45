package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.MemberDelta;
import java.util.ArrayList;
import java.util.List;
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

    private static int size(Office office) throws Exception {
        return office.values("cn=Sales," + Office.GROUPS, "member").size();
    }
}

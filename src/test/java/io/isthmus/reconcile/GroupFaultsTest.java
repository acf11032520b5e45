package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Deviation;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who leaves a group loses it, and a deleted group is emptied, also where the mapping cannot make the rest of the group's entry. */
class GroupFaultsTest {
    private static final String FINE = MembershipsTest.MAPPING.replace(
            "attributes: { cn: displayName }",
            "attributes: { cn: displayName, description: { from: displayName, cel: \"value.split('-')[1]\" } }");
    private static final String NAMELESS = MembershipsTest.MAPPING.replace(
            "attributes: { cn: displayName }",
            "attributes: { cn: { from: displayName, cel: \"value.split('-')[1]\" } }");

    private static final String UNDECIDED = MembershipsTest.MAPPING.replace(
            "  - name: teams\n", "  - name: teams\n    when: \"resource.kind != 'x'\"\n");

    private Office office;
    private String ann;
    private String bea;
    private String sales;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        ann = office.create("ann");
        bea = office.create("bea");
        sales = office.createGroup("Sales", ann, bea);
        office.sync();
        assertThat(members()).contains(dn("ann"), dn("bea"));
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aDeletedGroupIsEmptiedAndGoesWhenItIsDue() throws Exception {
        office.sync(FINE);
        office.deleteGroup(sales);
        RunRow run = office.sync(FINE);
        assertThat(members()).doesNotContain(dn("ann"), dn("bea"));
        assertThat(run.counts()).containsEntry("invalid", 1L);
        assertThat(office.deviations.page(Deviation.Listing.INVALID, Optional.empty(), 10))
                .anySatisfy(row -> assertThat(row.toString()).contains("description"));
        assertThat(office.sync(FINE).changes().getOrDefault("planned", 0L)).isZero();
        office.clock.pass(Duration.ofDays(8));
        office.sync(FINE);
        assertThat(office.ldap.getEntry("cn=Sales," + Office.GROUPS)).isNull();
    }

    @Test
    void aDeletedGroupWithoutANameIsEmptiedAtOnce() throws Exception {
        office.sync(NAMELESS);
        office.deleteGroup(sales);
        office.under(NAMELESS).soon();
        assertThat(members()).doesNotContain(dn("ann"), dn("bea"));
    }

    @Test
    void whoIsDeactivatedLeavesAGroupThatFails() throws Exception {
        office.sync(FINE);
        office.replace(bea, Office.user("bea").put("active", false));
        office.under(FINE).soon();
        assertThat(members()).contains(dn("ann")).doesNotContain(dn("bea"));
        assertThat(office.sync(FINE).changes().getOrDefault("planned", 0L)).isZero();
    }

    @Test
    void whoIsTakenOutLeavesAGroupThatFails() throws Exception {
        office.sync(NAMELESS);
        office.members(sales, new MemberDelta.Remove(List.of(bea)));
        RunRow run = office.sync(NAMELESS);
        assertThat(members()).contains(dn("ann")).doesNotContain(dn("bea"));
        assertThat(run.counts()).containsEntry("invalid", 1L);
    }

    /** Nobody can tell whether the rule has the group: it goes by the one that had it last. */
    @Test
    void aConditionThatFailsKeepsNobodyInAGroupEither() throws Exception {
        RunRow run = office.sync(UNDECIDED);
        assertThat(run.counts()).containsEntry("invalid", 1L);
        office.members(sales, new MemberDelta.Remove(List.of(bea)));
        office.sync(UNDECIDED);
        assertThat(members()).contains(dn("ann")).doesNotContain(dn("bea"));
        office.deleteGroup(sales);
        office.sync(UNDECIDED);
        assertThat(members()).doesNotContain(dn("ann"));
    }

    @Test
    void theEntryOfAGroupThatFailsStaysAsItIs() throws Exception {
        office.sync(FINE);
        office.renameGroup(sales, "Selling");
        office.sync(FINE);
        assertThat(office.ldap.getEntry("cn=Sales," + Office.GROUPS)).isNotNull();
        assertThat(office.ldap.getEntry("cn=Selling," + Office.GROUPS)).isNull();
    }

    @Test
    void aGroupThatNeverStoodIsNotMade() throws Exception {
        office.createGroup("Buying", ann);
        office.sync(FINE);
        assertThat(office.ldap.getEntry("cn=Buying," + Office.GROUPS)).isNull();
    }

    @Test
    void whatIsApprovedIsWritten() throws Exception {
        office.sync(FINE);
        office.deleteGroup(sales);
        Engine engine = office.under(FINE);
        RunRow plan = engine.full(engine.begin(RunRow.Kind.PLAN, "anna"));
        assertThat(plan.changes()).containsEntry("planned", 1L);
        Parts parts = office.partsUnder(FINE);
        Approvals approvals = new Approvals(parts, office.execution);
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
        assertThat(members()).doesNotContain(dn("ann"), dn("bea"));
    }

    private static String dn(String user) {
        return "uid=" + user + "," + Office.BASE;
    }

    private List<String> members() throws Exception {
        return office.values("cn=Sales," + Office.GROUPS, "member");
    }
}

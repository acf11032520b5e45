package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.plan.Deviation;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is deactivated or deleted is locked, also where the mapping cannot make the rest of the entry. */
class LeaverFaultsTest {
    private static final String TITLE = "title: { from: title, cel: \"value.split('-')[1]\" }";
    private static final String MAPPING = Bureau.MAPPING.replace("title: title", TITLE);
    private static final String LEFT = "ou=left,dc=example,dc=com";

    private final Office office = office();
    private final String ann = office.create("ann");

    private static Office office() {
        try {
            return new Office(MAPPING);
        } catch (com.unboundid.ldap.sdk.LDAPException | com.unboundid.ldif.LDIFException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static ObjectNode user(boolean active) {
        return Office.user("ann").put("active", active);
    }

    @Test
    void aDeactivationIsDoneAlthoughAnAttributeFails() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "nodash"));
        RunRow run = office.sync();
        assertThat(locked()).isTrue();
        assertThat(office.entry("uid=ann").orElseThrow().getAttributeValue("title"))
                .as("what fails is left as it is")
                .isEqualTo("old");
        assertThat(run.counts()).containsEntry("invalid", 1L);
        assertThat(office.deviations.page(Deviation.Listing.INVALID, Optional.empty(), 10))
                .anySatisfy(row -> assertThat(row.toString()).contains("title"));
        assertThat(office.sync().changes().getOrDefault("planned", 0L)).isZero();
    }

    @Test
    void soonWorkDoesItToo() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "nodash"));
        office.engine.soon();
        assertThat(locked()).isTrue();
    }

    @Test
    void anEmptyNameStandsInTheWayOfNothingEither() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "x-old").put("userName", "@zz.org"));
        office.sync();
        assertThat(locked()).isTrue();
        assertThat(office.sync().changes().getOrDefault("planned", 0L)).isZero();
    }

    @Test
    void aDeletionLocksAndComesWhenItIsDue() throws Exception {
        stands();
        office.replace(ann, user(true).put("title", "nodash"));
        office.sync();
        office.delete(ann);
        office.sync();
        assertThat(locked()).isTrue();
        office.clock.pass(java.time.Duration.ofDays(31));
        office.sync();
        assertThat(office.entry("uid=ann")).isEmpty();
    }

    /** The lock's attribute may be the one that fails. */
    @Test
    void theLockIsWrittenIntoAnAttributeThatFails() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "x-old").put("userType", "nodash"));
        office.sync(
                MAPPING.replace("host: nickName", "employeeType: { from: userType, cel: \"value.split('-')[1]\" }"));
        assertThat(locked()).isTrue();
    }

    @Test
    void whoIsToBeMovedIsMovedUnderTheNameThatItHas() throws Exception {
        office.ldap.add("dn: " + LEFT, "objectClass: organizationalUnit", "ou: left");
        stands();
        office.replace(ann, user(false).put("title", "nodash").put("userName", "@zz.org"));
        String moving = MAPPING.replace(
                "inactive: [{ disable: { attribute: employeeType, value: disabled } }]",
                "inactive: [{ move: \"" + LEFT + "\" }]");
        office.sync(moving);
        assertThat(office.ldap.getEntry("uid=ann," + LEFT)).isNotNull();
        assertThat(office.sync(moving).changes().getOrDefault("planned", 0L)).isZero();
    }

    @Test
    void aLockThatIsApprovedIsWritten() throws Exception {
        RunRow plan = planned();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
        assertThat(locked()).isTrue();
    }

    @Test
    void aLockThatIsRejectedStaysUndone() throws Exception {
        RunRow plan = planned();
        new Approvals(office.parts(), office.execution).reject(plan.id(), "anna");
        office.sync();
        assertThat(locked()).isFalse();
    }

    @Test
    void whatAnUndoTakesBackStaysSo() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "nodash"));
        RunRow run = office.sync();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow undo = approvals.undo(
                new RunProgress(office.runs, office.clock, office.parts().row(RunRow.Kind.UNDO, "anna")), run.id());
        approvals.apply(approvals.approve(undo.id(), undo.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
        assertThat(locked()).isFalse();
        office.sync();
        assertThat(locked()).isFalse();
    }

    @Test
    void groupsAreLeftToo() throws Exception {
        try (Office other = new Office(MembershipsTest.MAPPING.replace("title: title", TITLE))) {
            String bea = other.create("bea");
            other.replace(bea, Office.user("bea").put("title", "x-old"));
            other.createGroup("Sales", bea);
            other.sync();
            other.sync();
            assertThat(members(other)).contains("uid=bea," + Office.BASE);
            other.replace(bea, Office.user("bea").put("active", false).put("title", "nodash"));
            other.engine.soon();
            assertThat(members(other)).doesNotContain("uid=bea," + Office.BASE);
        }
    }

    private static String[] members(Office office) throws Exception {
        return office.ldap.getEntry("cn=Sales," + Office.GROUPS).getAttributeValues("member");
    }

    private RunRow planned() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "nodash"));
        RunRow plan = office.engine.full(office.engine.begin(RunRow.Kind.PLAN, "anna"));
        assertThat(plan.changes()).containsEntry("planned", 1L);
        return plan;
    }

    @Test
    void nothingIsMadeForWhoHasNoEntry() throws Exception {
        office.replace(ann, user(false).put("title", "nodash"));
        office.sync();
        assertThat(office.entry("uid=ann")).isEmpty();
    }

    @Test
    void onceTheFaultIsGoneAllIsWritten() throws Exception {
        stands();
        office.replace(ann, user(false).put("title", "nodash"));
        office.sync();
        office.replace(ann, user(true).put("title", "x-good"));
        office.sync();
        assertThat(locked()).isFalse();
        assertThat(office.entry("uid=ann").orElseThrow().getAttributeValue("title"))
                .isEqualTo("good");
    }

    private void stands() throws Exception {
        office.replace(ann, user(true).put("title", "x-old"));
        office.sync();
        assertThat(locked()).isFalse();
    }

    private boolean locked() throws Exception {
        return office.entry("uid=ann").orElseThrow().hasAttributeValue("employeeType", "disabled");
    }
}

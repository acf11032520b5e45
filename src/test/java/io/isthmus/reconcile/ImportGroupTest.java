package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Resources.Search;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.JdbcMemberships;
import io.isthmus.store.JournalCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that the directory has already: shown with their members, and what is done to those members once they are pushed. */
class ImportGroupTest {
    private static final String OPS = "cn=ops," + Office.GROUPS;
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private static final String STRANGER = "cn=stranger,dc=example,dc=com";

    private Office office;
    private MemberLimits limits = MemberLimits.NONE;

    private void open(String mapping) throws Exception {
        office = new Office(mapping, Office.limits(limits), Set.of("okta"));
        for (String name : List.of("ann", "bob", "cia")) {
            office.ldap.add("dn: " + dn(name), "objectClass: inetOrgPerson", "uid: " + name, "cn: " + name, "sn: Sn");
        }
        office.ldap.add(
                "dn: " + OPS,
                "objectClass: groupOfNames",
                "cn: ops",
                "member: " + NOBODY,
                "member: " + dn("ann"),
                "member: " + dn("bob"),
                "member: " + dn("cia"),
                "member: " + STRANGER);
        full();
    }

    @AfterEach
    void theJournalFoldsToTheView() {
        assertThat(JournalCheck.verify(office.database).differences()).isEmpty();
        office.close();
    }

    @Test
    void aGroupIsShownWithThoseOfItsMembersThatAreUsersAndNothingIsWritten() throws Exception {
        open(MembershipsTest.MAPPING);
        assertThat(shown(ops())).containsExactlyInAnyOrder(user("ann"), user("bob"), user("cia"));
        assertThat(ops().provisioned()).isFalse();
        long position = office.resources.position();
        full();
        assertThat(office.resources.position()).isEqualTo(position);
        assertThat(office.changes()).isEmpty();
    }

    @Test
    void adoptionAloneTakesNobodyOut() throws Exception {
        open(MembershipsTest.MAPPING);
        String group = ops().id();
        office.pushGroup(new Operation.Create(group, Office.group("ops"), List.of()));
        settle();
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), dn("bob"), dn("cia"), STRANGER);
        assertThat(shown(ops())).hasSize(3);
    }

    @Test
    void aReplacementThatAdoptsWithdrawsWhatWasShownAndNobodyElse() throws Exception {
        open(MembershipsTest.MAPPING);
        office.pushGroup(new Operation.Replace(
                ops().id(),
                Office.group("ops"),
                List.of(new MemberDelta.ReplaceAll(List.of(Member.of(user("ann"))))),
                Optional.empty()));
        settle();
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), STRANGER);
    }

    /** The plan showed an adoption without any change, and soon work took its members out once that was approved. */
    @Test
    void aPlanThatAdoptsListsWhoIsTakenOutByIt() throws Exception {
        open(MembershipsTest.MAPPING.replace("    adopt: auto\n", ""));
        office.pushGroup(new Operation.Replace(
                ops().id(),
                Office.group("ops"),
                List.of(new MemberDelta.ReplaceAll(List.of(Member.of(user("ann"))))),
                Optional.empty()));
        office.engine.soon();
        full();
        assertThat(members()).as("nobody has agreed to anything").hasSize(5);
        RunRow plan = office.plan();
        List<String> goes = new ArrayList<>();
        office.runs.changes(plan.id(), row -> {
            if (row.change() instanceof Change.ModifyMembers change) {
                change.edits().forEach(edit -> goes.add((edit.add() ? "+" : "-") + edit.value()));
            }
        });
        assertThat(goes).containsExactlyInAnyOrder("-" + dn("bob"), "-" + dn("cia"));
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "carol");
        office.engine.planAgain(approvals.apply(approved, Set.of(), "carol"));
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), STRANGER);
        List<String> before = office.changes();
        settle();
        assertThat(office.changes()).isEqualTo(before);
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), STRANGER);
    }

    /** What an adoption takes out is counted with it: a limit holds it before anything of it is written. */
    @Test
    void whatAnAdoptionTakesOutIsCountedByTheGuard() throws Exception {
        limits = new MemberLimits(50, 1, new SafetyLimits.Limit(0, 0), 0, 0);
        open(MembershipsTest.MAPPING);
        office.pushGroup(new Operation.Replace(
                ops().id(),
                Office.group("ops"),
                List.of(new MemberDelta.ReplaceAll(List.of(Member.of(user("ann"))))),
                Optional.empty()));
        office.engine.soon();
        assertThat(office.runs.held()).isPresent();
        assertThat(office.changes()).contains("modify ops held");
        assertThat(members()).hasSize(5);
    }

    @Test
    void aRemovalWithdrawsTheOneThatItNames() throws Exception {
        open(MembershipsTest.MAPPING);
        String group = ops().id();
        office.pushGroup(new Operation.Create(group, Office.group("ops"), List.of()));
        settle();
        office.pushGroup(new Operation.Patch(
                group,
                JsonNodeFactory.instance.arrayNode(),
                List.of(new MemberDelta.Remove(List.of(user("bob")))),
                Optional.empty()));
        settle();
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), dn("cia"), STRANGER);
    }

    @Test
    void whereMembersAreEnforcedThoseThatWereShownStay() throws Exception {
        open(MembershipsTest.MAPPING.replace(
                "    deleted: [empty", "    ownership: [{ match: \"cn=*\", mode: enforce }]\n    deleted: [empty"));
        office.pushGroup(new Operation.Create(ops().id(), Office.group("ops"), List.of()));
        settle();
        assertThat(members()).containsExactlyInAnyOrder(NOBODY, dn("ann"), dn("bob"), dn("cia"));
    }

    @Test
    void anImportedUserComesIntoNoOtherGroup() throws Exception {
        open(MembershipsTest.MAPPING);
        office.createGroup("fresh", user("ann"));
        settle();
        assertThat(office.values("cn=fresh," + Office.GROUPS, "member")).containsExactly(NOBODY);
    }

    private void full() {
        RunRow run = office.sync();
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
    }

    private void settle() {
        office.engine.soon();
        full();
        full();
    }

    private Resource ops() {
        return office.resources
                .page(Search.of("okta", ResourceType.GROUP, Optional.empty()), 1, 100)
                .resources()
                .get(0);
    }

    private String user(String name) {
        return office
                .resources
                .page(Search.of("okta", ResourceType.USER, Optional.empty()), 1, 100)
                .resources()
                .stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private List<String> shown(Resource group) {
        List<String> values = new ArrayList<>();
        new JdbcMemberships(office.database)
                .of(group, shown -> values.add(shown.member().value()));
        return values;
    }

    private List<String> members() throws Exception {
        return office.values(OPS, "member");
    }

    private static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}

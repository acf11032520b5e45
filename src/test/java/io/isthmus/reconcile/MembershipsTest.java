package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.journal.Operation;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.Ruling;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups and their members, from a push to the directory. */
class MembershipsTest {
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber]
                strong: [employeeNumber]
                attributes:
                  uid: userName
                  cn: userName
                  sn: userName
                  title: title
                  employeeNumber: externalId
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [leave-groups, { disable: { attribute: employeeType, value: disabled } }]
                deleted: [leave-groups]
            groups:
              - name: teams
                base: ou=groups,dc=example,dc=com
                scope: (objectClass=groupOfNames)
                rdn: cn
                object-classes: [groupOfNames]
                correlate: [cn]
                strong: [cn]
                adopt: auto
                attributes: { cn: displayName }
                members: { attribute: member, as: dn, placeholder: "cn=nobody,dc=example,dc=com" }
                deleted: [empty, { after: 7d, delete: true }]
            roles:
              from: roles
              catalogue:
                - role: admin
                  match: [admin]
                  grants: [ { group: "cn=admins,dc=example,dc=com" }, { attribute: departmentNumber, value: admin } ]
            """;

    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add(
                "dn: cn=admins,dc=example,dc=com", "objectClass: groupOfNames", "cn: admins", "member: cn=root");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aGroupIsCreatedWithItsMembersAndAPlaceholder() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        office.createGroup("Sales", anna, ben);
        office.createGroup("Empty");
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"), dn("ben"));
        assertThat(members("Empty")).containsExactly(NOBODY);
        assertIdle();
    }

    @Test
    void whoLosesARoleStaysInAGroupThatNamesIt() throws Exception {
        office.close();
        office = new Office(MAPPING.replace("    adopt: auto\n", "    adopt: auto\n    shared: true\n")
                .replace("cn=admins,dc=example", "cn=both,ou=groups,dc=example"));
        office.ldap.add("dn: cn=both," + Office.GROUPS, "objectClass: groupOfNames", "cn: both", "member: cn=root");
        ObjectNode admin = Office.user("anna");
        admin.putArray("roles").addObject().put("value", "admin");
        String anna = office.push(new Operation.Create(UUID.randomUUID().toString(), admin));
        office.engine.soon();
        assertThat(members("both")).containsExactly("cn=root", dn("anna"));
        String both = office.createGroup("both", anna);
        office.engine.soon();
        office.replace(anna, Office.user("anna"));
        office.engine.soon();
        assertThat(members("both")).as("the group still names it").containsExactly("cn=root", dn("anna"));
        assertIdle();
        office.replace(anna, admin);
        office.engine.soon();
        office.deleteGroup(both);
        office.engine.soon();
        assertThat(members("both")).as("the role still does").containsExactly("cn=root", dn("anna"));
        office.sync();
        assertThat(members("both")).containsExactly("cn=root", dn("anna"));
        office.replace(anna, Office.user("anna"));
        office.engine.soon();
        assertThat(members("both")).containsExactly("cn=root");
    }

    @Test
    void whoIsGivenTheEntryOfADeletedGroupHasItsMembersToo() throws Exception {
        office.close();
        office = new Office(
                MAPPING,
                Office.limits(MemberLimits.NONE),
                new ReconcileSettings(
                        true, true, false, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4));
        String anna = office.create("anna");
        String ben = office.create("ben");
        String before = office.createGroup("Sales", anna, ben);
        office.engine.soon();
        office.refuses = change -> Optional.of(Kind.DENIED);
        office.deleteGroup(before);
        String again = office.createGroup("Sales", anna);
        office.engine.soon();
        office.refuses = change -> Optional.empty();
        Link link = office.links.ofResources(List.of(before)).get(0);
        Ruling adopt = new Ruling(Ruling.Action.ADOPT, link.anchor(), office.clock.instant());
        office.parts().rulings().decide(again, adopt, "test");
        Inheritance.of(office.parts(), before, Set.of(before, again));
        office.sync();
        assertThat(members("Sales")).as("ben is ours to take out").containsExactly(NOBODY, dn("anna"));
        assertIdle();
    }

    @Test
    void oneMemberComesAndOneGoes() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        String sales = office.createGroup("Sales", anna);
        office.engine.soon();
        office.members(sales, new MemberDelta.Add(Office.of(ben)), new MemberDelta.Remove(List.of(anna)));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("ben"));
        office.members(sales, new MemberDelta.ReplaceAll(List.of()));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
        assertIdle();
    }

    @Test
    void aMemberThatIsNotKnownYetComesWhenItDoes() throws Exception {
        office.createGroup("Sales", "E-late");
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
        office.create("late");
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("late"));
        assertIdle();
    }

    @Test
    void aMemberThatIsRenamedIsRenamedInItsGroups() throws Exception {
        String anna = office.create("anna");
        office.createGroup("Sales", anna);
        office.engine.soon();
        office.replace(anna, Office.user("anna2").put("externalId", "E-anna"));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna2"));
        assertIdle();
    }

    @Test
    void whoIsInactiveLeavesItsGroupsAndComesBack() throws Exception {
        String anna = office.create("anna");
        office.createGroup("Sales", anna);
        office.engine.soon();
        office.replace(anna, Office.user("anna").put("active", false));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
        assertIdle();
        office.replace(anna, Office.user("anna").put("active", true));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"));
        office.delete(anna);
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
        assertIdle();
    }

    @Test
    void aGroupIsRenamedAndNestedInAnother() throws Exception {
        String anna = office.create("anna");
        String inner = office.createGroup("Inner", anna);
        office.createGroup("Outer", inner);
        office.engine.soon();
        assertThat(members("Outer")).containsExactly("cn=Inner," + Office.GROUPS, NOBODY);
        office.renameGroup(inner, "Core");
        office.engine.soon();
        assertThat(members("Core")).containsExactly(NOBODY, dn("anna"));
        assertThat(members("Outer")).containsExactly("cn=Core," + Office.GROUPS, NOBODY);
        assertIdle();
    }

    @Test
    void aChangeOfWhichAMemberHadToBeLeftOutIsNotCalledApplied() throws Exception {
        office.refuses = change -> change.about().name().equals("poison")
                ? java.util.Optional.of(io.isthmus.directory.DirectoryFailure.Kind.DENIED)
                : java.util.Optional.empty();
        office.createGroup("Sales", office.create("anna"), office.create("poison"));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"));
        assertThat(office.changes()).contains("modify Sales failed").doesNotContain("modify Sales applied");
        office.refuses = change -> java.util.Optional.empty();
        office.clock.pass(java.time.Duration.ofMinutes(1));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"), dn("poison"));
        assertThat(office.changes()).contains("modify Sales applied");
    }

    @Test
    void theFirstPlanIsApprovedWholeGroupsAndMembersIncluded() throws Exception {
        String anna = office.create("anna");
        office.createGroup("Sales", anna);
        RunRow plan = office.engine.full(office.engine.begin(RunRow.Kind.PLAN, "test"));
        assertThat(office.ldap.getEntry(dn("anna"))).isNull();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), java.util.Set.of(), "anna");
        approvals.apply(approved, java.util.Set.of(), "anna");
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"));
        assertIdle();
    }

    @Test
    void aCycleIsLeftOutAndTold() throws Exception {
        String inner = office.createGroup("Inner");
        String outer = office.createGroup("Outer", inner);
        office.engine.soon();
        office.members(inner, new MemberDelta.Add(Office.of(outer)));
        office.engine.soon();
        assertThat(members("Inner")).containsExactly(NOBODY);
        assertThat(office.changes()).contains("modify Inner invalid");
        office.members(outer, new MemberDelta.Remove(List.of(inner)));
        office.engine.soon();
        office.sync();
        assertThat(members("Outer")).containsExactly(NOBODY);
        assertThat(members("Inner")).containsExactly("cn=Outer," + Office.GROUPS, NOBODY);
    }

    @Test
    void anAdoptedGroupKeepsItsForeignMembersAndOneThatWeMadeDoesNot() throws Exception {
        office.ldap.add(
                "dn: cn=Sales," + Office.GROUPS, "objectClass: groupOfNames", "cn: Sales", "member: cn=foreign");
        String anna = office.create("anna");
        String sales = office.createGroup("Sales", anna);
        office.createGroup("Ours", anna);
        office.engine.soon();
        add("Ours", "cn=stranger");
        office.sync();
        assertThat(members("Sales")).containsExactly("cn=foreign", dn("anna"));
        assertThat(members("Ours")).containsExactly(NOBODY, dn("anna"));
        office.members(sales, new MemberDelta.Remove(List.of(anna)));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly("cn=foreign");
        office.deleteGroup(sales);
        office.sync();
        assertThat(members("Sales")).containsExactly("cn=foreign");
    }

    @Test
    void theLastMemberOfAnAdoptedGroupMakesRoomForThePlaceholder() throws Exception {
        office.create("anna");
        office.engine.soon();
        office.ldap.add(
                "dn: cn=Sales," + Office.GROUPS, "objectClass: groupOfNames", "cn: Sales", "member: " + dn("anna"));
        String anna = office.resources
                .resolve(java.util.Set.of(new io.isthmus.journal.Resources.Reference("okta", "anna")))
                .values()
                .iterator()
                .next();
        String sales = office.createGroup("Sales", anna);
        office.sync();
        assertThat(members("Sales")).containsExactly(dn("anna"));
        office.members(sales, new MemberDelta.Remove(List.of(anna)));
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
    }

    @Test
    void aDeletedGroupIsEmptiedAndGoesWhenItsTimeHasCome() throws Exception {
        String anna = office.create("anna");
        String sales = office.createGroup("Sales", anna);
        office.engine.soon();
        office.deleteGroup(sales);
        office.engine.soon();
        assertThat(members("Sales")).containsExactly(NOBODY);
        office.clock.pass(java.time.Duration.ofDays(8));
        office.sync();
        assertThat(office.ldap.getEntry("cn=Sales," + Office.GROUPS)).isNull();
    }

    @Test
    void aRolePutsIntoAGroupAndTakesOutAgain() throws Exception {
        String anna = office.create("anna");
        office.engine.soon();
        var body = Office.user("anna");
        body.putArray("roles").addObject().put("value", "admin");
        office.replace(anna, body);
        office.engine.soon();
        assertThat(office.values("cn=admins,dc=example,dc=com", "member")).containsExactly("cn=root", dn("anna"));
        assertThat(office.values(dn("anna"), "departmentNumber")).containsExactly("admin");
        assertIdle();
        office.replace(anna, Office.user("anna"));
        office.engine.soon();
        assertThat(office.values("cn=admins,dc=example,dc=com", "member")).containsExactly("cn=root");
        assertThat(office.values(dn("anna"), "departmentNumber")).isEmpty();
        assertIdle();
    }

    @Test
    void whatSomebodyChangedByHandIsHealed() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        office.createGroup("Sales", anna, ben);
        office.engine.soon();
        assertIdle();
        office.ldap.modify(
                "cn=Sales," + Office.GROUPS, new Modification(ModificationType.DELETE, "member", dn("anna")));
        add("Sales", "cn=stranger");
        RunRow run = office.sync();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"), dn("ben"));
        assertThat(run.counts()).containsEntry("drifted", 1L);
        office.ldap.delete("cn=Sales," + Office.GROUPS);
        office.sync();
        assertThat(members("Sales")).containsExactly(NOBODY, dn("anna"), dn("ben"));
        assertIdle();
    }

    @Test
    void aManagerIsNamedOnceThereIsOneAndFollowsItsRename() throws Exception {
        var body = Office.user("anna");
        body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", "E-boss");
        String anna = office.create("anna");
        office.replace(anna, body);
        office.engine.soon();
        assertThat(office.values(dn("anna"), "manager")).isEmpty();
        String boss = office.create("boss");
        office.engine.soon();
        office.engine.soon();
        assertThat(office.values(dn("anna"), "manager")).containsExactly(dn("boss"));
        assertIdle();
        office.replace(boss, Office.user("chief").put("externalId", "E-boss"));
        office.engine.soon();
        office.engine.soon();
        assertThat(office.values(dn("anna"), "manager")).containsExactly(dn("chief"));
        assertIdle();
    }

    private void add(String group, String member) throws Exception {
        office.ldap.modify(
                "cn=" + group + "," + Office.GROUPS, new Modification(ModificationType.ADD, "member", member));
    }

    /** A second plan is empty; so is one after that, which goes by what was settled. */
    private void assertIdle() {
        for (int i = 0; i < 3; i++) {
            RunRow run = office.sync();
            assertThat(run.changes()).isEqualTo(Map.of());
        }
    }

    private List<String> members(String group) throws Exception {
        return office.values("cn=" + group + "," + Office.GROUPS, "member");
    }

    private static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}

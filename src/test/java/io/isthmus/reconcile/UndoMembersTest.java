package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memberships, groups and adoptions are taken back, and a crash in the middle of it leaves nothing half done. */
class UndoMembersTest {
    private static final String SALES = "cn=Sales," + Office.GROUPS;

    private final List<String> ids = new ArrayList<>();
    private Office office;
    private String group;

    @BeforeEach
    void threeInAGroup() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        office.ldap.add(
                "dn: cn=admins,dc=example,dc=com", "objectClass: groupOfNames", "cn: admins", "member: cn=root");
        for (int i = 0; i < 3; i++) {
            ids.add(office.create("u" + i));
        }
        group = office.createGroup("Sales", ids.toArray(new String[0]));
        office.sync();
        office.clock.pass(Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void membersComeBackAndStay() throws Exception {
        office.members(group, new MemberDelta.Remove(ids.subList(0, 2)));
        RunRow run = office.sync();
        assertThat(office.values(SALES, "member")).hasSize(2);
        approve(undo(run));
        assertThat(office.values(SALES, "member")).hasSize(4);
        assertThat(office.sync().changes()).isEmpty();
        assertThat(office.values(SALES, "member")).hasSize(4);
        office.members(group, new MemberDelta.Add(Office.of(ids.get(0))));
        office.sync();
        office.members(group, new MemberDelta.Remove(ids.subList(0, 1)));
        office.sync();
        assertThat(office.values(SALES, "member")).noneMatch(value -> value.startsWith("uid=u0,"));
    }

    @Test
    void whatWasWrittenInPartIsListed() throws Exception {
        for (String outcome : List.of("moved", "invalid", "denied", "failed")) {
            office.members(group, new MemberDelta.Remove(ids.subList(0, 2)));
            RunRow run = office.sync();
            office.runs.changes(
                    run.id(),
                    row -> office.runs.record(
                            Map.of(row.id(), new Runs.Outcome(outcome, "1 of 2 values refused")),
                            List.of(),
                            List.of()));
            assertThat(outcomes(undo(run)))
                    .as(outcome)
                    .containsExactly(
                            "moved: not taken back: it was written in part only; look at these members" + " yourself");
            office.members(group, new MemberDelta.Add(Office.of(ids.get(0), ids.get(1))));
            office.sync();
        }
    }

    @Test
    void membersThatCameGoAndAreNotAddedAgain() throws Exception {
        String late = office.create("late");
        office.sync();
        office.members(group, new MemberDelta.Add(Office.of(late)));
        RunRow run = office.sync();
        assertThat(office.values(SALES, "member")).hasSize(5);
        approve(undo(run));
        assertThat(office.sync().changes()).isEmpty();
        assertThat(office.values(SALES, "member")).hasSize(4);
    }

    @Test
    void whoLeftTheGroupsWithItsLockIsBackInThem() throws Exception {
        office.replace(ids.get(0), Office.user("u0").put("active", false));
        RunRow run = office.sync();
        assertThat(office.values(SALES, "member")).hasSize(3);
        approve(undo(run));
        assertThat(office.entry("uid=u0").orElseThrow().hasAttribute("employeeType"))
                .isFalse();
        assertThat(office.values(SALES, "member")).hasSize(4);
        assertThat(office.sync().changes()).isEmpty();
        assertThat(office.values(SALES, "member")).hasSize(4);
    }

    @Test
    void aGroupThatWasCreatedGoesWithItsMembersUnlessSomebodyAddedOne() throws Exception {
        office.createGroup("First", ids.get(0));
        office.createGroup("Second", ids.get(0));
        RunRow run = office.sync();
        office.ldap.modify(
                "cn=Second," + Office.GROUPS, new Modification(ModificationType.ADD, "member", "cn=somebody"));
        RunRow undo = undo(run);
        approve(undo);
        assertThat(office.ldap.getEntry("cn=First," + Office.GROUPS)).isNull();
        assertThat(office.ldap.getEntry("cn=Second," + Office.GROUPS)).isNotNull();
        assertThat(outcomes(undo))
                .anySatisfy(told -> assertThat(told).contains("moved", "the entry is not as it was made: member"));
        office.sync();
        assertThat(office.ldap.getEntry("cn=First," + Office.GROUPS)).isNull();
    }

    @Test
    void anAdoptedEntryIsNobodysAgain() throws Exception {
        office.ldap.add(
                "dn: uid=theirs," + Office.BASE,
                "objectClass: inetOrgPerson",
                "uid: theirs",
                "cn: theirs",
                "sn: theirs",
                "employeeNumber: E-mine");
        String mine = office.create("mine");
        RunRow plan = office.engine.full(office.engine.begin(RunRow.Kind.PLAN, "anna"));
        approve(plan);
        assertThat(office.entry("uid=mine").orElseThrow().getAttributeValue("cn"))
                .isEqualTo("mine");
        approve(undo(plan));
        assertThat(office.entry("uid=theirs").orElseThrow().getAttributeValue("cn"))
                .isEqualTo("theirs");
        assertThat(office.links.ofResources(Set.of(mine))).isEmpty();
        assertThat(office.sync().counts()).containsEntry("suppressed", 1L);
        assertThat(office.entry("uid=theirs")).isPresent();
    }

    @Test
    void aCrashWhileItIsTakenBackNeverMakesTheNextRunDoItAgain() throws Exception {
        ids.forEach(id -> office.replace(id, Office.user("u" + ids.indexOf(id)).put("title", "new")));
        RunRow run = office.sync();
        RunRow undo = undo(run);
        office.dies = true;
        approve(undo);
        office.dies = false;
        Engine next = office.another();
        next.full(next.begin(RunRow.Kind.SYNC, "next"));
        for (int i = 0; i < 3; i++) {
            assertThat(office.entry("uid=u" + i).orElseThrow().hasAttribute("title"))
                    .isFalse();
        }
        ids.forEach(id -> office.replace(id, Office.user("u" + ids.indexOf(id)).put("title", "newer")));
        next.full(next.begin(RunRow.Kind.SYNC, "next"));
        assertThat(office.entry("uid=u0").orElseThrow().getAttributeValue("title"))
                .isEqualTo("newer");
    }

    private RunRow undo(RunRow run) {
        return new Approvals(office.parts(), office.execution)
                .undo(office.engine.begin(RunRow.Kind.UNDO, "anna"), run.id());
    }

    private void approve(RunRow run) {
        assertThat(run.status()).as(run.error().orElse("")).isEqualTo(RunRow.Status.PLANNED);
        Approvals approvals = new Approvals(office.parts(), office.execution);
        approvals.apply(approvals.approve(run.id(), run.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
    }

    private List<String> outcomes(RunRow run) {
        List<String> told = new ArrayList<>();
        office.runs.changes(run.id(), row -> told.add(row.outcome() + ": " + row.detail()));
        return told;
    }
}

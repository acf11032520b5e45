package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.MemberDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who leaves groups while the server keeps references whole, and so has renamed the member before we take it out. */
class LeaversTest {
    private static final String SALES = "cn=Sales," + Office.GROUPS;
    private static final String ADMINS = "cn=admins,dc=example,dc=com";
    private static final String STRANGER = "cn=stranger";

    private final List<String> ids = new ArrayList<>();
    private Office office;
    private String group;

    /** An adopted group, so that what is nobody's stays. */
    @BeforeEach
    void threeInAnAdoptedGroup() throws Exception {
        office = Office.keepingReferences(MembershipsTest.MAPPING);
        office.ldap.add("dn: " + ADMINS, "objectClass: groupOfNames", "cn: admins", "member: cn=root");
        office.ldap.add("dn: " + SALES, "objectClass: groupOfNames", "cn: Sales", "member: " + STRANGER);
        for (int i = 0; i < 3; i++) {
            ids.add(office.create("u" + i));
        }
        group = office.createGroup("Sales", ids.toArray(new String[0]));
        office.sync();
        assertThat(members()).containsExactly(STRANGER, dn("u0"), dn("u1"), dn("u2"));
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whoIsRenamedAndLeavesIsOutAndWhoIsRenamedAndStaysIsIn() throws Exception {
        rename(0, "x0");
        rename(1, "x1");
        office.members(group, new MemberDelta.Remove(List.of(ids.get(0))));
        office.engine.soon();
        assertThat(members()).containsExactly(STRANGER, dn("u2"), dn("x1"));
        assertIdle();
    }

    @Test
    void aRunOverEverythingDoesTheSame() throws Exception {
        rename(0, "x0");
        office.members(group, new MemberDelta.Remove(List.of(ids.get(0))));
        office.sync();
        assertThat(members()).containsExactly(STRANGER, dn("u1"), dn("u2"));
        assertIdle();
    }

    @Test
    void whoIsRenamedAndDeactivatedLeaves() throws Exception {
        office.replace(ids.get(0), Office.user("x0").put("externalId", "E-u0").put("active", false));
        office.engine.soon();
        assertThat(members()).containsExactly(STRANGER, dn("u1"), dn("u2"));
        assertIdle();
    }

    @Test
    void whoIsRenamedAndLosesARoleLeavesItsGroup() throws Exception {
        ObjectNode admin = Office.user("u0");
        admin.putArray("roles").addObject().put("value", "admin");
        office.replace(ids.get(0), admin);
        office.engine.soon();
        assertThat(office.values(ADMINS, "member")).containsExactly("cn=root", dn("u0"));
        rename(0, "x0");
        office.engine.soon();
        assertThat(office.values(ADMINS, "member")).containsExactly("cn=root");
        assertIdle();
    }

    @Test
    void itIsMadeUpForAfterACrash() throws Exception {
        for (boolean whole : new boolean[] {true, false}) {
            int one = whole ? 0 : 1;
            rename(one, "x" + one);
            office.members(group, new MemberDelta.Remove(List.of(ids.get(one))));
            office.dies = true;
            try {
                office.another().soon();
            } catch (IllegalStateException killed) {
                assertThat(killed).hasMessage("killed");
            }
            office.dies = false;
            if (whole) {
                Engine engine = office.another();
                engine.full(engine.begin(RunRow.Kind.SYNC, "test"));
            } else {
                office.another().soon();
            }
            assertThat(office.entry("uid=x" + one)).isPresent();
            assertThat(members()).doesNotContain(dn("u" + one), dn("x" + one));
        }
        assertIdle();
    }

    @Test
    void whoWasRenamedByHandLeavesOnceThatIsSeen() throws Exception {
        office.ldap.modifyDN(dn("u0"), "uid=by-hand", true, null);
        office.members(group, new MemberDelta.Remove(List.of(ids.get(0))));
        office.sync();
        assertThat(members()).containsExactly(STRANGER, dn("u1"), dn("u2"));
        assertIdle();
    }

    @Test
    void whoCameAndWasRenamedInARunThatIsTakenBackIsOutAgain() throws Exception {
        String late = office.create("late");
        office.sync();
        office.clock.pass(java.time.Duration.ofMinutes(5));
        office.replace(late, Office.user("later").put("externalId", "E-late"));
        office.members(group, new MemberDelta.Add(Office.of(late)));
        RunRow run = office.sync();
        assertThat(members()).contains(dn("later"));
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow undo = approvals.undo(
                new RunProgress(office.runs, office.clock, office.parts().row(RunRow.Kind.UNDO, "anna")), run.id());
        approvals.apply(approvals.approve(undo.id(), undo.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
        assertThat(office.entry("uid=late")).isPresent();
        assertThat(members()).containsExactly(STRANGER, dn("u0"), dn("u1"), dn("u2"));
        assertIdle();
    }

    private void rename(int one, String name) {
        office.replace(ids.get(one), Office.user(name).put("externalId", "E-u" + one));
    }

    private void assertIdle() {
        office.sync();
        assertThat(office.sync().changes()).isEmpty();
    }

    private List<String> members() throws Exception {
        return office.values(SALES, "member");
    }

    private static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}

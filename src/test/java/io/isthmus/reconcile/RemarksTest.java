package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noted on changes: what they do not do although one might think so. */
class RemarksTest {
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whoLeavesIsToldWhereTheyStayByTheDoingOfOthers() throws Exception {
        String anna = office.create("anna");
        String bert = office.create("bert");
        office.createGroup("Sales", anna, bert);
        office.engine.soon();
        foreign("Chess", "anna");
        for (int i = 1; i <= 6; i++) {
            foreign("Club " + i, "bert");
        }
        for (String name : List.of("anna", "bert")) {
            office.replace(name.equals("anna") ? anna : bert, Office.user(name).put("active", false));
        }
        office.engine.soon();
        assertThat(notes())
                .contains("uid=anna,ou=people,dc=example,dc=com stays in 1 group that others have put it into: "
                        + "cn=Chess,ou=groups,dc=example,dc=com")
                .anySatisfy(note -> assertThat(note)
                        .startsWith("uid=bert,ou=people,dc=example,dc=com stays in 6 groups")
                        .contains("cn=Club 5")
                        .endsWith("; …"))
                .hasSize(2);
        // nobody leaves anew
        office.engine.soon();
        office.sync();
        assertThat(notes()).hasSize(2);
    }

    @Test
    void whoLeavesWithNothingElseToWriteIsToldWhereTheyLeave() throws Exception {
        try (Office leaving = new Office(MembershipsTest.MAPPING.replace(
                "inactive: [leave-groups, { disable: { attribute: employeeType, value: disabled } }]",
                "inactive: [leave-groups]"))) {
            String anna = leaving.create("anna");
            leaving.createGroup("Sales", anna);
            leaving.engine.soon();
            leaving.ldap.add(
                    "dn: cn=Chess," + Office.GROUPS,
                    "objectClass: groupOfNames",
                    "cn: Chess",
                    "member: uid=anna," + Office.BASE);
            leaving.replace(anna, Office.user("anna").put("active", false));
            leaving.engine.soon();
            assertThat(notes(leaving))
                    .singleElement()
                    .asString()
                    .contains("stays in 1 group")
                    .contains("cn=Chess");
        }
    }

    /** Whoever is named is created first, and nothing follows; in a circle nobody can be. */
    @Test
    void aReferenceInACircleOfWhomThePlanCreatesIsNoted() {
        String boss = office.create("boss");
        String anna = office.create("anna");
        office.replace(anna, Staffing.reports("anna", boss));
        office.replace(boss, Staffing.reports("boss", anna));
        office.replace(office.create("cid"), Staffing.reports("cid", office.create("dan")));
        office.engine.soon();
        assertThat(notes())
                .containsExactlyInAnyOrder(
                        "manager=" + boss
                                + " follows as soon as this plan has created uid=boss,ou=people,dc=example,dc=com",
                        "manager=" + anna
                                + " follows as soon as this plan has created uid=anna,ou=people,dc=example,dc=com");
        assertThat(office.changes())
                .contains("add anna applied", "modify anna applied", "modify boss applied", "add cid applied")
                .doesNotContain("modify cid applied");
    }

    private void foreign(String group, String member) throws Exception {
        office.ldap.add(
                "dn: cn=" + group + "," + Office.GROUPS,
                "objectClass: groupOfNames",
                "cn: " + group,
                "member: uid=" + member + "," + Office.BASE);
    }

    private List<String> notes() {
        return notes(office);
    }

    private static List<String> notes(Office office) {
        List<String> notes = new ArrayList<>();
        for (RunRow run : office.runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 200)) {
            office.runs.changes(run.id(), change -> {
                if (!change.change().about().note().isEmpty()) {
                    assertThat(change.told()).endsWith(change.change().about().note());
                    notes.add(change.change().about().note());
                }
            });
        }
        return notes;
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What roles grant is recorded before anything is planned from it: a run that ends between the two loses nothing. */
class GrantsTest {
    private static final String BOTH = "cn=both," + Office.GROUPS;

    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING
                .replace("    adopt: auto\n", "    adopt: auto\n    shared: true\n")
                .replace("cn=admins,dc=example", "cn=both,ou=groups,dc=example"));
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whatOnlyAPlanHasSeenIsBroughtAboutByTheNextRun() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        office.createGroup("both", ben);
        for (int i = 0; i < 3; i++) {
            office.sync();
        }
        assertThat(office.values(BOTH, "member")).contains(dn("ben")).doesNotContain(dn("anna"));
        ObjectNode admin = Office.user("anna");
        admin.putArray("roles").addObject().put("value", "admin");
        office.replace(anna, admin);
        assertThat(office.plan().changes()).containsEntry("planned", 2L);
        office.sync();
        assertThat(office.values(BOTH, "member")).contains(dn("ben"), dn("anna"));
        for (int i = 0; i < 3; i++) {
            assertThat(office.sync().changes()).isEmpty();
        }
        office.replace(anna, Office.user("anna"));
        assertThat(office.plan().changes()).containsEntry("planned", 2L);
        office.sync();
        assertThat(office.values(BOTH, "member")).contains(dn("ben")).doesNotContain(dn("anna"));
    }

    /** Else nobody could be revoked who was there before the directory was taken over (ADR 26). */
    @Test
    void whoWasThereBeforeTheRoleLeavesWithItAndOthersStay() throws Exception {
        String anna = office.create("anna");
        office.create("ben");
        office.sync();
        office.ldap.add(
                "dn: " + BOTH,
                "objectClass: groupOfNames",
                "cn: both",
                "member: " + dn("anna"),
                "member: " + dn("ben"));
        ObjectNode admin = Office.user("anna");
        admin.putArray("roles").addObject().put("value", "admin");
        office.replace(anna, admin);
        for (int i = 0; i < 3; i++) {
            office.sync();
            assertThat(office.values(BOTH, "member")).containsExactly(dn("anna"), dn("ben"));
        }
        office.replace(anna, Office.user("anna"));
        office.sync();
        assertThat(office.values(BOTH, "member")).containsExactly(dn("ben"));
        for (int i = 0; i < 3; i++) {
            assertThat(office.sync().changes()).isEmpty();
        }
    }

    private static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}

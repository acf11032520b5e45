package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is wrong with a catalogue of roles, and what is not. */
class RoleFaultsTest {
    @Test
    void aCatalogueAndWhatItIsReadFromCannotBeLeftOut() {
        assertThat(Mappings.faults(Mappings.users() + "roles: {}\n"))
                .containsExactly("roles: from is missing", "roles: catalogue is missing");
    }

    @Test
    void aKeyWithNothingBehindItIsAMappingWithoutRoles() {
        assertThat(Mappings.valid(Mappings.users() + "roles:\n").roles()).isEqualTo(RoleRules.NONE);
    }

    @Test
    void rolesAreReadFromAWholeAttribute() {
        String from = Mappings.roles("{ role: admin, grants: [] }").replace("from: roles", "from: roles.value");
        assertThat(Mappings.faults(from))
                .containsExactly(
                        "roles.from: \"roles.value\" is not an attribute of SCIM users; write a whole one, like roles or entitlements");
    }

    @Test
    void whatIsGrantedIsAnLdapAttributeThatNothingElseFills() {
        String bad = "{ role: admin, grants: [{ attribute: a b, value: x }] }";
        assertThat(Mappings.faults(Mappings.roles(bad)))
                .containsExactly(
                        "roles.catalogue[0].grants[0].attribute: \"a b\" is not the name of an LDAP attribute");
        String stamp = Mappings.roles("{ role: admin, grants: [{ attribute: EmployeeNumber, value: x }] }")
                .replace("    rdn: uid\n", "    rdn: uid\n    stamp-attribute: employeeNumber\n");
        assertThat(Mappings.faults(stamp))
                .containsExactly("roles.catalogue[0].grants[0]: EmployeeNumber carries the stamp of rule people;"
                        + " grant another attribute");
    }

    @Test
    void twoRolesMayGiveTheSameValueOfAnAttributeThatHoldsOneButNotTwoValues() {
        String admin = "{ role: admin, grants: [{ attribute: loginShell, value: /bin/bash }] }";
        String ops = "{ role: ops, grants: [{ attribute: LoginShell, value: /bin/bash }] }";
        assertThat(Mappings.faults(Mappings.roles(admin, ops))).isEmpty();
        assertThat(Mappings.faults(Mappings.roles(admin, ops.replace("bash", "zsh"))))
                .singleElement()
                .asString()
                .startsWith("roles.catalogue[1].grants[0]: LoginShell holds one value");
    }
}

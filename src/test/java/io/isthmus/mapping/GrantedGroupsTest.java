package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The groups of the directory that roles put users into. */
class GrantedGroupsTest {
    private static final String ADMIN = "{ role: admin, grants: [{ group: 'cn=root,ou=roles,dc=example,dc=com' },"
            + " { attribute: employeeType, value: admin }] }";
    private static final String AUDITOR = "{ role: auditor, grants: [{ group: 'cn=root,ou=roles,dc=example,dc=com' },"
            + " { group: 'cn=readers,ou=roles,dc=example,dc=com' }] }";
    private static final DN ROOT = Mappings.dn("cn=root,ou=roles,dc=example,dc=com");
    private static final DN READERS = Mappings.dn("cn=readers,ou=roles,dc=example,dc=com");
    private static final String BOTH = "{'userName':'ann','active':%s,'roles':[{'value':'auditor'},{'value':'admin'}]}";

    @Test
    void aUserIsInTheGroupsOfItsRolesAndEachSaysWhichRolesGrantIt() {
        MappingSet mapping = Mappings.valid(Mappings.roles(ADMIN, AUDITOR));
        assertThat(mapping.groupsGranted(Mappings.wanted(mapping, Mappings.user(BOTH.formatted(true)))))
                .isEqualTo(Map.of(ROOT, Set.of("admin", "auditor"), READERS, Set.of("auditor")));
        assertThat(mapping.groupsGranted(Mappings.wanted(mapping, Mappings.user("{'userName':'bob'}"))))
                .isEmpty();
    }

    @Test
    void whoeverLeavesTheGroupsLosesThoseOfItsRolesAsWell() {
        MappingSet mapping = Mappings.valid(Mappings.roles(ADMIN, AUDITOR)
                .replace("    rdn: uid\n", "    rdn: uid\n    inactive: [leave-groups]\n"));
        Resource inactive = Mappings.user(BOTH.formatted(false));
        assertThat(mapping.groupsGranted(Mappings.wanted(mapping, inactive))).isEmpty();
        assertThat(mapping.groupsGranted(Mappings.wanted(mapping, inactive).staying()))
                .isNotEmpty();
    }

    @Test
    void aGroupHasNoRoles() {
        MappingSet mapping = Mappings.valid(Mappings.groups()
                + Mappings.roles(ADMIN, AUDITOR).substring(Mappings.users().length()));
        Resource group = Mappings.resource(
                ResourceType.GROUP, Optional.empty(), "{'displayName':'ops','roles':[{'value':'admin'}]}");
        assertThat(mapping.groupsGranted(Mappings.wanted(mapping, group))).isEmpty();
    }

    @Test
    void thereAreMembershipsToWriteWhereThereAreGroupsOrRolesThatGrantSome() {
        String valuesOnly = "{ role: admin, grants: [{ attribute: employeeType, value: admin }] }";
        assertThat(Mappings.valid(Mappings.users()).hasMemberships()).isFalse();
        assertThat(Mappings.valid(Mappings.roles(valuesOnly)).hasMemberships()).isFalse();
        assertThat(Mappings.valid(Mappings.roles(ADMIN)).hasMemberships()).isTrue();
        assertThat(Mappings.valid(Mappings.groups()).hasMemberships()).isTrue();
    }

    @Test
    void everyGroupThatSomeRoleGrantsIsKnown() {
        assertThat(Mappings.valid(Mappings.roles(ADMIN, AUDITOR)).grantedGroups())
                .containsExactly(ROOT, READERS);
    }
}

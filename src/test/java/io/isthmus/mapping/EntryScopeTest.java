package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryScopeTest {
    /** Matching by likeness is up to the server: here nobody can tell. */
    private static final String UNDECIDABLE = "(cn~=ann)";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ou=people,dc=example,dc=com | true",
                "uid=ann,OU=People,dc=example,dc=com | true",
                "uid=ann,ou=clerks,ou=people,dc=example,dc=com | true",
                "uid=ann,ou=robots,dc=example,dc=com | false",
                "dc=example,dc=com | false"
            })
    void aRuleIsAboutEntriesAtItsBaseAndBelow(String dn, boolean has) {
        assertThat(EntryScope.has(Mappings.userRule(), Mappings.entry(dn, Map.of("objectClass", "inetOrgPerson"))))
                .isEqualTo(has);
    }

    @Test
    void aRuleIsAboutEntriesOfItsScopeAndAboutNoneOfWhichThatIsUnknown() {
        ActualEntry ann = ann(Map.of("objectClass", "device", "cn", "ann"));
        assertThat(EntryScope.has(Mappings.userRule(), ann)).isFalse();
        assertThat(EntryScope.has(Mappings.userRule("scope: (cn=ann)"), ann)).isTrue();
        assertThat(EntryScope.has(Mappings.userRule("scope: " + UNDECIDABLE), ann))
                .isFalse();
    }

    @Test
    void whatAFilterProtectsIsProtectedAndOnDoubtEverything() {
        MappingSet robots = protecting("(employeeType=robot)");
        assertThat(EntryScope.isProtected(robots, ann(Map.of("employeeType", "Robot"))))
                .isTrue();
        assertThat(EntryScope.isProtected(robots, ann(Map.of("employeeType", "clerk"))))
                .isFalse();
        assertThat(EntryScope.isProtected(protecting(UNDECIDABLE), ann(Map.of("cn", "bob"))))
                .isTrue();
    }

    @Test
    void aProtectedEntryIsProtectedWithWhatLiesBelow() {
        MappingSet mapping = protecting("ou=clerks," + Mappings.PEOPLE);
        assertThat(EntryScope.isProtected(mapping, Mappings.dn("OU=clerks," + Mappings.PEOPLE)))
                .isTrue();
        assertThat(EntryScope.isProtected(mapping, Mappings.dn("uid=ann,ou=clerks," + Mappings.PEOPLE)))
                .isTrue();
        assertThat(EntryScope.isProtected(mapping, Mappings.dn(Mappings.PEOPLE)))
                .isFalse();
    }

    private static ActualEntry ann(Map<String, String> values) {
        return Mappings.entry("uid=ann," + Mappings.PEOPLE, values);
    }

    private static MappingSet protecting(String what) {
        return Mappings.valid(Mappings.users() + "protected: ['" + what + "']\n");
    }
}

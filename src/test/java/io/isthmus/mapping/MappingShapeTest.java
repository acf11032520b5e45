package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MappingShapeTest {
    private static final String ACCEPTED = """
            groups/people\tou=teams,dc=example,dc=com\tcn\tgroupofnames
            people\tou=people,dc=example,dc=com\tuid\taccount,posixaccount""";

    /** It is kept across restarts and versions, so it is told to the letter; rules of both kinds may have one name. */
    @Test
    void aShapeIsALineARuleInOneSpellingOnly() {
        assertThat(MappingShape.of(mapping("[posixAccount, account]"))).isEqualTo(ACCEPTED);
        assertThat(MappingShape.of(mapping("[Account, PosixAccount]"))).isEqualTo(ACCEPTED);
    }

    @Test
    void anotherSpellingOrANewRuleIsNoChange() {
        assertThat(MappingShape.incompatible(ACCEPTED, mapping("[Account, PosixAccount]")))
                .isEmpty();
        assertThat(MappingShape.incompatible(ACCEPTED.lines().findFirst().orElseThrow(), mapping("[account]")))
                .isEmpty();
    }

    @Test
    void aChangeIsToldWithWhatToPutBack() {
        assertThat(MappingShape.incompatible(ACCEPTED, mapping("[account]")))
                .containsExactly("line 3: rule people: base, rdn or object-classes changed while entries are linked;"
                        + " write migrate: true to the rule if the entries are to be moved,"
                        + " or put back: ou=people,dc=example,dc=com uid account,posixaccount");
    }

    @Test
    void aChangeThatIsPermittedIsNotToldOf() {
        MappingSet permitted = Mappings.valid(Mappings.users("object-classes: [account]", "migrate: true"));
        assertThat(MappingShape.incompatible(ACCEPTED, permitted)).isEmpty();
    }

    private static MappingSet mapping(String classes) {
        String users = Mappings.users();
        String groups = Mappings.groups("name: people").substring(users.length());
        return Mappings.valid(Mappings.users("object-classes: " + classes) + groups);
    }
}

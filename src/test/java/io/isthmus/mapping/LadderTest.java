package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.scim.ResourceType;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | false",
                "[disable] | false",
                "[{ move: 'ou=left,dc=example,dc=com' }] | false",
                "[disable, leave-groups] | true",
                "[{ delete: true }] | true",
                "[{ after: 1s, leave-groups: true }] | false"
            })
    void membershipsAreWithdrawnByTheStepsThatSaySoOnceTheyAreDue(String steps, boolean leaves) {
        UserRule rule = Mappings.userRule("deleted: " + steps);
        assertThat(of(rule, ResourceType.USER, Duration.ZERO).leaves()).isEqualTo(leaves);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"[] | false", "[empty] | true", "[{ after: 0s, delete: true }] | true"})
    void aDeletedGroupKeepsItsMembersUnlessItIsToBeEmptiedOrToGo(String steps, boolean leaves) {
        GroupRule rule = Mappings.groupRule("deleted: " + steps);
        assertThat(of(rule, ResourceType.GROUP, Duration.ZERO).leaves()).isEqualTo(leaves);
    }

    @Test
    void theLastMoveThatIsDueSaysWhereTheEntryStands() {
        UserRule rule = Mappings.userRule("deleted: [{ after: 1d, move: 'ou=left,dc=example,dc=com' },"
                + " { after: 2d, move: 'ou=gone,dc=example,dc=com' }, disable]");
        assertThat(of(rule, ResourceType.USER, Duration.ZERO).base()).isEqualTo(Mappings.dn(Mappings.PEOPLE));
        assertThat(of(rule, ResourceType.USER, Duration.ofDays(1)).base())
                .isEqualTo(Mappings.dn("ou=left,dc=example,dc=com"));
        assertThat(of(rule, ResourceType.USER, Duration.ofDays(2)).base())
                .isEqualTo(Mappings.dn("ou=gone,dc=example,dc=com"));
    }

    /** Of a resource that was deleted so long ago. */
    private static Ladder of(EntryRule rule, ResourceType type, Duration ago) {
        return Ladder.of(
                rule,
                Mappings.resource(type, Optional.of(Mappings.T0), "{'userName':'ann','displayName':'ann'}"),
                Mappings.T0.plus(ago));
    }
}

package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Deviation.Moved;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastChangeTest {
    private static final Attribute BY = new Attribute("modifiersName", "cn=Bob,dc=x");
    private static final Attribute AT = new Attribute("modifyTimestamp", "20261126120000Z");

    @Test
    void namesWhoAndWhen() {
        assertThat(of(Optional.of("cn=isthmus"), BY, AT))
                .contains(new Moved(Optional.of("cn=Bob,dc=x"), Instant.parse("2026-11-26T12:00:00Z")));
    }

    @Test
    void activeDirectoryKeepsTheTimeAlone() {
        assertThat(of(Optional.empty(), new Attribute("whenChanged", "20261126120000.0Z")))
                .contains(new Moved(Optional.empty(), Instant.parse("2026-11-26T12:00:00Z")));
    }

    @Test
    void whatWeWroteOurselvesTellsNothing() {
        assertThat(of(Optional.of("CN=bob, DC=x"), BY, AT)).isEmpty();
    }

    @Test
    void nothingWhereTheServerKeepsNothing() {
        assertThat(of(Optional.of("cn=isthmus"))).isEmpty();
        assertThat(of(Optional.empty(), BY, new Attribute("modifyTimestamp", "yesterday")))
                .isEmpty();
    }

    private static Optional<Moved> of(Optional<String> us, Attribute... attributes) {
        return LastChange.of(EntryPlannerTest.actual("ann", List.of(attributes)), us.map(name -> {
            try {
                return new DN(name);
            } catch (com.unboundid.ldap.sdk.LDAPException impossible) {
                throw new IllegalStateException(impossible);
            }
        }));
    }
}

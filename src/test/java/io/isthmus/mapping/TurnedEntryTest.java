package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.scim.Extensions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom an entry names, what it is named by, and whether it looks locked. */
class TurnedEntryTest {
    private static final EntryUsers NOBODY = new EntryUsers() {
        @Override
        public Optional<String> at(DN dn) {
            return Optional.empty();
        }

        @Override
        public Optional<String> named(String uid) {
            return Optional.empty();
        }
    };

    @Test
    void anEntryNamesWhomItsReferencesNameAndNobodyByWhatIsNoDn() {
        TurnedMapping turned = turned("attributes: { uid: userName, manager: { from: title, as: reference },"
                + " secretary: { from: nickName, as: reference }, seeAlso: displayName }");
        assertThat(turned.names(
                        ann(Map.of("manager", "uid=bob," + Mappings.PEOPLE, "secretary", "Eve", "seeAlso", "cn=x"))))
                .containsExactly(Mappings.dn("uid=bob," + Mappings.PEOPLE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[{ disable: { attribute: loginShell, value: /sbin/nologin } }] | /sbin/nologin | false",
                "[{ disable: { attribute: loginShell, value: /sbin/nologin } }] | /bin/bash | true",
                "[{ disable: { attribute: description, value: left } }] | /sbin/nologin | true",
                "[leave-groups, { disable: { attribute: loginShell, value: /sbin/nologin } }] | /sbin/nologin | false",
                "[leave-groups] | /sbin/nologin | true",
                "[disable] | /sbin/nologin | true"
            })
    void anEntryThatLooksAsDeactivationWouldLeaveItIsAnInactiveUser(String steps, String shell, boolean active) {
        MadeOfEntry made = turned("inactive: " + steps).of(ann(Map.of("loginShell", shell)), NOBODY);
        assertThat(active(made)).isEqualTo(active);
    }

    @Test
    void aLockedEntryIsAnActiveUserWhereLockingIsNotWhatDeactivationDoes() {
        ActualEntry locked = ann(Map.of(ActualEntry.DISABLED, "true"));
        assertThat(active(turned("inactive: [leave-groups]").of(locked, NOBODY)))
                .isTrue();
        assertThat(active(turned("inactive: [disable]").of(locked, NOBODY))).isFalse();
    }

    @Test
    void groupsThatListNamesCallAnEntryByItsUidElseByWhatNamesIt() {
        assertThat(TurnedMapping.uid(Mappings.entry("cn=Ann Lee,dc=x", Map.of("uid", "ann"))))
                .contains("ann");
        assertThat(TurnedMapping.uid(Mappings.entry("cn=Ann Lee,dc=x", Map.of("sn", "Lee"))))
                .contains("Ann Lee");
        assertThat(TurnedMapping.uid(Mappings.entry("", Map.of()))).isEmpty();
    }

    private static boolean active(MadeOfEntry made) {
        return ((MadeOfEntry.Made) made).body().path("active").booleanValue();
    }

    private static TurnedMapping turned(String line) {
        return new TurnedMapping(Mappings.valid(Mappings.users(line)), "okta", Extensions.NONE);
    }

    private static ActualEntry ann(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of("objectClass", "inetOrgPerson", "uid", "ann"));
        values.putAll(more);
        return Mappings.entry("uid=ann," + Mappings.PEOPLE, values);
    }
}

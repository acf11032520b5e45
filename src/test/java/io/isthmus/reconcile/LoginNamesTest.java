package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Entry;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.testing.ScriptedActiveDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login names that Active Directory has once: the second comer is told who has it (rule 7). */
class LoginNamesTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: OU=people,DC=ad,DC=test
                scope: (objectClass=user)
                rdn: cn
                object-classes: [user]
                correlate: [employeeID]
                strong: [employeeID]
                attributes:
                  cn: userName
                  sAMAccountName: { from: userName, cel: "value.size() > 20 ? value.substring(0, 20) : value" }
                  title: title
                  employeeID: externalId
                password: { initial: random }
                inactive: [disable]
            """;
    private static final String LONG = "maximiliane.musterfrau";

    private ScriptedActiveDirectory ad;
    private LdapDirectory directory;

    @BeforeEach
    void open() {
        ad = ScriptedActiveDirectory.start();
        directory = new LdapDirectory(ad.settings());
    }

    @AfterEach
    void close() {
        directory.close();
        ad.close();
    }

    private Optional<Entry> entry(String name) {
        return ad.entry("CN=" + name + "," + ScriptedActiveDirectory.PEOPLE);
    }

    private static String create(Desk desk, String name) {
        String id = desk.create(Office.user(name), Optional.empty());
        desk.clock.pass(Duration.ofSeconds(1));
        return id;
    }

    @Test
    void ofTwoNewUsersInOneRunTheFirstComerHasTheTruncatedName(@TempDir Path home) {
        try (Desk desk = new Desk(directory, MAPPING, home)) {
            // by name the second would come first
            String first = create(desk, LONG + "2");
            String second = create(desk, LONG + "1");
            desk.engine.soon();
            assertThat(entry(LONG + "2")).isPresent();
            assertThat(entry(LONG + "1")).isEmpty();
            assertConflict(desk, first, second);
        }
    }

    @Test
    void whoComesWithALaterRunIsToldAsWell(@TempDir Path home) {
        try (Desk desk = new Desk(directory, MAPPING, home)) {
            String first = create(desk, LONG + "2");
            desk.engine.soon();
            String second = create(desk, LONG + "1");
            desk.engine.soon();
            assertThat(entry(LONG + "1")).isEmpty();
            assertConflict(desk, first, second);
        }
    }

    @Test
    void whoIsCalledOtherwiseKeepsTheLoginNameThatItHasAndGetsTheRest(@TempDir Path home) {
        try (Desk desk = new Desk(directory, MAPPING, home)) {
            String first = create(desk, LONG + "2");
            String second = create(desk, "max");
            desk.engine.soon();
            ObjectNode renamed =
                    Office.user(LONG + "1").put("externalId", "E-max").put("title", "Dr");
            desk.replace(second, renamed, Optional.empty());
            desk.engine.soon();
            assertThat(entry("max").orElseThrow().getAttributeValue("sAMAccountName"))
                    .isEqualTo("max");
            assertThat(entry("max").orElseThrow().getAttributeValue("title")).isEqualTo("Dr");
            assertConflict(desk, first, second);
            desk.replace(first, Office.user("other").put("externalId", "E-" + LONG + "2"), Optional.empty());
            desk.engine.soon();
            desk.sync();
            assertThat(entry(LONG + "1").orElseThrow().getAttributeValue("sAMAccountName"))
                    .isEqualTo(LONG.substring(0, 20));
        }
    }

    @Test
    void aLoginNameThatIsGivenUpInTheSameRunIsNobodys(@TempDir Path home) {
        try (Desk desk = new Desk(directory, MAPPING, home)) {
            String first = create(desk, "ann");
            desk.engine.soon();
            desk.replace(first, Office.user("bea").put("externalId", "E-ann"), Optional.empty());
            desk.create(Office.user("ann").put("externalId", "E-2"), Optional.empty());
            desk.engine.soon();
            assertThat(entry("bea").orElseThrow().getAttributeValue("employeeID"))
                    .isEqualTo("E-ann");
            assertThat(entry("ann").orElseThrow().getAttributeValue("employeeID"))
                    .isEqualTo("E-2");
        }
    }

    private static void assertConflict(Desk desk, String first, String second) {
        assertThat(desk.changes())
                .anySatisfy(change -> assertThat(change)
                        .contains(" invalid: resource " + first + " already has the sAMAccountName "
                                + LONG.substring(0, 20))
                        .contains("(resource " + second + ") wants it too"));
    }
}

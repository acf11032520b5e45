package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.testing.ScriptedActiveDirectory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts whose creation was cut short before they were open. */
class UnfinishedAccountsTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: OU=people,DC=ad,DC=test
                scope: (objectClass=user)
                rdn: cn
                object-classes: [user]
                stamp-attribute: msDS-cloudExtensionAttribute20
                correlate: [employeeID]
                strong: [employeeID]
                attributes:
                  cn: userName
                  sAMAccountName: userName
                  employeeID: externalId
                password: { from: pass, initial: random }
                inactive: [disable]
            """;

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

    private Entry entry(String name) {
        return ad.entry("CN=" + name + "," + ScriptedActiveDirectory.PEOPLE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unicodePwd", "userAccountControl"})
    void areFinishedByTheNextRun(String step, @TempDir Path home) {
        try (Desk desk = new Desk(directory, MAPPING, home)) {
            ad.answers().unavailable(Optional.of(step));
            String id = desk.create(Office.user("ada"), Optional.empty());
            assertThat(desk.engine.soon()).isEqualTo(RunLoop.Soon.RETRY);
            assertThat(entry("ada").getAttributeValue("userAccountControl")).isEqualTo("514");
            ad.answers().unavailable(Optional.empty());
            desk.engine.soon();
            assertThat(entry("ada").getAttributeValue("userAccountControl")).isEqualTo("512");
            byte[] made = entry("ada").getAttributeValueBytes("unicodePwd");
            assertThat(made).isNotEmpty();
            desk.replace(id, Office.user("ada").put("active", false), Optional.empty());
            desk.engine.soon();
            assertThat(entry("ada").getAttributeValue("userAccountControl")).isEqualTo("514");
            desk.replace(id, Office.user("ada").put("active", true), Optional.empty());
            desk.engine.soon();
            assertThat(entry("ada").getAttributeValue("userAccountControl")).isEqualTo("512");
            assertThat(entry("ada").getAttributeValueBytes("unicodePwd"))
                    .as("opened again, with the password that it had")
                    .isEqualTo(made);
        }
    }
}

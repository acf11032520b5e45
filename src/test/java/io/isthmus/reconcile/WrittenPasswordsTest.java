package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.Password;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that is pushed reaches the entry, and stays nowhere. */
class WrittenPasswordsTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber]
                strong: [employeeNumber]
                attributes:
                  uid: userName
                  cn: userName
                  sn: userName
                  title: title
                  employeeNumber: externalId
                password: { from: pass, initial: none }
            """;

    private InMemoryDirectoryServer ldap;
    private LdapDirectory directory;
    private volatile Optional<ResultCode> passwordsAre = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
                boolean password = request.getRequest().getModifications().stream()
                        .anyMatch(part -> part.getAttributeName().equals("userPassword"));
                if (password && passwordsAre.isPresent()) {
                    throw new LDAPException(passwordsAre.get(), "not this one");
                }
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.startListening();
        ldap.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        ldap.add("dn: ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
        directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @AfterEach
    void close() {
        directory.close();
        ldap.shutDown(true);
    }

    private Desk desk(String mapping, Path home) {
        return new Desk(directory, mapping, home);
    }

    private boolean binds(String name, String password) {
        try (LDAPConnection connection = ldap.getConnection()) {
            connection.bind("uid=" + name + ",ou=people,dc=example,dc=com", password);
            return true;
        } catch (LDAPException refused) {
            return false;
        }
    }

    @Test
    void goesWithACreationWithAChangeAndAlone(@TempDir Path home) {
        try (Desk desk = desk(MAPPING, home)) {
            String id = desk.create(Office.user("ada"), Optional.of("one"));
            desk.engine.soon();
            assertThat(binds("ada", "one")).isTrue();
            assertThat(desk.passwords.waiting()).isEmpty();
            desk.replace(id, Office.user("ada").put("title", "Dr"), Optional.of("two"));
            desk.engine.soon();
            assertThat(binds("ada", "two")).isTrue();
            desk.replace(id, Office.user("ada").put("title", "Dr"), Optional.of("three"));
            assertThat(desk.engine.passwords()).isEqualTo(1);
            desk.engine.soon();
            assertThat(binds("ada", "three")).isTrue();
            desk.replace(id, Office.user("lovelace").put("title", "Dr"), Optional.of("four"));
            desk.engine.soon();
            assertThat(binds("lovelace", "four")).isTrue();
            assertThat(desk.passwords.waiting()).isEmpty();
            assertThat(desk.changes())
                    .containsExactly(
                            "add ada applied", "modify ada applied", "modify ada applied", "rename lovelace applied");
            desk.engine.soon();
            assertThat(desk.changes()).hasSize(4);
        }
    }

    @Test
    void isTriedOnceWhenItIsRefusedAndKeepsNothingElseFromBeingWritten(@TempDir Path home) throws Exception {
        try (Desk desk = desk(MAPPING, home)) {
            passwordsAre = Optional.of(ResultCode.CONSTRAINT_VIOLATION);
            String id = desk.create(Office.user("bob"), Optional.of("weak-pw"));
            desk.engine.soon();
            desk.replace(id, Office.user("bob").put("title", "Dr"), Optional.of("weak-pw"));
            desk.engine.soon();
            assertThat(ldap.getEntry("uid=bob,ou=people,dc=example,dc=com").getAttributeValue("title"))
                    .isEqualTo("Dr");
            desk.replace(id, Office.user("bob").put("title", "Dr"), Optional.of("weak-pw"));
            desk.engine.soon();
            assertThat(desk.passwords.waiting()).isEmpty();
            assertThat(desk.changes())
                    .hasSize(3)
                    .allSatisfy(change -> assertThat(change)
                            .contains("the password was refused")
                            .contains("not this one")
                            .doesNotContain("weak-pw"));
            assertThat(desk.changes().get(2)).startsWith("modify bob failed");
            passwordsAre = Optional.empty();
            desk.replace(id, Office.user("bob").put("title", "Dr"), Optional.of("better"));
            desk.engine.soon();
            assertThat(binds("bob", "better")).isTrue();
        }
    }

    @Test
    void waitsWhileTheDirectoryIsAwayOrInTrouble(@TempDir Path home) {
        try (Desk desk = desk(MAPPING, home)) {
            String id = desk.create(Office.user("cid"), Optional.empty());
            desk.engine.soon();
            passwordsAre = Optional.of(ResultCode.UNAVAILABLE);
            desk.replace(id, Office.user("cid"), Optional.of("later"));
            assertThat(desk.engine.soon()).isEqualTo(RunLoop.Soon.RETRY);
            assertThat(desk.passwords.waiting()).containsOnlyKeys(id);
            passwordsAre = Optional.of(ResultCode.OTHER);
            desk.engine.soon();
            assertThat(desk.passwords.waiting()).containsOnlyKeys(id);
            passwordsAre = Optional.empty();
            desk.clock.pass(Duration.ofMinutes(1));
            desk.engine.soon();
            assertThat(binds("cid", "later")).isTrue();
            assertThat(desk.passwords.waiting()).isEmpty();
        }
    }

    @Test
    void aRunOverEverythingWritesWhatWaits(@TempDir Path home) {
        try (Desk desk = desk(MAPPING, home)) {
            String id = desk.create(Office.user("dan"), Optional.empty());
            desk.sync();
            desk.replace(id, Office.user("dan"), Optional.of("full"));
            desk.sync();
            assertThat(binds("dan", "full")).isTrue();
        }
    }

    @Test
    void isNotWrittenWhereTheRuleSaysIgnoreAndStandsInNoTable(@TempDir Path home) throws Exception {
        try (Desk desk = desk(MAPPING.replace("from: pass", "from: ignore"), home)) {
            desk.create(Office.user("eve"), Optional.of("never-written"));
            desk.engine.soon();
            assertThat(ldap.getEntry("uid=eve,ou=people,dc=example,dc=com").hasAttribute("userPassword"))
                    .isFalse();
        }
        try (Desk desk = desk(MAPPING, home)) {
            desk.create(Office.user("fay"), Optional.of("s3cret-of-fay"));
            desk.engine.soon();
            assertThat(binds("fay", "s3cret-of-fay")).isTrue();
            assertThat(dump(desk)).isNotEmpty().doesNotContain("s3cret-of-fay");
        }
        assertThat(Password.of("x-y-z").toString()).doesNotContain("x-y-z");
    }

    /** Everything that the database knows, as text. */
    private static String dump(Desk desk) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Connection connection = desk.database.getConnection()) {
            List<String> tables = List.of("journal", "resource", "run", "change", "link", "password", "settled");
            for (String table : tables) {
                try (var rows = connection.createStatement().executeQuery("select t::text from " + table + " t")) {
                    while (rows.next()) {
                        all.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    @Test
    void aCreatedEntryGetsOneThatNobodyKnowsWhereTheRuleSaysSo(@TempDir Path home) throws Exception {
        try (Desk desk = desk(MAPPING.replace("initial: none", "initial: random"), home)) {
            desk.create(Office.user("gil"), Optional.empty());
            desk.engine.soon();
            String made = ldap.getEntry("uid=gil,ou=people,dc=example,dc=com").getAttributeValue("userPassword");
            assertThat(made)
                    .hasSize(32)
                    .containsPattern("[A-Z]")
                    .containsPattern("[a-z]")
                    .containsPattern("[0-9]");
            desk.create(Office.user("hal"), Optional.of("chosen"));
            desk.engine.soon();
            assertThat(binds("hal", "chosen")).isTrue();
        }
    }
}

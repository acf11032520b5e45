package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.isthmus.directory.flavour.ActiveDirectory;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.directory.unboundid.LdapWatching;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.testing.SambaServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SambaWatchTest implements WatchContract {
    private static final String PEOPLE = "OU=people," + SambaServer.BASE;
    private static final String GROUPS = "OU=groups," + SambaServer.BASE;

    private SambaServer server;
    private LDAPConnection admin;

    @BeforeAll
    void start() {
        server = SambaServer.start();
        admin = server.admin();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            admin.close();
            server.close();
        }
    }

    private DirectorySettings as(String dn, String password) {
        return new DirectorySettings(
                List.of(URI.create(server.ldapsUrl())),
                "auto",
                dn,
                password,
                Optional.of(server.authority()),
                false,
                2,
                Duration.ofSeconds(5));
    }

    @Override
    public Watching watching() {
        return new LdapWatching(as(SambaServer.SERVICE, SambaServer.SERVICE_PASSWORD));
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public List<SearchBase> bases() {
        try {
            return List.of(
                    new SearchBase(
                            new DN(PEOPLE), Filter.create("(objectClass=user)"), Set.of("cn", "telephoneNumber")),
                    new SearchBase(new DN(GROUPS), Filter.create("(objectClass=group)"), Set.of("cn", "member")));
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public int streams() {
        return 1;
    }

    @Override
    public String user(String name) throws LDAPException {
        return user(name, PEOPLE);
    }

    private String user(String name, String below) throws LDAPException {
        return add(
                "CN=" + name + "," + below, "objectClass: user", "sAMAccountName: " + name, "userAccountControl: 514");
    }

    @Override
    public String group(String name, String member) throws LDAPException {
        return add("CN=" + name + "," + GROUPS, "objectClass: group", "sAMAccountName: " + name, "member: " + member);
    }

    private String add(String dn, String... lines) throws LDAPException {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        try {
            admin.add(ldif);
        } catch (LDIFException impossible) {
            throw new IllegalArgumentException(impossible);
        }
        return dn;
    }

    @Override
    public DirectoryFlavour flavour() {
        return new ActiveDirectory();
    }

    @Test
    void anAccountWithoutTheRightSeesAllButDeletions() throws LDAPException {
        user("plain.account", "CN=Users," + SambaServer.BASE);
        String dn = "CN=plain.account,CN=Users," + SambaServer.BASE;
        admin.modify(
                dn,
                new com.unboundid.ldap.sdk.Modification(
                        com.unboundid.ldap.sdk.ModificationType.REPLACE,
                        "unicodePwd",
                        "\"Plain!pw-1\"".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)),
                new com.unboundid.ldap.sdk.Modification(
                        com.unboundid.ldap.sdk.ModificationType.REPLACE, "userAccountControl", "512"));
        DirectorySettings plain = as(dn, "Plain!pw-1");
        try (LdapDirectory directory = new LdapDirectory(plain)) {
            assertThat(directory.capabilities().details().get("watch"))
                    .isEqualTo("yes: DirSync, but for deletions: the account may not read CN=Deleted Objects,"
                            + SambaServer.BASE);
        }
        String ada = user("plain.ada");
        String bob = user("plain.bob");
        try (Overheard heard = Overheard.of(new LdapWatching(plain), bases(), Map.of())) {
            heard.begun(1);
            Anchor gone = anchor(bob);
            int mark = heard.seen.size();
            admin.delete(bob);
            touch(ada, "+49 5");
            heard.await(mark, anchor(ada));
            assertThat(heard.seen).doesNotContain(new Seen.Touched(gone));
        }
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network is cut in the middle of a paged read: what was not read is not taken for gone. */
class CutReadTest {
    private static final int USERS = 1100;

    @TempDir
    private Path home;

    private volatile boolean cut;
    private InMemoryDirectoryServer ldap;

    @Test
    void nothingIsWrittenAfterAReadThatWasCut() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                if (cut && later(request)) {
                    ldap.closeAllConnections(false);
                }
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.startListening();
        ldap.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        ldap.add("dn: " + Bureau.BASE, "objectClass: organizationalUnit", "ou: people");
        LdapDirectory directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
        try (Desk desk = new Desk(directory, Bureau.MAPPING, home)) {
            for (int i = 0; i < USERS; i++) {
                desk.create(user(i), Optional.empty());
            }
            desk.sync();
            assertThat(people()).isEqualTo(USERS);
            int before = desk.changes().size();
            cut = true;
            RunRow run = desk.sync();
            assertThat(run.status()).isEqualTo(RunRow.Status.FAILED);
            assertThat(run.changes()).isEmpty();
            assertThat(desk.changes()).hasSize(before);
            cut = false;
            assertThat(people()).isEqualTo(USERS);
            RunRow next = desk.sync();
            assertThat(next.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(next.counts()).containsEntry("in_sync", (long) USERS);
            assertThat(next.changes()).isEmpty();
        } finally {
            directory.close();
            ldap.shutDown(true);
        }
    }

    private int people() throws Exception {
        return ldap.search(Bureau.BASE, SearchScope.ONE, "(objectClass=inetOrgPerson)", "1.1")
                .getEntryCount();
    }

    /** Whether a page is asked for that is not the first. */
    private static boolean later(InMemoryInterceptedSearchRequest request) {
        for (Control control : request.getRequest().getControls()) {
            if (control instanceof SimplePagedResultsControl paged
                    && paged.getCookie() != null
                    && paged.getCookie().getValueLength() > 0) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode user(int number) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("userName", "u" + number)
                .put("externalId", "e" + number);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        return body;
    }
}

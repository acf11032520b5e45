package io.isthmus.directory;

import static io.isthmus.directory.DirectoryContract.add;
import static io.isthmus.directory.DirectoryContract.applied;
import static io.isthmus.directory.DirectoryContract.failed;
import static io.isthmus.directory.DirectoryContract.rename;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that stand there and that the account may not read: what is refused for them cannot be told to be free again. */
class HiddenEntriesTest {
    private InMemoryDirectoryServer server;
    private Directory directory;

    private static final class Hiding extends InMemoryOperationInterceptor {
        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
            if (found.getSearchEntry().getDN().startsWith("uid=hidden")) {
                found.setSearchEntry(null);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        config.addInMemoryOperationInterceptor(new Hiding());
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
        directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + server.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        directory.close();
        server.shutDown(true);
    }

    @Test
    void aRenameToOneIsRefusedAndOneToAnEntryThatShowsIsAConflict() {
        ActualEntry ann = made("ann");
        made("shown");
        directory.apply(add("hidden", Map.of()));
        assertThat(failed(directory.apply(rename(ann, "shown", Optional.empty())))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(failed(directory.apply(rename(ann, "hidden", Optional.empty()))))
                .satisfies(refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
                    assertThat(refused.code()).isEqualTo(68);
                    assertThat(refused.detail()).contains("uid=hidden", "let this account read and search there");
                });
    }

    private ActualEntry made(String uid) {
        applied(directory.apply(add(uid, Map.of())));
        return directory.entry(DirectoryContract.named(uid), Set.of("uid")).orElseThrow();
    }
}

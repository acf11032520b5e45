package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.testing.AnyOpenLdap;
import io.isthmus.testing.LdapServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The port over OpenLDAP as a container has it, where there is an engine for one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnyOpenLdapTest implements LockContract {
    private Optional<LdapServer> server = Optional.empty();
    private Optional<Directory> directory = Optional.empty();

    @BeforeAll
    void start() {
        server = Optional.of(AnyOpenLdap.start());
        directory = Optional.of(as(LdapServer.SERVICE_PASSWORD));
    }

    @AfterAll
    void stop() {
        directory.ifPresent(Directory::close);
        server.ifPresent(LdapServer::close);
    }

    private Directory as(String password) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create(server().url())),
                "auto",
                LdapServer.SERVICE,
                password,
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @Override
    public LdapServer server() {
        return server.orElseThrow();
    }

    @Override
    public Directory directory() {
        return directory.orElseThrow();
    }

    @Override
    public Directory intruder() {
        return as("wrong");
    }

    @Test
    void itsFixtureLocksAccounts() {
        assertThat(directory().capabilities().flavour()).isEqualTo("openldap");
        assertThat(directory().capabilities().canDisable()).isTrue();
    }
}

package io.isthmus.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.unboundid.DevDirectory;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The port over the embedded server of dev mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InMemoryDirectoryTest implements DirectoryContract {
    private int port;
    private DevDirectory server;
    private LdapDirectory directory;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (InputStream seed = Objects.requireNonNull(
                InMemoryDirectoryTest.class.getResourceAsStream("/dev/seed.ldif"), "dev/seed.ldif")) {
            server = DevDirectory.start(home.resolve("dev.ldif"), port, seed);
        }
        directory = as(DevDirectory.PASSWORD);
    }

    @AfterAll
    void stop() {
        directory.close();
        server.close();
    }

    private LdapDirectory as(String password) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://127.0.0.1:" + port)),
                "in-memory",
                DevDirectory.BIND_DN,
                password,
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public boolean spellsNamesAnew() {
        return false;
    }

    @Override
    public Directory intruder() {
        return as("wrong");
    }

    @Override
    public LDAPConnection other() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port);
    }
}

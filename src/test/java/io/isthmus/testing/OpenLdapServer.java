package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A real slapd as a process of its own on a free port, with the fixtures' schema and seed; nothing of it stays behind. */
public final class OpenLdapServer implements AutoCloseable {
    public static final String ADMIN = "cn=admin,dc=example,dc=com";
    public static final String ADMIN_PASSWORD = "secret";
    public static final String SERVICE = "uid=isthmus,ou=services,dc=example,dc=com";
    public static final String SERVICE_PASSWORD = "service";

    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path FIXTURES =
            Path.of(System.getProperty("isthmus.test.basedir", "."), "ldap-fixtures/openldap");
    private final Path home;
    private final int port;
    private final Optional<Integer> tlsPort;
    private Process process;

    private OpenLdapServer(Path home, int port, Optional<Integer> tlsPort) {
        this.home = home;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** Skips the test by name where there is no slapd, or fails it where it is required. */
    public static void require() {
        String missing = "slapd is not installed; install it with: apt-get install slapd";
        boolean there = Files.isExecutable(SLAPD);
        if (System.getProperty("isthmus.test.require", "").contains("openldap")) {
            Assertions.assertTrue(there, missing);
        }
        Assumptions.assumeTrue(there, missing);
    }

    /** Starts an empty server and seeds it. */
    public static OpenLdapServer start(boolean durable) {
        return start(durable, false);
    }

    /** One that speaks StartTLS and ldaps, with a certificate for 127.0.0.1 of an authority of its own. */
    public static OpenLdapServer startWithTls() {
        return start(false, true);
    }

    private static OpenLdapServer start(boolean durable, boolean tls) {
        require();
        try {
            Path home = Files.createTempDirectory("isthmus-slapd");
            Files.createDirectories(home.resolve("db"));
            Files.copy(FIXTURES.resolve("isthmus.schema"), home.resolve("isthmus.schema"));
            String conf = Files.readString(FIXTURES.resolve("slapd.conf"))
                    .replace("@DIR@", home.toString())
                    .replace("@NOSYNC@", durable ? "" : "dbnosync");
            if (tls) {
                Certificates.make(home);
                conf = "TLSCertificateFile %1$s/cert.pem%nTLSCertificateKeyFile %1$s/key.pem%n".formatted(home) + conf;
            }
            Files.writeString(home.resolve("slapd.conf"), conf);
            OpenLdapServer server =
                    new OpenLdapServer(home, freePort(), tls ? Optional.of(freePort()) : Optional.empty());
            server.launch();
            server.seed();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts again with the same data. */
    public void launch() {
        try {
            process = new ProcessBuilder(
                            SLAPD.toString(), "-f", home.resolve("slapd.conf").toString(), "-h", listeners(), "-d", "0")
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
            for (int i = 0; i < 200; i++) {
                try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
                    connection.getRootDSE();
                    return;
                } catch (LDAPException notYet) {
                    process.waitFor(50, TimeUnit.MILLISECONDS);
                }
            }
            throw new IllegalStateException("slapd does not start: " + Files.readString(home.resolve("log")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void seed() {
        try (LDAPConnection admin = admin();
                LDIFReader reader = new LDIFReader(FIXTURES.resolve("seed.ldif").toFile())) {
            for (var entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                admin.add(entry);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("the seed was refused", failed);
        }
    }

    private String listeners() {
        return tlsPort.isPresent() ? url() + " " + ldapsUrl() : url();
    }

    public String ldapsUrl() {
        return "ldaps://127.0.0.1:" + tlsPort.orElseThrow();
    }

    /** The certificate that vouches for this server. */
    public Optional<Path> authority() {
        return Optional.of(home.resolve("cert.pem"));
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    public LDAPConnection admin() {
        try {
            return new LDAPConnection("127.0.0.1", port, ADMIN, ADMIN_PASSWORD);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Whether this DN can bind with this password now. */
    public boolean binds(String dn, String password) {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            connection.bind(dn, password);
            return true;
        } catch (LDAPException refused) {
            return false;
        }
    }

    public void kill9() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops answering without closing anything. */
    public void suspend() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        resume();
        kill9();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}

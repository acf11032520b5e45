package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real ns-slapd of 389 Directory Server. */
public final class Server389ds implements LdapServer {
    public static final String ADMIN = "cn=Directory Manager";
    public static final String ADMIN_PASSWORD = "secret";

    private static final Path NS_SLAPD = Path.of("/usr/sbin/ns-slapd");
    private static final Path SEMAPHORES = Path.of("/dev/shm");
    private static final Path FIXTURES = OwnProcess.fixtures("389ds");

    private final Path home;
    private final int port;
    private final OwnProcess process;

    private Server389ds(Path home, int port) {
        this.home = home;
        this.port = port;
        this.process = new OwnProcess(home, port);
    }

    /** Skips the test by name where there is no ns-slapd, or fails it where it is required. */
    public static void require() {
        LocalServer.require(
                "389ds",
                Files.isExecutable(NS_SLAPD),
                "ns-slapd is not installed; install it with: apt-get install --no-install-recommends 389-ds-base");
    }

    /** Makes an instance with the fixtures' configuration, schema and seed, and starts it: about a second. */
    public static Server389ds start() {
        require();
        try {
            Path home = Files.createTempDirectory("isthmus-389ds");
            Server389ds server = new Server389ds(home, FreePorts.one());
            return OwnProcess.orRemoved(server, () -> {
                Instance389ds.make(home, server.port, FIXTURES.resolve("99isthmus.ldif"));
                server.launch();
                server.configure();
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void configure() {
        try (LDAPConnection admin = admin()) {
            admin.modify("cn=config", new Modification(ModificationType.REPLACE, "nsslapd-dynamic-plugins", "on"));
            Fixture.load(FIXTURES.resolve("config.ldif"), admin);
            Fixture.load(FIXTURES.resolve("seed.ldif"), admin);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Starts again with the same data. */
    public void launch() {
        // after a kill it takes the number in its lock for a server that still runs
        OwnProcess.clear(home.resolve("lock"));
        process.launch(
                NS_SLAPD.toString(),
                "-D",
                home.toString(),
                "-i",
                home.resolve("run/pid").toString(),
                // in the foreground, with what it says by default
                "-d",
                "16384");
    }

    public void kill9() {
        process.kill9();
    }

    /** Stops answering without closing anything. */
    public void suspend() {
        process.signal("STOP");
    }

    public void resume() {
        process.signal("CONT");
    }

    @Override
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    @Override
    public LDAPConnection admin() {
        try {
            return new LDAPConnection("127.0.0.1", port, ADMIN, ADMIN_PASSWORD);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        process.remove();
        SEMAPHORES.resolve("sem." + home.getFileName() + ".stats").toFile().delete();
    }
}

package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real 389 Directory Server for one test class, set up from {@code ldap-fixtures/389ds}; leaves nothing behind. */
public final class Server389ds implements AutoCloseable {
    public static final String SERVICE = "uid=isthmus,ou=services,dc=example,dc=com";
    public static final String SERVICE_PASSWORD = "service";
    private static final String ADMIN = "cn=Directory Manager";
    private static final String ADMIN_PASSWORD = "secret12";
    private static final Path BASE =
            Path.of(System.getProperty("isthmus.test.basedir", ".")).toAbsolutePath();

    private final Path home;
    private final int port;

    private Server389ds(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Skips the test by name where the server is not installed, or fails it where it is required. */
    public static void require() {
        LocalServer.require(
                "389ds",
                Files.isExecutable(Path.of("/usr/sbin/ns-slapd")) && Files.isExecutable(Path.of("/usr/sbin/dscreate")),
                "ns-slapd is not installed; install it with:"
                        + " apt-get install --no-install-recommends 389-ds-base python3-lib389 libnss3-tools ldap-utils");
    }

    public static Server389ds start() {
        require();
        try {
            Path home = Files.createTempDirectory("isthmus-389ds");
            int port = LocalServer.freePorts(2);
            Files.createDirectories(BASE.resolve("target"));
            LocalServer.run(
                    List.of(
                            BASE.resolve("src/test/sh/389ds.sh").toString(),
                            home.toString(),
                            Integer.toString(port),
                            BASE.resolve("ldap-fixtures/389ds").toString(),
                            BASE.resolve("target/389ds.tar").toString()),
                    240);
            return new Server389ds(home, port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
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

    @Override
    public void close() {
        try {
            long pid = Long.parseLong(Files.readString(home.resolve("pid")).strip());
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                try {
                    process.onExit().get(10, TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException still) {
                    throw new IllegalStateException(still);
                }
            });
            LocalServer.delete(home);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

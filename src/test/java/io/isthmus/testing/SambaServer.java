package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Samba AD domain controller as a process of its own on an address of its own (its ports are compiled in), with the
 * fixtures' seed and service account. The domain is made once and kept under {@code target}; nothing else stays behind.
 */
public final class SambaServer implements AutoCloseable {
    public static final String BASE = "DC=ad,DC=test";
    public static final String ADMIN = "CN=Administrator,CN=Users,DC=ad,DC=test";
    public static final String ADMIN_PASSWORD = "Passw0rd!x";
    public static final String SERVICE = "CN=isthmus,OU=services,DC=ad,DC=test";
    public static final String SERVICE_PASSWORD = "S3rvice!pw";

    private static final Path SAMBA = Path.of("/usr/sbin/samba");
    private static final Path PROVISION_DATA = Path.of("/usr/share/samba/setup/provision.ldif");
    private static final Path BASEDIR = Path.of(System.getProperty("isthmus.test.basedir", "."));
    private static final Path FIXTURES = BASEDIR.resolve("ldap-fixtures/samba");
    private static final Path TEMPLATE = BASEDIR.resolve("target/samba-template.tar");

    private final Path home;
    private final String address;
    private final Process process;

    private SambaServer(Path home, String address, Process process) {
        this.home = home;
        this.address = address;
        this.process = process;
    }

    /** Skips the test by name where Samba cannot be run, or fails it where it is required. */
    public static void require() {
        String missing = "Samba AD is not installed; install it with: apt-get install --no-install-recommends samba"
                + " samba-dsdb-modules samba-vfs-modules samba-ad-provision python3-samba";
        boolean there = Files.isExecutable(SAMBA) && Files.exists(PROVISION_DATA);
        boolean root = "root".equals(System.getProperty("user.name"));
        String why = there ? "Samba AD has to be run as root" : missing;
        if (System.getProperty("isthmus.test.require", "").contains("samba")) {
            Assertions.assertTrue(there && root, why);
        }
        Assumptions.assumeTrue(there && root, why);
    }

    /** Starts a domain controller that holds the seed. */
    public static SambaServer start() {
        require();
        try {
            Path home = Files.createTempDirectory("isthmus-samba");
            String address = freeAddress();
            unpack(home, address);
            Files.writeString(
                    home.resolve("smb.conf"),
                    Files.readString(FIXTURES.resolve("smb.conf"))
                            .replace("@DIR@", home.toString())
                            .replace("@IP@", address));
            Certificates.make(home.resolve("tls"), address);
            Process process = new ProcessBuilder(
                            SAMBA.toString(),
                            "-i",
                            "-M",
                            "single",
                            "-s",
                            home.resolve("smb.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
            SambaServer server = new SambaServer(home, address, process);
            server.awaitAnswer();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String freeAddress() throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < 50; attempt++) {
            String address =
                    "127.%d.%d.%d".formatted(random.nextInt(2, 250), random.nextInt(250), 1 + random.nextInt(250));
            try (ServerSocket ldap = new ServerSocket(389, 1, InetAddress.getByName(address));
                    ServerSocket ldaps = new ServerSocket(636, 1, InetAddress.getByName(address))) {
                return ldap.isBound() && ldaps.isBound() ? address : "";
            } catch (java.net.BindException taken) {
                // another address may have them
            }
        }
        throw new IOException("no loopback address has the ports 389 and 636 free");
    }

    private static synchronized void unpack(Path home, String address) throws IOException {
        if (outdated()) {
            Path made = Files.createTempDirectory("isthmus-samba-template");
            run(
                    made,
                    "/bin/sh",
                    FIXTURES.resolve("provision.sh").toString(),
                    made.resolve("ad").toString(),
                    address);
            Files.createDirectories(TEMPLATE.getParent());
            Path part = Files.createTempFile(TEMPLATE.getParent(), "samba", ".part");
            run(made, "tar", "-C", made.resolve("ad").toString(), "-cf", part.toString(), ".");
            Files.move(part, TEMPLATE, StandardCopyOption.ATOMIC_MOVE);
            delete(made);
        }
        run(home, "tar", "-C", home.toString(), "-xf", TEMPLATE.toAbsolutePath().toString());
    }

    private static boolean outdated() throws IOException {
        try (Stream<Path> fixtures = Files.list(FIXTURES)) {
            long newest = fixtures.mapToLong(file -> file.toFile().lastModified())
                    .max()
                    .orElse(0);
            return TEMPLATE.toFile().lastModified() < newest;
        }
    }

    private static void run(Path home, String... command) throws IOException {
        Path log = home.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + ": " + Files.readString(log));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private void awaitAnswer() throws IOException {
        try {
            for (int i = 0; i < 2400 && process.isAlive(); i++) {
                if (binds(ADMIN, ADMIN_PASSWORD)) {
                    return;
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        String log = Files.readString(home.resolve("log"));
        close();
        throw new IllegalStateException("samba does not start: " + log);
    }

    public String ldapsUrl() {
        return "ldaps://" + address + ":636";
    }

    public String url() {
        return "ldap://" + address + ":389";
    }

    /** The certificate that vouches for this server. */
    public Path authority() {
        return home.resolve("tls/cert.pem");
    }

    private LDAPConnection connect() throws LDAPException {
        try {
            SSLUtil ssl = new SSLUtil(new PEMFileTrustManager(authority().toFile()));
            return new LDAPConnection(ssl.createSSLSocketFactory(), address, 636);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A connection of the administrator's. */
    public LDAPConnection admin() {
        try {
            LDAPConnection connection = connect();
            connection.bind(ADMIN, ADMIN_PASSWORD);
            return connection;
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Keeps whoever signs in from writing properties of this entry, administrators too. */
    public void deny(String dn) {
        try {
            run(
                    home,
                    "samba-tool",
                    "dsacl",
                    "set",
                    "-H",
                    home.resolve("private/sam.ldb").toString(),
                    "-s",
                    home.resolve("smb.conf").toString(),
                    "--objectdn=" + dn,
                    "--sddl=(D;;WP;;;AU)");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether this account can bind with this password now. */
    public boolean binds(String dn, String password) {
        try (LDAPConnection connection = connect()) {
            connection.bind(dn, password);
            return true;
        } catch (LDAPException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            delete(home);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}

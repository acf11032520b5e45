package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** A real slapd of OpenLDAP. */
public final class OpenLdapServer implements LdapServer {
    public static final String ADMIN = "cn=admin,dc=example,dc=com";
    public static final String ADMIN_PASSWORD = "secret";

    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path FIXTURES = OwnProcess.fixtures("openldap");
    private final Path home;
    private final int port;
    private final Optional<Integer> tlsPort;
    private final OwnProcess process;

    private OpenLdapServer(Path home, int port, Optional<Integer> tlsPort) {
        this.home = home;
        this.port = port;
        this.tlsPort = tlsPort;
        this.process = new OwnProcess(home, port);
    }

    /** Skips the test by name where there is no slapd, or fails it where it is required. */
    public static void require() {
        LocalServer.require(
                "openldap", isInstalled(), "slapd is not installed; install it with: apt-get install slapd");
    }

    public static boolean isInstalled() {
        return Files.isExecutable(SLAPD);
    }

    /** Starts an empty server and seeds it. */
    public static OpenLdapServer start(boolean durable) {
        return start(durable, false, conf -> conf);
    }

    /** One that speaks StartTLS and ldaps, with a certificate for 127.0.0.1 of an authority of its own. */
    public static OpenLdapServer startWithTls() {
        return start(false, true, conf -> conf);
    }

    /** One whose configuration lacks the lines that begin with any of these. */
    public static OpenLdapServer without(String... lines) {
        return start(false, false, conf -> {
            String left = conf;
            for (String line : lines) {
                left = left.replaceAll("(?m)^" + java.util.regex.Pattern.quote(line) + ".*$", "");
            }
            return left;
        });
    }

    /** One with another configuration. */
    public static OpenLdapServer changed(UnaryOperator<String> changed) {
        return start(false, false, changed);
    }

    private static OpenLdapServer start(boolean durable, boolean tls, UnaryOperator<String> changed) {
        require();
        try {
            Path home = Files.createTempDirectory("isthmus-slapd");
            Files.createDirectories(home.resolve("db"));
            Files.copy(FIXTURES.resolve("isthmus.schema"), home.resolve("isthmus.schema"));
            String conf = Files.readString(FIXTURES.resolve("slapd.conf"))
                    .replace("@DIR@", home.toString())
                    .replace("@NOSYNC@", durable ? "" : "dbnosync");
            conf = changed.apply(conf);
            if (tls) {
                Certificates.make(home);
                conf = "TLSCertificateFile %1$s/cert.pem%nTLSCertificateKeyFile %1$s/key.pem%n".formatted(home) + conf;
            }
            Files.writeString(home.resolve("slapd.conf"), conf);
            OpenLdapServer server =
                    new OpenLdapServer(home, FreePorts.one(), tls ? Optional.of(FreePorts.one()) : Optional.empty());
            server.launch();
            try (LDAPConnection admin = server.admin()) {
                Fixture.load(FIXTURES.resolve("seed.ldif"), admin);
            }
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts again with the same data. */
    public void launch() {
        process.launch(SLAPD.toString(), "-f", home.resolve("slapd.conf").toString(), "-h", listeners(), "-d", "0");
    }

    /** Starts again with the same data and this limit on what a search of the service account gives; empty for none. */
    public void limit(OptionalInt most) {
        String number = most.isPresent() ? Integer.toString(most.getAsInt()) : "unlimited";
        Path conf = home.resolve("slapd.conf");
        try {
            Files.writeString(
                    conf,
                    Files.readString(conf)
                            .replaceAll("size=\\S+ size.prtotal=\\S+", "size=" + number + " size.prtotal=" + number));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        kill9();
        launch();
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

    @Override
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** A connection as the product has one: what is compared with it pays for the same access rules, which the administrator passes by. */
    public LDAPConnection service() {
        return as(SERVICE, SERVICE_PASSWORD);
    }

    @Override
    public LDAPConnection admin() {
        return as(ADMIN, ADMIN_PASSWORD);
    }

    private LDAPConnection as(String name, String password) {
        try {
            return new LDAPConnection("127.0.0.1", port, name, password);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
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
    public void close() {
        process.remove();
    }
}

package io.isthmus.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.isthmus.directory.unboundid.DirectorySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** What Samba does not show of Microsoft's Active Directory, played: see {@link ScriptedAnswers}. */
public final class ScriptedActiveDirectory implements AutoCloseable {
    public static final String BASE = "DC=ad,DC=test";
    public static final String PEOPLE = "OU=people," + BASE;
    public static final String SERVICE = "CN=isthmus," + BASE;
    public static final String SERVICE_PASSWORD = "service";

    private final InMemoryDirectoryServer server;
    private final ScriptedAnswers answers;
    private final Path home;

    private ScriptedActiveDirectory(InMemoryDirectoryServer server, ScriptedAnswers answers, Path home) {
        this.server = server;
        this.answers = answers;
        this.home = home;
    }

    public static ScriptedActiveDirectory start() {
        try {
            Path home = Files.createTempDirectory("isthmus-scripted-ad");
            Certificates.make(home);
            ScriptedAnswers answers = new ScriptedAnswers();
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config(home, answers));
            answers.of(server);
            server.startListening();
            ScriptedActiveDirectory directory = new ScriptedActiveDirectory(server, answers, home);
            directory.add(BASE, "domain");
            directory.add(PEOPLE, "organizationalUnit");
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (LDAPException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static InMemoryDirectoryServerConfig config(Path home, ScriptedAnswers answers)
            throws LDAPException, GeneralSecurityException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.addAdditionalBindCredentials(SERVICE, SERVICE_PASSWORD);
        config.addInMemoryOperationInterceptor(answers);
        config.setCustomRootDSEAttributes(List.of(
                new Attribute("supportedCapabilities", "1.2.840.113556.1.4.800"),
                new Attribute("defaultNamingContext", BASE)));
        SSLUtil ssl = new SSLUtil(
                new KeyStoreKeyManager(home.resolve("store.p12").toFile(), Certificates.PASSWORD, "PKCS12", "server"),
                new TrustAllTrustManager());
        InetAddress here = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", here, 0, null),
                InMemoryListenerConfig.createLDAPSConfig("tls", here, 0, ssl.createSSLServerSocketFactory(), null));
        return config;
    }

    public String url() {
        return "ldap://127.0.0.1:" + server.getListenPort("plain");
    }

    public String ldapsUrl() {
        return "ldaps://127.0.0.1:" + server.getListenPort("tls");
    }

    /** The certificate that vouches for this server. */
    public Path authority() {
        return home.resolve("cert.pem");
    }

    /** How it is reached over TLS. */
    public DirectorySettings settings() {
        return settings(ldapsUrl());
    }

    public DirectorySettings settings(String url) {
        return new DirectorySettings(
                List.of(URI.create(url)),
                "auto",
                SERVICE,
                SERVICE_PASSWORD,
                Optional.of(authority()),
                false,
                4,
                Duration.ofSeconds(5));
    }

    /** How this server answers. */
    public ScriptedAnswers answers() {
        return answers;
    }

    /** Puts an entry there, past the script. */
    public void add(String dn, String objectClass, Attribute... more) {
        UUID uuid = UUID.randomUUID();
        byte[] guid = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        Entry entry = new Entry(
                dn,
                new Attribute("objectClass", objectClass),
                new Attribute("objectGUID", guid),
                new Attribute("uSNChanged", "1"));
        Arrays.stream(more).forEach(entry::addAttribute);
        try {
            server.add(entry);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A group with so many members. */
    public String group(String name, int members) {
        String dn = "CN=" + name + "," + BASE;
        add(
                dn,
                "group",
                new Attribute(
                        "member",
                        IntStream.range(0, members)
                                .mapToObj(ScriptedActiveDirectory::member)
                                .toList()));
        return dn;
    }

    public static String member(int number) {
        return "CN=m" + number + "," + PEOPLE;
    }

    /** Somebody else writes. */
    public void change(String dn, Modification... modifications) {
        try {
            Entry entry = server.getEntry(dn);
            long before = Optional.ofNullable(entry.getAttributeValueAsLong("uSNChanged"))
                    .orElse(0L);
            server.modify(dn, modifications);
            server.modify(dn, new Modification(ModificationType.REPLACE, "uSNChanged", Long.toString(before + 1)));
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** An entry as it is, past the script. */
    public Optional<Entry> entry(String dn) {
        try {
            return Optional.ofNullable(server.getEntry(dn));
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A plain connection, to see what a client sees. */
    public LDAPConnection connect() {
        try {
            return new LDAPConnection("127.0.0.1", server.getListenPort("plain"), SERVICE, SERVICE_PASSWORD);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
        for (String file : List.of("store.p12", "keytool.log", "cert.pem", "key.pem")) {
            home.resolve(file).toFile().delete();
        }
        home.toFile().delete();
    }
}

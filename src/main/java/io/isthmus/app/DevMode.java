package io.isthmus.app;

import io.isthmus.access.Tokens;
import io.isthmus.directory.unboundid.DevDirectory;
import io.isthmus.store.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Dev mode: database, directory and tokens as one unit of data, and a banner with commands that work as printed. */
final class DevMode {
    private static final String TOKENS = "tokens";
    /** not below {@code isthmus.}, where only settings may stand */
    static final String ADMIN = "dev.isthmus.admin-token";

    private DevMode() {}

    /** Known before the container starts, when no launch mode is set yet: only then do classes come from the workspace. */
    static boolean on() {
        return DevMode.class.getClassLoader().getClass().getSimpleName().equals("QuarkusClassLoader");
    }

    static Path data() {
        return Path.of("dev-data").toAbsolutePath();
    }

    /** Before the container starts. */
    static void prepare() {
        Path data = data();
        Path content = data.resolve("directory.ldif");
        boolean whole = Files.isDirectory(data.resolve("postgres")) && Files.exists(content);
        if (!whole) {
            delete(data);
        }
        EmbeddedPostgres database = IsthmusMain.embedded(data);
        int port = 10389;
        DevDirectory directory = DevDirectory.start(content, port, seed());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(directory, database)));
        closing = Optional.of(() -> close(directory, database));
        adminToken(data);
    }

    private static volatile Optional<Runnable> closing = Optional.empty();

    private static void close(DevDirectory directory, EmbeddedPostgres database) {
        directory.close();
        database.close();
    }

    /** At the end of a live reload's run: the next one starts its own. */
    static void stopped() {
        closing.ifPresent(Runnable::run);
        closing = Optional.empty();
    }

    private static InputStream seed() {
        return DevMode.class.getResourceAsStream("/dev/seed.ldif");
    }

    private static void adminToken(Path data) {
        Path file = data.resolve("admin-token");
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[32];
                new java.security.SecureRandom().nextBytes(random);
                Files.writeString(file, "ism_dev_" + java.util.HexFormat.of().formatHex(random));
            }
            System.setProperty(ADMIN, Files.readString(file).strip());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path data) {
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** After the start: tokens and banner. */
    static void started(Settings settings, Tokens tokens) {
        if (!on()) {
            return;
        }
        Path data = data();
        String okta = token(data, tokens, "okta");
        String entra = token(data, tokens, "entra");
        int port = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.http.port", Integer.class)
                .orElse(8080);
        String url = "http://127.0.0.1:" + port;
        List<String> lines = List.of(
                "",
                "  Isthmus in dev mode: " + url + "/scim/v2, embedded PostgreSQL, embedded LDAP on 127.0.0.1:10389",
                "  All three switches are on (auto-sync, self-heal, prune) and the first plan is accepted by itself.",
                "",
                "  token of source okta    " + okta,
                "  token of source entra   " + entra,
                "  administrator's token   " + System.getProperty(ADMIN),
                "",
                "  Push sample users the way Okta and Entra do, and see the LDIF that comes out:",
                "    curl -s -X POST " + url + "/dev/sample",
                "  List them as Okta does:",
                "    curl -s -H 'Authorization: Bearer " + okta + "' '" + url
                        + "/scim/v2/Users?startIndex=1&count=100'",
                "  How it stands:",
                "    curl -s -H 'Authorization: Bearer " + System.getProperty(ADMIN) + "' " + url + "/api/v1/status",
                "");
        System.out.println(String.join(System.lineSeparator(), lines));
    }

    static String token(Path data, Tokens tokens, String source) {
        Path file = data.resolve(TOKENS + "-" + source);
        try {
            if (Files.exists(file)
                    && tokens.check(Files.readString(file).strip()).isPresent()) {
                return Files.readString(file).strip();
            }
            // two may be live: the last one may be in use, those before it were of data that is gone
            List<Tokens.Listed> earlier = tokens.of(source);
            earlier.stream()
                    .limit(Math.max(0, earlier.size() - 1))
                    .forEach(old -> tokens.revoke(source, old.id(), "dev-mode"));
            String token = tokens.issueForSource(source, Set.of(), Optional.empty(), "dev-mode")
                    .token();
            Files.writeString(file, token);
            return token;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

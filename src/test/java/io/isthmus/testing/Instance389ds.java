package io.isthmus.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An instance of 389 DS out of the templates that its package brings, without dscreate: everything in one folder, nothing durable,
 * no TLS, on loopback only.
 */
final class Instance389ds {
    private static final Path DATA = Path.of("/usr/share/dirsrv/data");
    private static final Path SYSTEM = Path.of("/etc/dirsrv");
    private static final String USER = "dirsrv";
    private static final List<String> FOLDERS =
            List.of("schema", "lock", "tmp", "ldif", "bak", "run", "inst", "log", "db", "dbhome");

    private Instance389ds() {}

    static void make(Path home, int port, Path schema) throws IOException {
        for (String folder : FOLDERS) {
            Files.createDirectories(home.resolve(folder));
        }
        for (String file : List.of("slapd-collations.conf", "certmap.conf")) {
            Files.copy(SYSTEM.resolve("config").resolve(file), home.resolve(file));
        }
        Files.copy(SYSTEM.resolve("schema/99user.ldif"), home.resolve("schema/99user.ldif"));
        Files.copy(schema, home.resolve("schema").resolve(schema.getFileName()));
        boolean root = System.getProperty("user.name").equals("root");
        String config = entries("template-dse.ldif") + "\n\n" + entries("template-suffix-db.ldif") + "\n";
        Files.writeString(
                home.resolve("dse.ldif"), filled(config, home, port, root ? USER : System.getProperty("user.name")));
        if (root) {
            OwnProcess.run(List.of("chown", "-R", USER + ":", home.toString()));
        }
    }

    /** Without comments: it does not bear them before a DN. */
    private static String entries(String template) throws IOException {
        return Files.readString(DATA.resolve(template))
                .replaceAll("(?m)^#.*\n", "")
                .strip();
    }

    private static String filled(String template, Path home, int port, String user) {
        Map<String, String> words = Map.ofEntries(
                Map.entry("config_dir", home.toString()),
                Map.entry("cert_dir", home.toString()),
                Map.entry("db_home_dir", home + "/dbhome"),
                Map.entry("db_lib", "bdb"),
                Map.entry("fqdn", "localhost"),
                Map.entry("ds_port", Integer.toString(port)),
                Map.entry("ds_user", user),
                Map.entry("rootdn", Server389ds.ADMIN),
                Map.entry("ds_passwd", "{CLEAR}" + Server389ds.ADMIN_PASSWORD),
                Map.entry("ldapi_enabled", "off"),
                Map.entry("ldapi_autobind", "off"),
                Map.entry("ldapi", home + "/run/ldapi"),
                Map.entry("ds_suffix", "dc=example,dc=com"),
                Map.entry("ds_bename", "userRoot"));
        String config = template;
        for (var word : words.entrySet()) {
            config = config.replace("%" + word.getKey() + "%", word.getValue());
        }
        for (String folder : FOLDERS) {
            config = config.replace("%" + folder + "_dir%", home + "/" + folder);
        }
        return config.replace("nsslapd-port:", "nsslapd-listenhost: 127.0.0.1\nnsslapd-port:")
                .replace("nsslapd-mode: 600", "nsslapd-mode: 600\nnsslapd-db-durable-transaction: off");
    }
}

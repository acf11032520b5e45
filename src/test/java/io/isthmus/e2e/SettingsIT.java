package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.testing.Certificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that come from the environment are settings like any other. */
class SettingsIT {
    @TempDir
    Path home;

    /** The environment does not tell a dash from a dot. */
    @Test
    void theEnvironmentIsCheckedLikeTheFileAndNamedAsThePlace() {
        IsthmusServer.Ran ran = check(Map.of(
                "LDAP_PASSWORD", "x",
                "ISTHMUS_RECONCILE_AUTO_SYNC", "maybe",
                "ISTHMUS_LIMITS_GROUPS_EMPTIED", "-1",
                "ISTHMUS_LIMITS_ATTRIBUTE_CHANGES_PERCENT", "500",
                "ISTHMUS_DIRECTORY_OPERATION_TIMEOUT", "soon",
                "ISTHMUS_SOURCES_OKTA_MAY_REFERENCE", "nosuch",
                "ISTHMUS_DIRECTORY_FLAVOUR", "foo"));
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output())
                .contains(
                        "environment variable ISTHMUS_RECONCILE_AUTO_SYNC: isthmus.reconcile.auto-sync is \"maybe\"; write")
                .contains(
                        "environment variable ISTHMUS_LIMITS_GROUPS_EMPTIED: isthmus.limits.groups-emptied is \"-1\"; write")
                .contains(
                        "environment variable ISTHMUS_LIMITS_ATTRIBUTE_CHANGES_PERCENT: isthmus.limits.attribute-changes")
                .contains("isthmus.directory.operation-timeout is \"soon\"; write a duration like")
                .contains("environment variable ISTHMUS_DIRECTORY_FLAVOUR: isthmus.directory.flavour has to be one of")
                .contains(
                        "environment variable ISTHMUS_SOURCES_OKTA_MAY_REFERENCE: isthmus.sources.okta.may-reference names")
                .doesNotContain("SRCFG");
    }

    @Test
    void aCertificateFromTheEnvironmentIsOne() {
        IsthmusServer.Ran ran = check(Map.of(
                "LDAP_PASSWORD",
                "x",
                "ISTHMUS_HTTP_HOST",
                "0.0.0.0",
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES",
                "cert.pem"));
        assertThat(ran.output()).contains("is valid");
        assertThat(ran.exit()).isZero();
    }

    /** A command in the wrong directory would make a database there, and complain of what that lacks. */
    @Test
    void commandsMakeNoDatabase() {
        IsthmusServer isthmus = IsthmusServer.in(
                home, Setup.settings("ldap://127.0.0.1:1", ""), Setup.mapping(), Map.of("LDAP_PASSWORD", "x"));
        for (String[] command : List.of(
                new String[] {"journal", "verify"}, new String[] {"journal", "export"}, new String[] {"backup", "b"})) {
            IsthmusServer.Ran ran = isthmus.command(command);
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.output()).contains("there is no database in ./data; set isthmus.data-dir");
        }
        assertThat(home.resolve("data")).doesNotExist();
    }

    /** Tokens would travel in clear where nobody has allowed that. */
    @Test
    void theOtherPortStaysClosedWhereTlsIsAskedFor() throws Exception {
        Certificates.make(home);
        String settings = Setup.settings("ldap://127.0.0.1:1", "") + "  http: { host: 0.0.0.0 }\n"
                + "quarkus: { http: { ssl-port: 0, ssl: { certificate: { files: cert.pem, key-files: key.pem } } } }\n";
        try (IsthmusServer isthmus = IsthmusServer.in(home, settings, Setup.mapping(), Map.of("LDAP_PASSWORD", "x"))) {
            isthmus.launch();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isthmus.log().contains("Listening on:"));
            assertThat(isthmus.log()).contains("Listening on: https://0.0.0.0:").doesNotContain("http://");
            assertThat(isthmus.ready()).isFalse();
        }
    }

    private IsthmusServer.Ran check(Map<String, String> environment) {
        return IsthmusServer.in(home, Setup.settings("ldap://127.0.0.1:1", ""), Setup.mapping(), environment)
                .command("mapping", "check");
    }
}

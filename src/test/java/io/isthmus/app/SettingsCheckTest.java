package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
    private static final String BASE = System.getProperty("isthmus.test.basedir", ".");
    private final Map<String, String> aside = new HashMap<>();

    @TempDir
    Path home;

    /** What the build tells the tests is no setting. */
    @BeforeEach
    void setAside() {
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("isthmus."))
                .forEach(name -> aside.put(name, System.clearProperty(name)));
    }

    @AfterEach
    void giveBack() {
        aside.forEach(System::setProperty);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 10, 24})
    void aRateBelowWhatProvidersNeedIsRefusedWithItsLine(int rate) {
        assertThatThrownBy(() -> check("okta: { rate: " + rate + " }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("application.yaml:9: isthmus.sources.okta.rate is " + rate)
                .hasMessageContaining("write 0 for no limit, or at least 25");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25, 1000})
    void enoughOrNoLimitIsFine(int rate) throws IOException {
        Settings settings = check("okta: { rate: " + rate + ", basic: true, record: true, paused: true }");
        assertThat(settings.sources().get("okta").rate()).isEqualTo(rate);
        assertThat(settings.sources().get("okta").basic()).isTrue();
        assertThat(settings.retention().rawBodies()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void everyFaultIsToldAtOnceWithItsLine() {
        assertThatThrownBy(() -> check(
                        "okta: { basic: maybe, rate: 10, unknown: 1, unique: [title] }\n  reconcile: { soon-after: -3s, auto-sync: yess, while-held: whatever }\n"
                                + "  limits: { disables: { count: -1, percent: 500 } }\n  statsd: { port: 99999 }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("isthmus.sources.okta.basic is \"maybe\"; write true or false")
                .hasMessageContaining("isthmus.sources.okta.rate is 10")
                .hasMessageContaining("isthmus.sources.okta.unknown is not a known key; known are [")
                .hasMessageContaining("isthmus.sources.okta.unique names \"title\"")
                .hasMessageContaining("isthmus.reconcile.soon-after is \"-3s\"; write a duration")
                .hasMessageContaining("isthmus.reconcile.auto-sync is \"yess\"; write true or false")
                .hasMessageContaining("isthmus.reconcile.while-held names \"whatever\"")
                .hasMessageContaining("isthmus.limits.disables.count is \"-1\"")
                .hasMessageContaining("isthmus.limits.disables.percent is \"500\"; write a percentage")
                .hasMessageContaining("isthmus.statsd.port is \"99999\"")
                .hasMessageContaining("application.yaml:9: ");
    }

    private Settings check(String sources) throws IOException {
        String mapping =
                Path.of(BASE, "config/mapping-openldap.yaml").toAbsolutePath().toString();
        Path file = home.resolve("application.yaml");
        Files.writeString(file, """
                isthmus:
                  mapping-file: %s
                  directory:
                    urls: ["ldaps://ldap1.example.com"]
                    bind-dn: uid=isthmus,ou=services,dc=example,dc=com
                    bind-password: secret
                  reconcile: {}
                  sources:
                    %s
                """.formatted(mapping, sources));
        return SettingsCheck.check(file).settings();
    }
}

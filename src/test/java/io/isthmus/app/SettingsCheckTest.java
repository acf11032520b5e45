package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Limited;
import io.isthmus.plan.SafetyLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                .hasMessageContaining("application.yaml:8: isthmus.sources.okta.rate is " + rate)
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

    @ParameterizedTest
    @ValueSource(strings = {"auto", "off", "\"off\""})
    void theWatchIsOnOrOffWhateverYamlMakesOfTheWord(String watch) throws IOException {
        assertThat(check("okta: {}\n  reconcile: { watch: " + watch + " }")
                        .reconcile()
                        .watch())
                .isIn(watch.equals("auto") ? List.of("auto") : List.of("off", "false"));
    }

    /** The last of two groups would count and the first be overlooked, limits among it. */
    @Test
    void aKeyThatIsWrittenTwiceIsRefused() {
        assertThatThrownBy(() -> check("okta: { rate: 0 }\n  limits: { creates: 5 }\n  limits: { groups-emptied: 1 }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("a setting is wrong")
                .hasMessageContaining("application.yaml:10: isthmus.limits is written twice, here and in line 9,");
    }

    @Test
    void aGroupIsNoValueAndAValueNoGroup() {
        assertThatThrownBy(() -> check("okta: { rate: 0 }\n  limits: { deletes: 10, creates: { count: 5 } }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining(
                        "isthmus.limits.deletes has settings below it; write deletes: { count: …, percent: … }")
                .hasMessageContaining("isthmus.limits.creates has nothing below it; write creates: a whole number");
    }

    @Test
    void whatCannotBeNothingIsNotNothing() {
        assertThatThrownBy(
                        () -> check(
                                "okta: { rate: 0 }\n  reconcile: { approval-expires: 0, backoff-max: 0s }\n  health: { source-silent: { okat: 1h } }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining(
                        "application.yaml:9: isthmus.reconcile.approval-expires is 0; write a duration like 72h")
                .hasMessageContaining("isthmus.reconcile.backoff-max is 0")
                .hasMessageContaining(
                        "application.yaml:10: isthmus.health.source-silent.okat names no source; write one of [okta]");
    }

    /** They are read from above to below. */
    @Test
    void faultsStandInTheOrderOfTheirLines() {
        assertThatThrownBy(() -> check("okta: { rate: 1 }\n  statsd: { port: -1 }\n  limits: { window: x, foo: 1 }"))
                .hasMessageMatching("(?s).*yaml:8: .*yaml:9: .*yaml:10: .*yaml:10: .*");
    }

    @Test
    void whatIsKeptTooShortIsRefused() {
        assertThatThrownBy(() ->
                        check("okta: { rate: 0 }\n  retention: { journal: 1h, runs: 2d, audit: 0, raw-bodies: 1d }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining(
                        "isthmus.retention.journal is too short; write 0 for ever, or at least as long as a day")
                .hasMessageContaining(
                        "isthmus.retention.runs is too short; write 0 for ever, or at least as long as a day, as"
                                + " reconcile.approval-expires (72h) and as limits.window (24h)")
                .hasMessageNotContaining("retention.audit");
    }

    @Test
    void everyFaultIsToldAtOnceWithItsLine() {
        assertThatThrownBy(() -> check(
                        "okta: { basic: maybe, rate: 10, unknown: 1, unique: [title] }\n  reconcile: { soon-after: -3s, auto-sync: yess, while-held: whatever, watch: often }\n"
                                + "  limits: { disables: { count: -1, percent: 500 } }\n  statsd: { port: 99999 }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("isthmus.sources.okta.basic is \"maybe\"; write true or false")
                .hasMessageContaining("isthmus.sources.okta.rate is 10")
                .hasMessageContaining("isthmus.sources.okta.unknown is not a known key; known are [")
                .hasMessageContaining("isthmus.sources.okta.unique names \"title\"")
                .hasMessageContaining("isthmus.reconcile.soon-after is \"-3s\"; write a duration")
                .hasMessageContaining("isthmus.reconcile.auto-sync is \"yess\"; write true or false")
                .hasMessageContaining("isthmus.reconcile.watch names \"often\"; known are [auto, off]")
                .hasMessageContaining("isthmus.reconcile.while-held names \"whatever\"")
                .hasMessageContaining("isthmus.limits.disables.count is \"-1\"")
                .hasMessageContaining("isthmus.limits.disables.percent is \"500\"; write a percentage")
                .hasMessageContaining("isthmus.statsd.port is \"99999\"")
                .hasMessageContaining("application.yaml:9: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at two | is none: Illegal cron expression format",
                "0 2 * * * | is none: Unexpected end of expression",
                "0 0 25 * * ? | is none: Hour values must be between 0 and 23",
                "0 0 2 31 2 ? | is never due any more",
                "0 0 2 * * ? 2020 | is never due any more"
            })
    void aScheduleThatIsNoneOrIsNeverDueIsAFaultLikeAnyOther(String schedule, String why) {
        assertThatThrownBy(() -> check("okta: { rate: 1 }\n  reconcile: { full-schedule: '" + schedule + "' }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("yaml:8: isthmus.sources.okta.rate is 1;")
                .hasMessageContaining("yaml:9: isthmus.reconcile.full-schedule is \"" + schedule + "\", which " + why)
                .hasMessageContaining("; write a Quartz cron expression")
                .hasMessageContaining("like \"0 0 2 * * ?\"");
    }

    /** What the reader of settings says of an empty text names no way out, and would hide the other faults. */
    @Test
    void anEmptyTextIsAFaultLikeAnyOther() {
        assertThatThrownBy(() -> check("okta: { match-users-by: [], rate: 1 }\n  data-dir: ''\n  notify: { on: [] }\n"
                        + "  reconcile: { full-schedule: '', soon-after: '' }\n  http: { max-user-body: '' }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining(
                        "yaml:8: isthmus.sources.okta.match-users-by is empty; write userName, or leave it out")
                .hasMessageContaining("yaml:8: isthmus.sources.okta.rate is 1;")
                .hasMessageContaining("yaml:9: isthmus.data-dir is empty; write ./data, or leave it out")
                .hasMessageContaining("yaml:10: isthmus.notify.on is empty; write held,failed,drift,recovered")
                .hasMessageContaining("yaml:11: isthmus.reconcile.full-schedule is empty; write 0 0 2 * * ?")
                .hasMessageContaining("yaml:11: isthmus.reconcile.soon-after is empty; write 200ms")
                .hasMessageContaining("yaml:12: isthmus.http.max-user-body is empty; write 1M")
                .hasMessageNotContaining("SRCFG");
    }

    @Test
    void whatIsOptionalMayBeEmpty() throws IOException {
        Settings settings = check("okta: { unique: [], may-reference: [] }\n  statsd: { host: '' }\n"
                + "  http: { public-url: '', trusted-proxies: [] }\n  notify: { mail-to: [], webhook-url: '' }");
        assertThat(settings.http().trustedProxies().orElse(List.of())).isEmpty();
    }

    @Test
    void aListOfSourcesIsToldHowToWriteThem() {
        assertThatThrownBy(() -> check("okta: {}\n  health: { source-silent: 5m }"))
                .hasMessageContaining(
                        "isthmus.health.source-silent has names below it; write source-silent: { okta: …");
        assertThatThrownBy(() -> check("[okta, entra]"))
                .hasMessageContaining("isthmus.sources has names below it; write sources: { okta: … }")
                .hasMessageNotContaining("sources[0]");
    }

    @Test
    void aSourceWithoutSettingsIsOneThatOthersMayName() throws IOException {
        assertThat(check("okta: {}\n    entra: { may-reference: [okta] }\n  health: { source-silent: { okta: 1h } }")
                        .health()
                        .sourceSilent())
                .containsKey("okta");
    }

    /** A word in a comment is no certificate. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# ssl",
                "quarkus: { http: { ssl-port: 8443 } }",
                "quarkus: { http: { ssl: { client-auth: NONE } } }"
            })
    void anAddressThatOthersReachNeedsTlsAndNotItsName(String line) {
        assertThatThrownBy(() -> check("okta: {}\n  http: { host: 0.0.0.0 }\n" + line))
                .hasMessageContaining("yaml:9: isthmus.http.host 0.0.0.0 is reachable from elsewhere without TLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  http: { host: 0.0.0.0, allow-plaintext: true }",
                "  http: { host: 0.0.0.0 }\nquarkus: { http: { ssl: { certificate: { files: a.pem, key-files: b.pem } } } }",
                "  http: { host: 0.0.0.0 }\nquarkus: { tls: { key-store: { p12: { path: a.p12 } } } }",
                "  http: { host: localhost }"
            })
    void anAddressWithTlsOrAProxyIsFine(String lines) throws IOException {
        assertThat(check("okta: { rate: 0 }\n" + lines).sources()).containsKey("okta");
    }

    @Test
    void linksAndProxiesAreWhatTheyHaveToBe() throws IOException {
        assertThatThrownBy(() -> check(
                        "okta: {}\n  http: { public-url: isthmus.example.com, trusted-proxies: [10.0.0.0/8, proxy] }"))
                .hasMessageContaining(
                        "yaml:9: isthmus.http.public-url is \"isthmus.example.com\"; write a URL like https://")
                .hasMessageContaining("yaml:9: isthmus.http.trusted-proxies names \"10.0.0.0/8\"; write the IP address")
                .hasMessageContaining("names \"proxy\"");
        assertThat(check(
                                "okta: {}\n  http: { public-url: \"https://i.example.com/x\", trusted-proxies: [10.0.0.5, \"::1\"] }")
                        .http()
                        .trustedProxies())
                .hasValue(List.of("10.0.0.5", "::1"));
    }

    @Test
    void writesASecondAreNotNegative() {
        System.setProperty("isthmus.directory.max-writes-per-second", "-1");
        try {
            assertThatThrownBy(() -> check("okta: {}"))
                    .isInstanceOf(WrongSettings.class)
                    .hasMessageContaining("  -Disthmus.directory.max-writes-per-second: isthmus.directory.")
                    .hasMessageContaining("max-writes-per-second is \"-1\"; write a whole number from 0");
        } finally {
            System.clearProperty("isthmus.directory.max-writes-per-second");
        }
    }

    @Test
    void privilegedGroupsAreDnsOrHowDnsBegin() throws IOException {
        Settings settings = check("okta: {}\n  limits: { privileged: { members-changed: 2,"
                + " groups: [\"cn=admins,ou=groups,dc=example,dc=com\", \"cn=root-*\"] } }");
        SafetyLimits limits = LimitSettings.of(settings.limits());
        assertThat(limits.privileged().patterns())
                .extracting(DN::toString)
                .containsExactly("cn=admins,ou=groups,dc=example,dc=com", "cn=root-*");
        assertThatThrownBy(() -> check("okta: {}\n  limits: { privileged: { groups: [admins] } }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("application.yaml:9: isthmus.limits.privileged.groups names \"admins\"")
                .hasMessageContaining("write a group's DN");
    }

    /** Every key of the contract has its effect: a table of as many rows as there are classes with a limit. */
    @Test
    void theLimitsThatHoldWhereNothingIsSet() throws IOException {
        Map<Limited, SafetyLimits.Bound> table =
                LimitSettings.of(check("okta: {}").limits()).table();
        long none = Long.MAX_VALUE;
        assertThat(table)
                .isEqualTo(Map.of(
                        Limited.CREATES, new SafetyLimits.Bound(none, 0, 200),
                        Limited.DISABLES, new SafetyLimits.Bound(25, 5, 200),
                        Limited.DELETES, new SafetyLimits.Bound(10, 1, 200),
                        Limited.RECREATES, new SafetyLimits.Bound(10, 1, 200),
                        Limited.ATTRIBUTE_CHANGES, new SafetyLimits.Bound(none, 50, 200),
                        Limited.MEMBERS_REMOVED, new SafetyLimits.Bound(100, 5, 1000),
                        Limited.MEMBERS_OF_GROUP, new SafetyLimits.Bound(none, 20, 20),
                        Limited.GROUPS_EMPTIED, new SafetyLimits.Bound(3, 0, 0),
                        Limited.PRIVILEGED, new SafetyLimits.Bound(1, 0, 0),
                        Limited.SOURCE_POPULATION, new SafetyLimits.Bound(none, 20, 200)));
    }

    @Test
    void whoIsToBeToldAndHowIsCheckedAtTheStart() throws IOException {
        assertThatThrownBy(
                        () -> check(
                                "okta: {}\n  notify: { mail-to: [nobody, ops@example.com],"
                                        + " webhook-url: \"http://hooks.example.com/x\", webhook-secret-file: /nowhere/secret, on: [always] }"))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("isthmus.notify.mail-to names \"nobody\"; write addresses like")
                .hasMessageContaining("set quarkus.mailer.from")
                .hasMessageContaining("isthmus.notify.webhook-url is \"http://hooks.example.com/x\"; write https://")
                .hasMessageContaining("isthmus.notify.webhook-secret-file: the file /nowhere/secret cannot be read")
                .hasMessageContaining("isthmus.notify.on names \"always\"; known are [held, failed, drift, recovered]");
        Path secret = Files.writeString(home.resolve("secret"), "");
        assertThatThrownBy(() -> check("okta: {}\n  notify: { webhook-secret-file: " + secret + " }"))
                .hasMessageContaining("is empty; write a long random secret")
                .hasMessageContaining("isthmus.notify.webhook-url is not");
        Files.writeString(secret, "long and random");
        Settings settings = check("okta: {}\n  notify: { webhook-url: \"http://127.0.0.1:9/x\", webhook-secret-file: "
                + secret + ", mail-to: [ops@example.com] }\nquarkus: { mailer: { from: isthmus@example.com } }");
        assertThat(settings.notifications().webhookUrl()).hasValue("http://127.0.0.1:9/x");
    }

    /** An empty password binds as nobody, and an authority without a certificate vouches for no server. */
    @Test
    void filesOfTheDirectoryHoldWhatTheyHaveTo() throws IOException {
        Path empty = Files.writeString(home.resolve("empty"), " \n");
        Path garbage = Files.writeString(home.resolve("garbage.pem"), "no certificate\n");
        assertThatThrownBy(() -> directory("bind-password-file: " + empty + "\n    ca-file: " + garbage))
                .hasMessageContaining(
                        "yaml:6: isthmus.directory.bind-password-file: the file " + empty + " is empty; write")
                .hasMessageContaining(
                        "yaml:7: isthmus.directory.ca-file: the file " + garbage + " has no certificate; write");
        assertThatThrownBy(() -> directory("bind-password-file: " + home + "\n    ca-file: " + empty))
                .hasMessageContaining("bind-password-file: the file " + home + " cannot be read")
                .hasMessageContaining("ca-file: the file " + empty + " has no certificate");
        assertThatThrownBy(() -> directory("bind-password-file: /nowhere\n    ca-file: /nowhere"))
                .hasMessageContaining("bind-password-file: the file /nowhere cannot be read")
                .hasMessageContaining("ca-file: the file /nowhere cannot be read");
    }

    private void directory(String lines) throws IOException {
        check("okta: {}");
        Path file = home.resolve("application.yaml");
        Files.writeString(file, Files.readString(file).replace("bind-password: secret", lines));
        SettingsCheck.check(file);
    }

    @Test
    void schemasThatCannotBeKeptAreTold() throws IOException {
        String staff = Path.of(BASE, "src/test/resources/schemas/staff.json")
                .toAbsolutePath()
                .toString();
        Path wrong = Files.writeString(
                home.resolve("wrong.json"),
                "{\"id\":\"urn:acme:x\",\"attributes\":[{\"name\":\"n\",\"type\":\"number\"}]}");
        assertThat(check("okta: { schemas: [" + staff + "] }").sources()).containsKey("okta");
        assertThatThrownBy(
                        () -> check("okta: { schemas: [" + staff + ", " + wrong + ", /nowhere.json, " + staff + "] }"))
                .hasMessageContaining(
                        "isthmus.sources.okta.schemas: " + wrong + " gives n a type that is none; write one of string,")
                .hasMessageContaining("/nowhere.json cannot be read as JSON")
                .hasMessageContaining("declares urn:acme:scim:2.0:Staff, which another file declares already");
    }

    /** {@code okta: {}} is a source with every default, and has no key at all: it would have got no token. */
    @Test
    void aSourceWithNothingBelowItIsASource() throws IOException {
        Settings settings = check("okta: {}\n    entra: { rate: 30 }");
        assertThat(settings.sources()).containsOnlyKeys("entra");
        assertThat(SettingsCheck.sources(home.resolve("application.yaml"), settings))
                .containsExactlyInAnyOrder("okta", "entra");
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
                  sources:
                    %s
                """.formatted(mapping, sources));
        return SettingsCheck.check(file).settings();
    }
}

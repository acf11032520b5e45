package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import io.isthmus.testing.WithholdingProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies after the directory carried a write out and before it could note that. */
class CrashIT {
    private static final String SWITCHES = "auto-sync: true, accept-first-plan: true, backoff-max: 1s";
    private static final String PHONES = "phoneNumbers[type eq \\\"work\\\"].value";

    @TempDir
    Path home;

    @Test
    void aValueThatWasWrittenButNotNotedIsStillWithdrawn() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                WithholdingProxy proxy = WithholdingProxy.before(ldap.url());
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = server(proxy)) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            String id = create(isthmus, token, "crash.value");
            settled(isthmus);
            assertThat(entry(admin, "crash.value")).isNotNull();
            admin.modify(dn("crash.value"), new Modification(ModificationType.ADD, "telephoneNumber", "+1 555 9999"));
            proxy.arm();
            isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace(PHONES, "\"+1 555 0001\""));
            assertThat(proxy.awaitWrite()).isTrue();
            isthmus.kill9();
            assertThat(entry(admin, "crash.value").getAttributeValues("telephoneNumber"))
                    .containsExactlyInAnyOrder("+1 555 9999", "+1 555 0001");
            proxy.release();
            isthmus.start();
            isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace(PHONES, "\"+1 555 0002\""));
            await(() -> assertThat(entry(admin, "crash.value").getAttributeValues("telephoneNumber"))
                    .containsExactlyInAnyOrder("+1 555 9999", "+1 555 0002"));
        }
    }

    @Test
    void anEntryThatWasCreatedButNotNotedIsOurs() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                WithholdingProxy proxy = WithholdingProxy.before(ldap.url());
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = server(proxy)) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            create(isthmus, token, "crash.first");
            settled(isthmus);
            assertThat(entry(admin, "crash.first")).isNotNull();
            proxy.arm();
            String id = create(isthmus, token, "crash.entry");
            assertThat(proxy.awaitWrite()).isTrue();
            isthmus.kill9();
            assertThat(entry(admin, "crash.entry")).isNotNull();
            proxy.release();
            isthmus.start();
            isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace("title", "\"Still ours\""));
            await(() -> assertThat(entry(admin, "crash.entry").getAttributeValue("title"))
                    .isEqualTo("Still ours"));
        }
    }

    private IsthmusServer server(WithholdingProxy proxy) {
        return IsthmusServer.in(
                home,
                Setup.settings(proxy.url(), SWITCHES).replace("operation-timeout: 5s", "operation-timeout: 60s"),
                Setup.mapping(),
                Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
    }

    private static String create(IsthmusServer isthmus, String token, String name) {
        return IsthmusServer.json(isthmus.scim("POST", "/Users", token, Setup.user(name, ""))
                        .body())
                .path("id")
                .asText();
    }

    private static Entry entry(LDAPConnection admin, String name) throws Exception {
        return admin.getEntry(dn(name));
    }

    private static String dn(String name) {
        return "uid=" + name + ",ou=people,dc=example,dc=com";
    }

    /** What is pushed is noted as written and the server is probed: the next write that is answered is the one to come. */
    private static void settled(IsthmusServer isthmus) {
        await(() -> {
            assertThat(isthmus.status().at("/journal/pending").asInt()).isZero();
            assertThat(isthmus.status().at("/directory/up").asBoolean()).isTrue();
        });
    }

    private static void await(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}

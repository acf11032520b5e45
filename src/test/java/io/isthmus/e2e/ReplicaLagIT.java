package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that is behind: as long as the first server answers, what was written is read where it was written. */
class ReplicaLagIT {
    @TempDir
    static Path home;

    @Test
    void aReplicaThatIsBehindIsNoDriftAndIsToldWhenItIsAllThereIs() throws Exception {
        try (OpenLdapServer first = OpenLdapServer.start(true);
                OpenLdapServer behind = OpenLdapServer.start(true);
                LDAPConnection replica = behind.admin();
                IsthmusServer isthmus = product(first, behind)) {
            isthmus.start();
            Provider okta = Provider.of(isthmus, "okta");
            String ann = okta.user("lag.ann", "");
            String bob = okta.user("lag.bob", "");
            okta.group("Lag", List.of(ann, bob));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
            JsonNode idle = OnSite.run(isthmus, "sync");
            assertThat(idle.at("/changes/planned").asInt()).as(idle.toString()).isZero();
            assertThat(idle.path("counts").has("missing")).isFalse();
            first.kill9();
            JsonNode failedOver = OnSite.run(isthmus, "sync");
            assertThat(failedOver.path("status").asText())
                    .as(failedOver.toString())
                    .isEqualTo("done");
            assertThat(failedOver.at("/counts/missing").asInt()).isEqualTo(3);
            assertThat(failedOver.at("/changes/applied").asInt()).isZero();
            assertThat(replica.getEntry("uid=lag.ann,ou=people,dc=example,dc=com"))
                    .isNull();
            first.launch();
            // connections to any other than the first server are given up after half a minute
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        JsonNode again = OnSite.run(isthmus, "sync");
                        assertThat(again.at("/counts/in_sync").asInt())
                                .as(again.toString())
                                .isEqualTo(3);
                        assertThat(again.at("/changes/planned").asInt()).isZero();
                    });
        }
    }

    private static IsthmusServer product(OpenLdapServer first, OpenLdapServer behind) {
        String settings = Setup.settings(first.url(), "auto-sync: true, accept-first-plan: true")
                .replace("\"" + first.url() + "\"", "\"" + first.url() + "\", \"" + behind.url() + "\"");
        return IsthmusServer.in(
                home, settings, Setup.mapping(), Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
    }
}

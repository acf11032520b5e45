package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A held set that nobody decides about in time. */
class ExpiryIT {
    private static final String LOCK = "pwdAccountLockedTime";

    @TempDir
    Path home;

    @Test
    void whatIsStillToBeDoneIsHeldAnewAndNothingIsCalledWell() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = IsthmusServer.in(
                                home,
                                Setup.settings(
                                                ldap.url(),
                                                "auto-sync: true, accept-first-plan: true, approval-expires: 5s, watch: \"off\"")
                                        + "  limits: { disables: { count: 2, percent: 0 } }\n",
                                Setup.mapping(),
                                Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                        .start()) {
            Provider okta = Provider.of(isthmus, "okta");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(okta.user("leaver" + i, ""));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> admin.getEntry("uid=leaver3,ou=people,dc=example,dc=com") != null);
            // all are there before the first is looked at, or the first two would be disabled
            isthmus.admin("POST", "/api/v1/directory/pause", "");
            ids.forEach(id -> okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "false")));
            isthmus.admin("POST", "/api/v1/directory/resume", "");
            String first = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> held(isthmus), held -> !held.isEmpty());
            String next = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> held(isthmus), held -> !held.isEmpty() && !held.equals(first));
            assertThat(isthmus.admin("GET", "/api/v1/runs/" + first, "")
                            .path("status")
                            .asText())
                    .isEqualTo("expired");
            assertThat(isthmus.admin("GET", "/api/v1/runs/" + next, "")
                            .at("/changes/held")
                            .asInt())
                    .isEqualTo(4);
            assertThat(admin.getEntry("uid=leaver0,ou=people,dc=example,dc=com", LOCK)
                            .hasAttribute(LOCK))
                    .isFalse();
        }
    }

    private static String held(IsthmusServer isthmus) {
        return isthmus.status().at("/held/run").asText("");
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full run by its Quartz schedule, here every other second. */
class ScheduleIT {
    private static final String DN = "uid=clock,ou=people,dc=example,dc=com";

    @TempDir
    Path home;

    @Test
    void aChangedScheduleHoldsFromTheStart() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus = Setup.isthmus(
                        home, ldap, "auto-sync: true, accept-first-plan: true, full-schedule: '0 0 2 1 1 ?'")) {
            isthmus.start();
            assertThat(fullRuns(isthmus)).isZero();
            isthmus.stop();
            Path settings = home.resolve("config/application.yaml");
            Files.writeString(settings, Files.readString(settings).replace("0 0 2 1 1 ?", "0/2 * * * * ?"));
            isthmus.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> fullRuns(isthmus) > 0);
            isthmus.stop();
            Files.writeString(settings, Files.readString(settings).replace("0/2 * * * * ?", "0 0 2 1 1 ?"));
            isthmus.start();
            long before = fullRuns(isthmus);
            Awaitility.await()
                    .during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> fullRuns(isthmus) == before);
        }
    }

    /** Runs over everything that the schedule asked for; the watch may ask for one at a start. */
    private static long fullRuns(IsthmusServer isthmus) {
        return StreamSupport.stream(
                        isthmus.admin("GET", "/api/v1/runs?kind=full&limit=1000", "")
                                .path("items")
                                .spliterator(),
                        false)
                .filter(run -> run.path("by").asText().equals("schedule"))
                .count();
    }

    @Test
    void theScheduledRunPutsBackWhatSomebodyChanged() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = Setup.isthmus(
                        home,
                        ldap,
                        "auto-sync: true, self-heal: true, accept-first-plan: true, watch: \"off\","
                                + " full-schedule: '0/2 * * * * ?'")) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            isthmus.scim("POST", "/Users", token, Setup.user("clock", ",\"title\":\"Watch maker\""));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> admin.getEntry(DN) != null);
            admin.modify(DN, new Modification(ModificationType.REPLACE, "title", "Tampered"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(admin.getEntry(DN).getAttributeValue("title"))
                            .isEqualTo("Watch maker"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(isthmus.admin("GET", "/api/v1/runs?kind=full", "")
                                    .toString())
                            .contains("\"kind\":\"full\"")
                            .contains("schedule"));
        }
    }
}

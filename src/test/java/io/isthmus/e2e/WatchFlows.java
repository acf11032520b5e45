package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is changed by hand in a real directory is seen within seconds, with no schedule and no push. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class WatchFlows {
    private static final Duration PROMISED = Duration.ofSeconds(5);
    /** for what is no promise about time */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Path home;
    private Site site;
    private IsthmusServer isthmus;

    abstract Site open();

    @BeforeAll
    void start(@TempDir Path folder) {
        home = folder;
        site = open();
        begin("auto-sync: true, accept-first-plan: true");
        String token = isthmus.sourceToken("okta");
        for (String name : new String[] {"ada", "bob", "cid"}) {
            assertThat(isthmus.scim("POST", "/Users", token, Setup.user(name, ""))
                            .statusCode())
                    .isEqualTo(201);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private void begin(String reconcile) {
        isthmus = site.isthmus(home, reconcile + ", watch: auto").start();
        Awaitility.await().atMost(PATIENCE).until(() -> isthmus.metric("isthmus_watch_up") == 1);
    }

    @AfterAll
    void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private void byHand(String name, String value) throws LDAPException {
        site.admin().modify(site.user(name), new Modification(ModificationType.REPLACE, "sn", value));
    }

    /** What came of the watch: mostly of its own kind, at its beginning over everything. */
    private List<JsonNode> watched() {
        List<JsonNode> runs = new ArrayList<>();
        isthmus.admin("GET", "/api/v1/runs", "").path("items").forEach(run -> {
            if (run.path("by").asText().equals("watch")) {
                runs.add(run);
            }
        });
        return runs;
    }

    private void seen(Duration within, Predicate<JsonNode> what) {
        Awaitility.await("log:\n" + isthmus.home().resolve("server.log"))
                .atMost(within)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> watched().stream().anyMatch(what));
    }

    @Test
    @Order(1)
    void aValueChangedByHandIsSeenAndLeftAlone() throws LDAPException {
        assertThat(watched())
                .as("our own writes come back and are no runs")
                .noneMatch(run -> run.path("kind").asText().equals("watch"));
        byHand("ada", "By hand");
        seen(PROMISED, run -> run.at("/counts/drifted").asInt() == 1);
        assertThat(watched())
                .allSatisfy(
                        run -> assertThat(run.at("/changes/planned").asInt()).isZero());
        assertThat(site.admin().getEntry(site.user("ada")).getAttributeValue("sn"))
                .isEqualTo("By hand");
    }

    @Test
    @Order(2)
    void anEntryDeletedByHandIsMissing() throws LDAPException {
        site.admin().delete(site.user("bob"));
        seen(PROMISED, run -> run.at("/counts/missing").asInt() == 1);
        assertThat(site.admin().getEntry(site.user("bob"))).isNull();
    }

    @Test
    @Order(3)
    void whatHappensWhileWeAreAwayIsSeenWhenWeAreBack() throws LDAPException {
        Set<String> before = new HashSet<>();
        watched().forEach(run -> before.add(run.path("id").asText()));
        isthmus.close();
        byHand("cid", "Meanwhile");
        begin("auto-sync: true, accept-first-plan: true");
        seen(
                PATIENCE,
                run -> run.at("/counts/drifted").asInt() >= 1
                        && !before.contains(run.path("id").asText()));
    }

    @Test
    @Order(4)
    void selfHealPutsValuesBackWithinSeconds() throws LDAPException {
        isthmus.close();
        begin("auto-sync: true, accept-first-plan: true, self-heal: true");
        byHand("ada", "Again by hand");
        Awaitility.await()
                .atMost(PROMISED)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> site.admin().getEntry(site.user("ada")).hasAttributeValue("sn", "F ada"));
        seen(PATIENCE, run -> run.at("/changes/applied").asInt() >= 1);
        JsonNode health = IsthmusServer.json(
                isthmus.exchange("GET", "/q/health/group/provisioning", "", "").body());
        assertThat(health.at("/checks/0/data/watch").asText()).startsWith("up: ");
    }
}

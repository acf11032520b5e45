package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators change by hand, from the directory to the lists and back, on the packaged product and a real slapd. */
class DriftIT {
    private static final String ANN = "uid=ann,ou=people,dc=example,dc=com";
    private static final String BOB = "uid=bob,ou=people,dc=example,dc=com";
    private static final String TEAM = "cn=team,ou=groups,dc=example,dc=com";
    private static final String OFF = "auto-sync: true, accept-first-plan: true, watch: \"off\"";

    @TempDir
    Path home;

    @Test
    void isListedLeftAloneHealedAndGoneFromTheList() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = Setup.isthmus(home, ldap, OFF)) {
            isthmus.start();
            push(isthmus);
            assertThat(isthmus.command("status").exit()).isIn(0, 1);
            nothingIsListed(isthmus);
            byHand(admin);
            sync(isthmus);
            listed(isthmus);
            commands(isthmus);
            leftAlone(admin);
            metricsAndTrend(isthmus);

            isthmus.stop();
            Files.writeString(
                    home.resolve("config/application.yaml"), Setup.settings(ldap.url(), OFF + ", self-heal: true"));
            isthmus.start();
            assertThat(isthmus.admin("GET", "/api/v1/drift", "").path("items"))
                    .as("the lists outlive a restart")
                    .hasSize(3);
            sync(isthmus);
            nothingIsListed(isthmus);
            assertThat(admin.getEntry(ANN).getAttributeValue("title")).isEqualTo("Buyer");
            assertThat(admin.getEntry(BOB)).isNotNull();
            assertThat(admin.getEntry(TEAM).getAttributeValues("member")).contains(ANN);
            assertThat(isthmus.command("status").output()).contains("drift=0");
            assertThat(isthmus.command("report", "drift").output()).contains("the directory holds what was written");
        }
    }

    @Test
    void whatIsDisputedInvalidOrNoLongerWantedSaysWhatToDo() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin();
                IsthmusServer isthmus = Setup.isthmus(home, ldap, OFF)) {
            isthmus.start();
            for (String name : new String[] {"eve.old", "eve.new"}) {
                admin.add(
                        "dn: uid=" + name + ",ou=people,dc=example,dc=com",
                        "objectClass: inetOrgPerson",
                        "uid: " + name,
                        "cn: Eve",
                        "sn: Eve",
                        "employeeNumber: 4711");
            }
            String token = isthmus.sourceToken("okta");
            created(isthmus.scim("POST", "/Users", token, Setup.user("eve", ",\"externalId\":\"4711\"")));
            created(isthmus.scim("POST", "/Users", token, Setup.user("jörg", "")));
            String dan = created(isthmus.scim("POST", "/Users", token, Setup.user("dan", "")));
            settled(isthmus);
            isthmus.scim("DELETE", "/Users/" + dan, token, "");
            settled(isthmus);
            sync(isthmus);

            JsonNode disputed = isthmus.admin("GET", "/api/v1/disputed", "").at("/items/0");
            assertThat(disputed.path("situation").asText()).isEqualTo("disputed");
            assertThat(disputed.path("candidates")).hasSize(2);
            assertThat(disputed.at("/candidates/0/anchor").asText()).isNotBlank();
            JsonNode invalid = isthmus.admin("GET", "/api/v1/invalid", "").at("/items/0");
            assertThat(invalid.path("situation").asText()).isEqualTo("invalid");
            assertThat(invalid.at("/resource/name").asText()).isEqualTo("jörg@acme.test");
            assertThat(invalid.path("detail").asText()).contains("mail");
            JsonNode orphan = isthmus.admin("GET", "/api/v1/orphans", "").at("/items/0");
            assertThat(orphan.path("situation").asText()).isEqualTo("grace");
            assertThat(orphan.path("dn").asText()).isEqualTo("uid=dan,ou=people,dc=example,dc=com");
            assertThat(orphan.path("detail").asText()).contains("the entry goes at ");
            assertThat(isthmus.command("report", "disputed").output())
                    .contains("candidate uid=eve.new,ou=people,dc=example,dc=com  (anchor ");
            assertThat(isthmus.command("report", "invalid").output()).contains("1 listed");
            assertThat(isthmus.command("report", "orphans").output()).contains("[grace] since ");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isthmus.metric("isthmus_entries{situation=\"grace\"}") == 1);
        }
    }

    private static void settled(IsthmusServer isthmus) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private static void push(IsthmusServer isthmus) {
        String token = isthmus.sourceToken("okta");
        String ann = created(isthmus.scim("POST", "/Users", token, Setup.user("ann", ",\"title\":\"Buyer\"")));
        created(isthmus.scim("POST", "/Users", token, Setup.user("bob", "")));
        created(isthmus.scim(
                "POST",
                "/Groups",
                token,
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"team\","
                        + "\"members\":[{\"value\":\"" + ann + "\"}]}"));
        settled(isthmus);
        sync(isthmus);
    }

    private static String created(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return IsthmusServer.json(response.body()).path("id").asText();
    }

    private static void byHand(LDAPConnection admin) throws Exception {
        admin.modify(ANN, new Modification(ModificationType.REPLACE, "title", "Head of everything"));
        admin.modify(
                TEAM,
                new Modification(ModificationType.ADD, "member", "uid=mallory,ou=people,dc=example,dc=com"),
                new Modification(ModificationType.DELETE, "member", ANN));
        admin.delete(BOB);
    }

    private static void sync(IsthmusServer isthmus) {
        JsonNode run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}");
        JsonNode over = isthmus.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=60s", "");
        assertThat(over.path("status").asText()).as(over.toString()).isEqualTo("done");
    }

    private static void nothingIsListed(IsthmusServer isthmus) {
        for (String list : new String[] {"drift", "orphans", "disputed", "invalid"}) {
            assertThat(isthmus.admin("GET", "/api/v1/" + list, ""))
                    .as(list)
                    .hasToString("{\"items\":[],\"next\":null}");
        }
    }

    private static void listed(IsthmusServer isthmus) {
        JsonNode rows = isthmus.admin("GET", "/api/v1/drift", "").path("items");
        assertThat(rows).hasSize(3);
        JsonNode team = rows.get(0);
        assertThat(team.path("attribute").asText()).isEqualTo("member");
        assertThat(team.path("desired").get(0).asText()).isEqualTo(ANN);
        assertThat(team.path("actual").get(0).asText()).startsWith("uid=mallory,");
        JsonNode title = rows.get(1);
        assertThat(title.path("dn").asText()).isEqualTo(ANN);
        assertThat(title.path("anchor").asText()).isNotBlank();
        assertThat(title.at("/resource/name").asText()).isEqualTo("ann@acme.test");
        assertThat(title.path("attribute").asText()).isEqualTo("title");
        assertThat(title.path("kind").asText()).isEqualTo("drift");
        assertThat(title.path("applied")).hasToString("[\"Buyer\"]");
        assertThat(title.path("desired")).hasToString("[\"Buyer\"]");
        assertThat(title.path("actual")).hasToString("[\"Head of everything\"]");
        assertThat(title.path("by").asText()).isEqualTo(OpenLdapServer.ADMIN);
        assertThat(Instant.parse(title.path("at").asText()))
                .isAfter(Instant.now().minusSeconds(600));
        assertThat(title.path("run").asText()).isNotBlank();
        JsonNode gone = rows.get(2);
        assertThat(gone.path("attribute").asText()).isEqualTo("dn");
        assertThat(gone.path("situation").asText()).isEqualTo("missing");
        assertThat(gone.path("actual")).isEmpty();

        JsonNode first = isthmus.admin("GET", "/api/v1/drift?limit=1", "");
        JsonNode second = isthmus.admin(
                "GET", "/api/v1/drift?limit=1&after=" + first.path("next").asText(), "");
        assertThat(second.at("/items/0/dn").asText()).isEqualTo(ANN);
        assertThat(get(isthmus, "/api/v1/drift?after=x", "application/json").statusCode())
                .isEqualTo(400);
        assertThat(get(isthmus, "/api/v1/drift", "text/html").statusCode()).isEqualTo(406);
        HttpResponse<String> csv = get(isthmus, "/api/v1/drift", "text/csv");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body().lines()).hasSize(4);
        assertThat(isthmus.exchange("GET", "/api/v1/drift", "Bearer " + isthmus.sourceToken("okta"), "")
                        .statusCode())
                .isEqualTo(403);
    }

    private static void commands(IsthmusServer isthmus) {
        IsthmusServer.Ran report = isthmus.command("report", "drift");
        assertThat(report.exit()).as(report.output()).isZero();
        assertThat(report.output())
                .contains("title  [drift] since ", " by " + OpenLdapServer.ADMIN)
                .contains("applied Buyer  desired Buyer  actual Head of everything")
                .contains("3 listed");
        assertThat(isthmus.command("report", "drift", "--csv").output()).startsWith("dn,anchor,resource,");
        assertThat(IsthmusServer.json(
                                isthmus.command("report", "drift", "--json").output())
                        .path("items"))
                .hasSize(3);
        for (String list : new String[] {"orphans", "disputed", "invalid"}) {
            assertThat(isthmus.command("report", list).exit()).isZero();
        }
        IsthmusServer.Ran status = isthmus.command("status");
        assertThat(status.exit()).as(status.output()).isEqualTo(1);
        assertThat(status.output())
                .contains("ISTHMUS WARNING - 3 entries were changed by others (report drift)")
                .contains("drift=3");
    }

    private static void leftAlone(LDAPConnection admin) throws Exception {
        assertThat(admin.getEntry(ANN).getAttributeValue("title")).isEqualTo("Head of everything");
        assertThat(admin.getEntry(BOB)).isNull();
    }

    private static void metricsAndTrend(IsthmusServer isthmus) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.metric("isthmus_entries{situation=\"drifted\"}") == 2);
        assertThat(isthmus.metric("isthmus_entries{situation=\"missing\"}")).isEqualTo(1);
        JsonNode runs = isthmus.admin("GET", "/api/v1/runs?kind=sync", "").path("items");
        assertThat(runs.get(0).at("/counts/drifted").asInt()).isEqualTo(2);
        assertThat(runs.get(0).at("/counts/missing").asInt()).isEqualTo(1);
        assertThat(runs.get(1).path("counts").has("drifted")).isFalse();
    }

    private static HttpResponse<String> get(IsthmusServer isthmus, String path, String accept) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(isthmus.url(path)))
                                    .header("Authorization", "Bearer " + IsthmusServer.ADMIN)
                                    .header("Accept", accept)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that the mapping does not know, from the push to the report. */
class RolesIT {
    private static final String UNMATCHED = "/api/v1/roles/unmatched";

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;

    @BeforeAll
    static void start() {
        ldap = OpenLdapServer.start(false);
        isthmus = Setup.isthmus(home, ldap, "auto-sync: true, accept-first-plan: true")
                .start();
        String token = isthmus.sourceToken("entra");
        create(token, "ann", "[{\"value\":\"Administrators\",\"displayName\":\"All administrators\"}]");
        create(token, "bob", "[{\"value\":\"Administrators\"},{\"value\":\"admin\"}]");
        create(token, "cid", "[{\"primary\":\"True\",\"value\":\"Warehouse: north\"}]");
        create(token, "dan", "[\"ADMIN\"]");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private static void create(String token, String name, String roles) {
        var response = isthmus.scim("POST", "/Users", token, Setup.user(name, ",\"roles\":" + roles));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (ldap != null) {
            ldap.close();
        }
    }

    @Test
    void theReportNamesWhatNobodyKnows() {
        JsonNode page = isthmus.admin("GET", UNMATCHED, "");
        assertThat(page.path("next").isNull()).isTrue();
        assertThat(page.path("items")).hasSize(2);
        JsonNode admins = page.at("/items/0");
        assertThat(admins.path("source").asText()).isEqualTo("entra");
        assertThat(admins.path("value").asText()).isEqualTo("Administrators");
        assertThat(admins.path("display").asText()).isEqualTo("All administrators");
        assertThat(admins.path("users").asInt()).isEqualTo(2);
        assertThat(admins.path("firstSeen").asText()).startsWith("20");
        assertThat(admins.path("nearest")).hasToString("{\"role\":\"admin\",\"distance\":1}");
        assertThat(admins.path("snippet").asText()).contains("match: [admin, Administrator, Administrators]");
        assertThat(admins.path("wouldChange").asInt()).isEqualTo(1);
        JsonNode north = page.at("/items/1");
        assertThat(north.path("nearest").isNull()).isTrue();
        assertThat(north.path("snippet").asText()).contains("- role: 'Warehouse: north'");
    }

    @Test
    void pagesGoOn() {
        JsonNode first = isthmus.admin("GET", UNMATCHED + "?limit=1", "");
        JsonNode second = isthmus.admin(
                "GET", UNMATCHED + "?limit=1&after=" + first.path("next").asText(), "");
        assertThat(first.at("/items/0/value").asText()).isEqualTo("Administrators");
        assertThat(second.at("/items/0/value").asText()).isEqualTo("Warehouse: north");
        assertThat(get(UNMATCHED + "?after=%00", "application/json").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aTrialComputesTheDifferenceAndAppliesNothing() {
        JsonNode trial = isthmus.admin("GET", UNMATCHED + "?role=Warehouse%3A%20north&as=admin", "");
        assertThat(trial.at("/items/0/wouldChange").asInt()).isEqualTo(1);
        assertThat(trial.at("/items/0/changes"))
                .hasToString("[{\"from\":[\"standard\"],\"to\":[\"admin\"],\"users\":1}]");
        assertThat(trial.at("/items/0/snippet").asText()).contains("match: [admin, Administrator, 'Warehouse: north']");
        assertThat(isthmus.admin("GET", UNMATCHED, "").path("items")).hasSize(2);
        assertThat(get(UNMATCHED + "?role=x", "application/json").statusCode()).isEqualTo(400);
        assertThat(get(UNMATCHED + "?role=x&as=nothing", "application/json").body())
                .contains("urn:isthmus:problem:invalid-request");
    }

    @Test
    void csvAndNothingElse() {
        HttpResponse<String> csv = get(UNMATCHED, "text/csv");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body()).startsWith("source,value,display,users,").contains("entra,Administrators,");
        assertThat(get(UNMATCHED, "text/html").statusCode()).isEqualTo(406);
    }

    @Test
    void aViewerMayReadItAndASourceMayNot() {
        String viewer = isthmus.admin("POST", "/api/v1/tokens", "{\"name\":\"reader\",\"role\":\"viewer\"}")
                .path("token")
                .asText();
        assertThat(isthmus.exchange("GET", UNMATCHED, "Bearer " + viewer, "").statusCode())
                .isEqualTo(200);
        assertThat(isthmus.exchange("GET", UNMATCHED, "Bearer " + isthmus.sourceToken("okta"), "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void auditTrailAndMetricsTellOfIt() {
        assertThat(isthmus.admin("GET", "/api/v1/audit?limit=1000", "").path("items"))
                .filteredOn(row -> row.path("action").asText().equals("role.unmatched"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.path("actor").asText()).isEqualTo("entra"));
        assertThat(isthmus.metric("isthmus_roles_total{event=\"unmatched\"}")).isEqualTo(3);
        assertThat(isthmus.metric("isthmus_roles_total{event=\"granted\"}")).isEqualTo(4);
        assertThat(isthmus.metric("isthmus_roles_total{event=\"defaulted\"}")).isEqualTo(2);
        assertThat(isthmus.metric("isthmus_roles_total{event=\"revoked\"}")).isZero();
    }

    @Test
    void theCommandPrintsIt() {
        IsthmusServer.Ran ran = isthmus.command("report", "roles");
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("entra: Administrators (All administrators), asked for by 2 users")
                .contains("nearest role admin (1 letter differs): would change 1 user");
        IsthmusServer.Ran trial = isthmus.command("report", "roles", "--role", "Warehouse: north", "--as", "admin");
        assertThat(trial.output()).contains("as admin: would change 1 user").contains("1 user: standard -> admin");
        assertThat(isthmus.command("report", "roles", "--csv").output()).startsWith("source,value,");
        assertThat(IsthmusServer.json(
                                isthmus.command("report", "roles", "--json").output())
                        .path("items"))
                .hasSize(2);
    }

    private static HttpResponse<String> get(String path, String accept) {
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

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search, explanation and the journal's tools on the packaged product and a real OpenLDAP. */
class ExplainIT {
    private static final String ANN = "uid=ann,ou=people,dc=example,dc=com";

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static Provider okta;
    private static String ann;
    private static String team;

    @BeforeAll
    static void start() {
        ldap = OpenLdapServer.start(false);
        isthmus = Setup.isthmus(home, ldap, "auto-sync: true, accept-first-plan: true")
                .start();
        okta = Provider.of(isthmus, "okta");
        ann = okta.expect(
                        201,
                        "POST",
                        "/Users",
                        Setup.user("ann", ",\"title\":\"Clerk\",\"roles\":[{\"value\":\"admin\"}]"))
                .path("id")
                .asText();
        team = okta.group("team", List.of(ann));
        settled();
        okta.expect(200, "PATCH", "/Users/" + ann, Setup.replace("title", "\"Head clerk\""));
        settled();
    }

    private static void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
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

    private static JsonNode value(JsonNode explanation, String attribute) {
        for (JsonNode value : explanation.path("values")) {
            if (value.path("attribute").asText().equals(attribute)) {
                return value;
            }
        }
        throw new AssertionError(explanation.toPrettyString());
    }

    @Test
    void everyValueNamesItsRequestRecordRunAndChange() {
        JsonNode explanation = isthmus.admin("GET", "/api/v1/resources/" + ann + "/explanation", "");
        assertThat(explanation.at("/entry/dn").asText()).isEqualTo(ANN);
        assertThat(explanation.at("/entry/anchor").asText()).isNotEmpty();
        assertThat(explanation.path("blocked")).as(explanation.toPrettyString()).isEmpty();
        assertThat(explanation.path("pending")).as(explanation.toPrettyString()).isEmpty();
        JsonNode title = value(explanation, "title");
        assertThat(title.path("state").asText()).isEqualTo("applied");
        long position = title.at("/claims/0/journal").asLong();
        JsonNode record = isthmus.admin("GET", "/api/v1/journal?after=" + (position - 1) + "&limit=1", "")
                .at("/items/0");
        assertThat(record.at("/resource/id").asText()).isEqualTo(ann);
        assertThat(record.path("understood").isObject()).as(record.toString()).isTrue();
        assertThat(title.at("/claims/0/request").asText())
                .isEqualTo(record.path("request").asText())
                .isNotEmpty();
        JsonNode changes =
                isthmus.admin("GET", "/api/v1/runs/" + title.path("run").asText() + "/changes", "");
        // a soon run spans a minute of work
        assertThat(StreamSupport.stream(changes.path("items").spliterator(), false)
                        .filter(change -> change.path("id")
                                .asText()
                                .equals(title.path("change").asText())))
                .singleElement()
                .satisfies(change -> assertThat(change.at("/reasons/0/request").asText())
                        .isEqualTo(record.path("request").asText()));
        assertThat(value(explanation, "memberOf").path("value").asText()).startsWith("cn=team,");
    }

    @Test
    void itIsFoundByUserNameAndDnAndTheCommandPrintsIt() {
        assertThat(isthmus.admin("GET", "/api/v1/resources/explanation?userName=ANN@acme.test", "")
                        .at("/resource/id")
                        .asText())
                .isEqualTo(ann);
        assertThat(isthmus.admin("GET", "/api/v1/resources/explanation?dn=" + Provider.encoded(ANN), "")
                        .at("/resource/id")
                        .asText())
                .isEqualTo(ann);
        IsthmusServer.Ran ran = isthmus.command("explain", "ann@acme.test");
        System.out.println(ran.output());
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("title: Head clerk  [applied]").contains("nothing is pending");
        assertThat(isthmus.command("explain", ANN).output()).contains("title: Head clerk");
        assertThat(IsthmusServer.json(isthmus.command("explain", "--json", team).output())
                        .at("/resource/name")
                        .asText())
                .isEqualTo("team");
        assertThat(isthmus.command("explain", "nobody").exit()).isEqualTo(1);
    }

    @Test
    void whatIsPendingAndBlockedIsTold() {
        okta.expect(
                201,
                "POST",
                "/Users",
                Setup.user(
                        "bea",
                        ",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":{\"value\":\"zoe\"}}"));
        settled();
        IsthmusServer.Ran ran = isthmus.command("explain", "bea@acme.test");
        System.out.println(ran.output());
        assertThat(ran.exit()).as(ran.output()).isEqualTo(2);
        assertThat(ran.output()).contains("blocked (unresolved_reference)").contains("user zoe of okta");
    }

    @Test
    void administratorsFindByWhatTheyType() {
        for (String text : List.of("an", ann, "ANN")) {
            JsonNode page = isthmus.admin("GET", "/api/v1/resources?type=User&q=" + text, "");
            assertThat(page.at("/items/0/id").asText()).as(text).isEqualTo(ann);
        }
        JsonNode groups = isthmus.admin("GET", "/api/v1/resources?type=Group", "");
        assertThat(groups.at("/items/0/name").asText()).isEqualTo("team");
        assertThat(isthmus.exchange("GET", "/api/v1/resources?after=x", "Bearer " + IsthmusServer.ADMIN, "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(isthmus.exchange("GET", "/api/v1/resources/explanation?dn=x", "Bearer " + IsthmusServer.ADMIN, "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(isthmus.exchange("GET", "/api/v1/resources?q=a", "Bearer " + isthmus.sourceToken("okta"), "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theJournalsToolsRunBesideTheLiveServer() throws Exception {
        IsthmusServer.Ran verify = isthmus.command("journal", "verify");
        System.out.println(verify.output());
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(verify.output()).contains("the chain holds").contains("journal and view agree");
        IsthmusServer.Ran export = isthmus.command("journal", "export", "--after", "1");
        assertThat(export.exit()).isZero();
        JsonNode second = IsthmusServer.json(export.output().lines().findFirst().orElseThrow());
        assertThat(second.path("position").asLong()).isEqualTo(2);
        assertThat(second.at("/resource/id").asText()).isEqualTo(team);
        Path other = home.resolve("other.yaml");
        Files.writeString(other, Setup.mapping().replace("base: ou=people", "base: ou=staff"));
        IsthmusServer.Ran replay = isthmus.command("journal", "replay", "--mapping", other.toString());
        System.out.println(replay.output());
        assertThat(replay.exit()).as(replay.output()).isEqualTo(2);
        assertThat(replay.output())
                .contains("newsuperior: ou=staff,dc=example,dc=com")
                .contains("renamed");
        Files.writeString(other, Setup.mapping());
        assertThat(isthmus.command("journal", "replay", "--mapping", other.toString())
                        .exit())
                .isZero();
        Files.writeString(other, "version: 2");
        assertThat(isthmus.command("journal", "replay", "--csv", "--mapping", other.toString())
                        .exit())
                .isEqualTo(1);
    }
}

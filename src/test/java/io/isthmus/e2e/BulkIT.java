package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk over HTTP: references forward, in circles and to what fails, and where it stops. */
class BulkIT {
    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static Provider okta;

    @BeforeAll
    static void start() {
        isthmus = Alone.start(home);
        okta = Provider.of(isthmus, "okta");
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void bulkCreatesWhatItRefersToForwardAndInACircle() {
        JsonNode answer = okta.expect(
                200,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        post("Groups", "a", Provider.groupBody("bulk a", List.of("bulkId:b", "bulkId:u"))),
                        post("Groups", "b", Provider.groupBody("bulk b", List.of("bulkId:a"))),
                        post("Users", "u", Setup.user("bulk.user", ""))));
        assertThat(statuses(answer)).containsExactly("201", "201", "201");
        List<String> ids = answer.path("Operations").findValuesAsText("location").stream()
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .toList();
        assertThat(okta.membersOf(ids.get(0))).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
        assertThat(okta.membersOf(ids.get(1))).containsExactly(ids.get(0));
        assertThat(okta.get("/Users/" + ids.get(2)).path("groups").findValuesAsText("value"))
                .contains(ids.get(0));
        JsonNode changed = okta.expect(
                200,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        "{\"method\":\"PATCH\",\"path\":\"/Users/" + ids.get(2) + "\",\"data\":"
                                + Setup.replace("title", "\"Bulk\"") + "}",
                        "{\"method\":\"DELETE\",\"path\":\"/Groups/" + ids.get(1) + "\"}"));
        assertThat(statuses(changed)).containsExactly("200", "204");
        assertThat(okta.get("/Users/" + ids.get(2)).path("title").asText()).isEqualTo("Bulk");
        okta.expect(404, "GET", "/Groups/" + ids.get(1), "");
    }

    @Test
    void bulkStopsAfterAsManyErrorsAsItMay() {
        okta.user("bulk.taken", "");
        String taken = Setup.user("bulk.taken", "");
        String[] operations = {
            post("Users", "1", taken),
            post("Users", "2", Setup.user("bulk.between", "")),
            post("Users", "3", taken),
            post("Users", "4", Setup.user("bulk.after", ""))
        };
        JsonNode stopped = okta.expect(200, "POST", "/Bulk", bulk(2, operations));
        assertThat(statuses(stopped)).containsExactly("409", "201", "409");
        assertThat(count("userName eq \"bulk.between@acme.test\"")).isEqualTo(1);
        assertThat(count("userName eq \"bulk.after@acme.test\"")).isZero();
        JsonNode whole = okta.expect(200, "POST", "/Bulk", bulk(0, operations));
        assertThat(statuses(whole)).containsExactly("409", "409", "409", "201");
        assertThat(count("userName eq \"bulk.after@acme.test\"")).isEqualTo(1);
        okta.expect(
                413,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        Stream.generate(() -> post("Users", "x", taken))
                                .limit(1001)
                                .toArray(String[]::new)));
    }

    @Test
    void aReferenceToWhatFailedFailsAndNothingElseDoes() {
        okta.user("bulk.owner", "");
        JsonNode answer = okta.expect(
                200,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        post("Users", "failed", Setup.user("bulk.owner", "")),
                        post("Groups", "g", Provider.groupBody("bulk orphan", List.of("bulkId:failed"))),
                        post("Groups", "h", Provider.groupBody("bulk nobody", List.of("bulkId:nobody")))));
        for (JsonNode operation : answer.path("Operations")) {
            assertThat(operation.path("status").asText()).isEqualTo("409");
            assertThat(operation.at("/response/status").asText()).isEqualTo("409");
            assertThat(operation.has("location")).isFalse();
        }
        assertThat(okta.find("/Groups", "displayName sw \"bulk orphan\"", "")
                        .path("totalResults")
                        .asInt())
                .isZero();
    }

    @Test
    void aReferenceForwardToWhatFailsStoresNothing() {
        okta.user("bulk.late", "");
        JsonNode answer = okta.expect(
                200,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        post("Groups", "g", Provider.groupBody("bulk phantom", List.of("bulkId:u"))),
                        post("Users", "u", Setup.user("bulk.late", ""))));
        assertThat(statuses(answer)).containsExactly("409", "409");
        assertThat(answer.path("Operations").findValuesAsText("bulkId")).containsExactly("g", "u");
        assertThat(okta.find("/Groups", "displayName eq \"bulk phantom\"", "")
                        .path("totalResults")
                        .asInt())
                .isZero();
    }

    @Test
    void aBulkIdGivenTwiceIsRefusedBeforeAnythingIsStored() {
        JsonNode error = okta.expect(
                400,
                "POST",
                "/Bulk",
                bulk(
                        0,
                        post("Users", "twice", Setup.user("bulk.twice1", "")),
                        post("Users", "twice", Setup.user("bulk.twice2", ""))));
        assertThat(error.path("scimType").asText()).isEqualTo("invalidValue");
        assertThat(error.path("detail").asText()).contains("twice");
        assertThat(count("userName sw \"bulk.twice\"")).isZero();
    }

    private static List<String> statuses(JsonNode bulk) {
        List<String> statuses = new ArrayList<>();
        bulk.path("Operations")
                .forEach(operation -> statuses.add(operation.path("status").asText()));
        return statuses;
    }

    private static int count(String filter) {
        return okta.find("/Users", filter, "").path("totalResults").asInt();
    }

    private static String post(String endpoint, String bulkId, String data) {
        return "{\"method\":\"POST\",\"path\":\"/" + endpoint + "\",\"bulkId\":\"" + bulkId + "\",\"data\":" + data
                + "}";
    }

    private static String bulk(int failOnErrors, String... operations) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],"
                + (failOnErrors == 0 ? "" : "\"failOnErrors\":" + failOnErrors + ",") + "\"Operations\":["
                + String.join(",", operations) + "]}";
    }
}

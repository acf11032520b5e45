package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection may do: how it says who it is, its token's scopes, its rate, its pause; and what is recorded of it. */
class SourcesIT {
    private static final String SETTINGS = """
            okta: { basic: true }
                limited: { rate: 25 }
                idle: { paused: true }
                scoped: {}
                rotating: {}
                recorded: { record: true, basic: true }""";

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static String okta;
    private static String entra;

    @BeforeAll
    static void start() {
        String settings = Setup.settings("ldap://127.0.0.1:1", "accept-first-plan: true");
        isthmus = IsthmusServer.in(
                        home,
                        settings.replace("okta: {}", SETTINGS),
                        Setup.mapping(),
                        Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
        okta = isthmus.sourceToken("okta");
        entra = isthmus.sourceToken("entra");
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void basicIsForTheSourceThatHasItSwitchedOnAndEverythingWrongIsTheSame401() {
        assertThat(list(basic("okta", okta)).statusCode()).isEqualTo(200);
        Set<String> bodies = new TreeSet<>();
        String wrong = okta.substring(0, okta.length() - 4) + "zzzz";
        for (String authorization : List.of(
                basic("entra", entra),
                basic("entra", okta),
                basic("okta", entra),
                basic("okta", wrong),
                basic("okta", IsthmusServer.ADMIN),
                basic("nobody", "ism_nobody_0123456789abcdef"),
                "Basic %%%",
                "Bearer " + wrong,
                "Bearer ism_nobody_0123456789abcdef",
                "non-token")) {
            HttpResponse<String> refused = list(authorization);
            assertThat(refused.statusCode()).as(authorization).isEqualTo(401);
            assertThat(refused.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"isthmus\"", "Basic realm=\"isthmus\", charset=\"UTF-8\"");
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/scim+json");
            bodies.add(refused.body());
        }
        assertThat(bodies).hasSize(1);
    }

    @Test
    void aTokenWritesWhatItsScopesNameAndReadsEverything() {
        String read = isthmus.sourceToken("scoped", "{\"scopes\":[\"read\"]}");
        String users = isthmus.sourceToken("scoped", "{\"scopes\":[\"users\"]}");
        HttpResponse<String> created = isthmus.scim("POST", "/Users", users, Setup.user("scoped", ""));
        assertThat(created.statusCode()).isEqualTo(201);
        String path = "/Users/" + IsthmusServer.json(created.body()).path("id").asText();
        assertThat(isthmus.scim("GET", path, users, "").statusCode()).isEqualTo(200);
        assertThat(isthmus.scim("GET", path, read, "").statusCode()).isEqualTo(200);
        String groups = isthmus.sourceToken("scoped", "{\"scopes\":[\"groups\"]}");
        assertThat(isthmus.scim("GET", "/Users", groups, "").statusCode()).isEqualTo(200);
        refusedForScope("POST", "/Users", groups, Setup.user("another", ""));
        refusedForScope("PUT", path, groups, Setup.user("scoped", ""));
        refusedForScope("PATCH", path, groups, Setup.replace("title", "\"x\""));
        refusedForScope("DELETE", path, groups, "");
        assertThat(isthmus.scim("POST", "/%55sers", groups, Setup.user("another", ""))
                        .statusCode())
                .isIn(403, 404);
        assertThat(isthmus.scim("DELETE", path, users, "").statusCode()).isEqualTo(204);
    }

    private static void refusedForScope(String method, String path, String token, String body) {
        HttpResponse<String> refused = isthmus.scim(method, path, token, body);
        assertThat(refused.statusCode()).as(method).isEqualTo(403);
        assertThat(IsthmusServer.json(refused.body()).path("detail").asText()).endsWith("needs the scope users");
    }

    @Test
    void aThirdTokenIsRefusedAndTheProblemNamesTheTwo() {
        String path = "/api/v1/sources/rotating/tokens";
        String first = isthmus.admin("POST", path, "{}").path("id").asText();
        String second = isthmus.admin("POST", path, "{}").path("id").asText();
        HttpResponse<String> refused = isthmus.exchange("POST", path, "Bearer " + IsthmusServer.ADMIN, "{}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("urn:isthmus:problem:two-tokens-live", "first revoke " + first, "or " + second);
        isthmus.admin("DELETE", path + "/" + first, "");
        assertThat(isthmus.admin("POST", path, "{}").path("token").asText()).startsWith("ism_");
    }

    /** It came into being: with a typing error in the name, the provider pushed into a place of which no rule knows. */
    @Test
    void aSourceThatSettingsDoNotNameGetsNoToken() {
        HttpResponse<String> refused = isthmus.adminAnswer("POST", "/api/v1/sources/otka/tokens", "{}");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body())
                .contains("urn:isthmus:problem:not-found", "no source otka; there is entra, idle, limited, okta");
        IsthmusServer.Ran ran = isthmus.command("token", "create", "otka");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains("no source otka; there is entra, idle, limited, okta");
        assertThat(isthmus.admin("GET", "/api/v1/sources", "").toString()).doesNotContain("otka");
    }

    @Test
    void sourcesComeInPages() {
        List<String> names = new java.util.ArrayList<>();
        String after = "";
        do {
            JsonNode page = isthmus.admin("GET", "/api/v1/sources?limit=2&after=" + after, "");
            page.path("items").forEach(source -> names.add(source.path("name").asText()));
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            after = page.path("next").asText("");
        } while (!after.isEmpty());
        assertThat(names).isSorted().contains("entra", "idle", "limited", "okta", "recorded");
        assertThat(isthmus.admin("GET", "/api/v1/sources", "").path("next").isNull())
                .isTrue();
    }

    /** It was taken for 1. */
    @Test
    void aLimitThatIsNoneIsRefused() {
        for (String list : List.of(
                "sources",
                "tokens",
                "journal",
                "audit",
                "runs",
                "drift",
                "suppressions",
                "resources",
                "roles/unmatched")) {
            for (String limit : List.of("0", "-1", "x")) {
                HttpResponse<String> refused = isthmus.adminAnswer("GET", "/api/v1/" + list + "?limit=" + limit, "");
                assertThat(refused.statusCode()).as(list + " " + limit).isEqualTo(400);
                assertThat(refused.body()).contains("limit has to be a number from 1 to 1000");
            }
            assertThat(isthmus.adminAnswer("GET", "/api/v1/" + list + "?limit=5000", "")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void oneSourceOverItsRateIsToldWhenToComeAgainAndAnotherPasses() {
        String limited = "Bearer " + isthmus.sourceToken("limited");
        List<HttpResponse<String>> answers =
                IntStream.range(0, 200).parallel().mapToObj(i -> list(limited)).toList();
        assertThat(answers.stream().map(HttpResponse::statusCode).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(200, 429);
        HttpResponse<String> over = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(over.headers().firstValue("Retry-After")).contains("1");
        assertThat(over.headers().firstValue("Content-Type")).contains("application/scim+json");
        assertThat(IsthmusServer.json(over.body()).path("status").asText()).isEqualTo("429");
        IntStream.range(0, 100)
                .parallel()
                .forEach(i -> assertThat(list("Bearer " + entra).statusCode()).isEqualTo(200));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> list(limited).statusCode() == 200);
    }

    @Test
    void aSourcePausedByItsSettingStaysSo() {
        HttpResponse<String> paused = list("Bearer " + isthmus.sourceToken("idle"));
        assertThat(paused.statusCode()).isEqualTo(503);
        assertThat(paused.headers().firstValue("Retry-After")).isPresent();
        assertThat(IsthmusServer.json(paused.body()).path("detail").asText()).contains("paused");
        isthmus.status()
                .path("sources")
                .forEach(source -> assertThat(source.path("paused").asBoolean())
                        .isEqualTo(source.path("name").asText().equals("idle")));
        HttpResponse<String> resumed =
                isthmus.exchange("POST", "/api/v1/sources/idle/resume", "Bearer " + IsthmusServer.ADMIN, "");
        assertThat(resumed.statusCode()).isEqualTo(409);
        assertThat(resumed.body()).contains("isthmus.sources.idle.paused");
    }

    @Test
    void whatIsRecordedHasTheShapeOfTheExchangesAndNoSecret() throws IOException {
        String token = isthmus.sourceToken("recorded", "{\"scopes\":[\"users\"]}");
        String bearer = "Bearer " + token;
        String user = Setup.user("recorded", ",\"password\":\"hunter2\"");
        String id = IsthmusServer.json(scim("POST", "/Users", bearer, user, 201).body())
                .path("id")
                .asText();
        scim("POST", "/Users", bearer, user, 409);
        scim("PATCH", "/Users/" + id, bearer, Setup.replace("password", "\"hunter2\""), 200);
        scim("PATCH", "/Users/" + id, bearer, "{\"password\":\"hunter2", 400);
        scim("GET", "/Users?startIndex=1&count=2", basic("recorded", token), "", 200);
        scim("GET", "/Users/unknown", bearer, "", 404);
        scim("GET", "/nothing?token=" + token, bearer, "", 404);
        String large = Setup.user("large", ",\"nickName\":\"" + "x".repeat(70_000) + "\"");
        scim("POST", "/Users", bearer, large, 201);
        scim("POST", "/nothing", bearer, user, 404);
        Path directory = home.resolve("data/recordings/recorded");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.isDirectory(directory) && files(directory).size() == 9);
        List<JsonNode> fixtures =
                files(directory).stream().map(SourcesIT::fixture).toList();
        assertThat(fixtures)
                .extracting(fixture -> fixture.at("/expect/status").asInt())
                .containsExactly(201, 409, 200, 400, 200, 404, 404, 201, 404);
        assertThat(files(directory).get(0)).hasFileName("000001-POST-Users.json");
        assertThat(fixtures.get(0).at("/request/body/password").asText()).isEqualTo("***");
        assertThat(fixtures.get(0).at("/answer/id").asText()).isEqualTo(id);
        assertThat(fixtures.get(2).at("/request/body/Operations/0/value").asText())
                .isEqualTo("***");
        assertThat(fixtures.get(3).at("/request/rawBody").asText()).contains("not JSON");
        assertThat(fixtures.get(4).at("/request/target").asText()).isEqualTo("/scim/v2/Users?startIndex=1&count=2");
        assertThat(fixtures.get(7).at("/request/rawBody").asText()).contains("sha256");
        assertThat(fixtures.get(8).at("/request/body/userName").asText()).isEqualTo("recorded@acme.test");
        for (Path file : files(directory)) {
            String text = Files.readString(file);
            assertThat(text).contains("\"{{auth}}\"");
            assertThat(text).doesNotContain("hunter2", token, token.substring(4), basic("recorded", token));
        }
        scim("DELETE", "/Users/" + id, bearer, "", 204);
        fixtures.subList(0, 6).forEach(fixture -> replay(fixture, bearer, id));
    }

    /** Like whoever was sent the files: as recorded, with a token and ids of one's own. */
    private static void replay(JsonNode fixture, String authorization, String before) {
        JsonNode request = fixture.path("request");
        HttpResponse<String> found = isthmus.exchange(
                "GET", "/scim/v2/Users?filter=userName%20eq%20%22recorded@acme.test%22", authorization, "");
        String made = IsthmusServer.json(found.body()).at("/Resources/0/id").asText();
        JsonNode body = request.path("body");
        HttpResponse<String> answer = isthmus.exchange(
                request.path("method").asText(),
                request.path("target").asText().replace(before, made),
                authorization,
                body.isMissingNode() ? request.path("rawBody").asText("") : body.toString());
        assertThat(answer.statusCode())
                .as(fixture.path("id").asText())
                .isEqualTo(fixture.at("/expect/status").asInt());
        fixture.at("/expect/headers")
                .properties()
                .forEach(header -> assertThat(
                                answer.headers().firstValue(header.getKey()).orElse(""))
                        .containsPattern(header.getValue().asText()));
    }

    private static JsonNode fixture(Path file) {
        try {
            JsonNode fixture = IsthmusServer.json(Files.readString(file));
            assertThat(fixture.path("provenance").asText()).isEqualTo("observed");
            assertThat(file).hasFileName(fixture.path("id").asText().replace("recorded/", "") + ".json");
            assertThat(fixture.at("/request/target").asText()).startsWith("/scim/v2/");
            assertThat(fixture.at("/expect/headers/Content-Type").asText()).isEqualTo("^application/scim\\+json");
            return fixture;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static HttpResponse<String> scim(
            String method, String path, String authorization, String body, int expected) {
        HttpResponse<String> answer = isthmus.exchange(method, "/scim/v2" + path, authorization, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer;
    }

    private static HttpResponse<String> list(String authorization) {
        return isthmus.exchange("GET", "/scim/v2/Users?count=1", authorization, "");
    }

    private static String basic(String user, String token) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol over HTTP: order, pages while others write, searches over everything, versions, discovery. */
class ScimProtocolIT {
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
    void whatHasNoValueIsLastInAscendingOrderAndFirstInDescending() {
        Provider sorter = Provider.of(isthmus, "sorter");
        sorter.user("sort.b", ",\"title\":\"beta\"");
        sorter.user("sort.none", "");
        sorter.user("sort.c", ",\"title\":\"Gamma\"");
        sorter.user("sort.a", ",\"title\":\"alpha\"");
        assertThat(Provider.texts(sorter.get("/Users?sortBy=title"), "/title"))
                .containsExactly("alpha", "beta", "Gamma", null);
        assertThat(Provider.texts(sorter.get("/Users?sortBy=title&sortOrder=descending"), "/title"))
                .containsExactly(null, "Gamma", "beta", "alpha");
        assertThat(Provider.texts(sorter.get("/Users?sortBy=emails&sortOrder=ascending"), "/userName"))
                .containsExactly("sort.a@acme.test", "sort.b@acme.test", "sort.c@acme.test", "sort.none@acme.test");
        List<String> paged = new ArrayList<>();
        for (int from = 1; from <= 4; from++) {
            paged.addAll(Provider.texts(sorter.get("/Users?sortBy=title&count=1&startIndex=" + from), "/title"));
        }
        assertThat(paged).containsExactly("alpha", "beta", "Gamma", null);
        assertThat(byCursor(sorter, "/Users?sortBy=title&count=1", "/title"))
                .containsExactly("alpha", "beta", "Gamma", null);
    }

    @Test
    void pagesByIndexAndByCursorGiveEachUserOnceWhileOthersComeAndGo() {
        Provider importer = Provider.of(isthmus, "importer");
        List<String> stays = IntStream.range(0, 60)
                .mapToObj(i -> importer.user("page." + i, ""))
                .toList();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                String id = importer.user("other." + i, "");
                importer.expect(204, "DELETE", "/Users/" + id, "");
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                assertThat(byCursor(importer, "/Users?count=7", "/id"))
                        .doesNotHaveDuplicates()
                        .containsAll(stays);
                assertThat(byIndex(importer, 7)).doesNotHaveDuplicates().containsAll(stays);
            }
        } finally {
            done.set(true);
            others.join();
        }
        assertThat(importer.get("/Users?count=0").path("totalResults").asInt()).isEqualTo(60);
    }

    @Test
    void aUserThatGoesBetweenPagesHidesNobody() {
        Provider leaver = Provider.of(isthmus, "leaver");
        List<String> ids = IntStream.range(0, 9)
                .mapToObj(i -> leaver.user("leave." + i, ""))
                .toList();
        String filter = Provider.encoded("userName sw \"leave.\"");
        List<String> seen = new ArrayList<>(Provider.texts(leaver.get("/Users?count=3&filter=" + filter), "/id"));
        String first = seen.get(0);
        leaver.expect(204, "DELETE", "/Users/" + first, "");
        for (int from = 4; from <= 9; from += 3) {
            seen.addAll(Provider.texts(leaver.get("/Users?count=3&startIndex=" + from + "&filter=" + filter), "/id"));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aCountOfNothingGivesTheTotalOfEveryFilter() {
        Provider counter = Provider.of(isthmus, "counter");
        String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        counter.user("count.a", ",\"title\":\"A\",\"roles\":[{\"value\":\"r\"}]");
        counter.user("count.b", ",\"" + enterprise + "\":{\"department\":\"D\",\"manager\":{\"value\":\"m\"}}");
        counter.user("count.c", "");
        Map<String, Integer> totals = Map.ofEntries(
                Map.entry("title pr", 1),
                Map.entry("not (title pr)", 2),
                Map.entry("active pr", 3),
                Map.entry("emails pr", 3),
                Map.entry("emails[type eq \"work\"]", 3),
                Map.entry("roles pr", 1),
                Map.entry("roles.value eq \"r\" or title gt \"B\"", 1),
                Map.entry("name.familyName sw \"F count\"", 3),
                Map.entry(enterprise + ":manager.value pr", 1),
                Map.entry(enterprise + ":department ne \"D\"", 2),
                Map.entry("schemas co \"enterprise\"", 1),
                Map.entry("meta.version eq \"W/\\\"1\\\"\"", 3),
                Map.entry("meta.location pr", 3),
                Map.entry("groups pr", 0));
        totals.forEach((filter, total) -> {
            for (String more : List.of("&count=0", "&count=1", "&count=1&startIndex=9", "&count=0&cursor", "")) {
                assertThat(counter.find("/Users", filter, more)
                                .path("totalResults")
                                .asInt())
                        .as(filter + more)
                        .isEqualTo(total);
            }
        });
    }

    @Test
    void aSearchOfTheRootFindsUsersAndGroups() {
        String user = okta.user("root.search", ",\"displayName\":\"root search\"");
        String group = okta.group("root search", List.of(user));
        String query = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],"
                + "\"filter\":\"displayName eq \\\"root search\\\"\",\"startIndex\":%d,\"count\":%d,"
                + "\"attributes\":[\"displayName\",\"members\"]}";
        JsonNode both = okta.expect(200, "POST", "/.search", String.format(query, 1, 10));
        assertThat(both.path("totalResults").asInt()).isEqualTo(2);
        assertThat(Provider.texts(both, "/id")).containsExactlyInAnyOrder(user, group);
        assertThat(both.path("Resources").findValuesAsText("userName")).isEmpty();
        JsonNode second = okta.expect(200, "POST", "/.search", String.format(query, 2, 1));
        assertThat(second.path("totalResults").asInt()).isEqualTo(2);
        assertThat(Provider.texts(second, "/id")).hasSize(1);
        JsonNode users =
                okta.expect(200, "POST", "/.search", "{\"filter\":\"userName eq \\\"root.search@acme.test\\\"\"}");
        assertThat(Provider.texts(users, "/id")).containsExactly(user);
    }

    @Test
    void aVersionThatIsKnownIsNotSentAgainAndAWrongOneStopsAWrite() {
        String user = okta.user("etag", "");
        String path = "/Users/" + user;
        String version = okta.version(path);
        Provider.Answer known = okta.send("GET", path, "", "If-None-Match", version);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.text()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo(version);
        String patch = Setup.replace("title", "\"Second\"");
        assertThat(okta.send("PATCH", path, patch, "If-Match", version).status())
                .isEqualTo(200);
        JsonNode before = okta.get(path);
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            String body = method.equals("PUT") ? Setup.user("etag", "") : method.equals("PATCH") ? patch : "";
            Provider.Answer stale = okta.send(method, path, body, "If-Match", version);
            assertThat(stale.status()).as(method).isEqualTo(412);
            assertThat(stale.body().path("status").asText()).isEqualTo("412");
            for (String has : List.of("*", okta.version(path))) {
                assertThat(okta.send(method, path, body, "If-None-Match", has).status())
                        .as(method + " unless " + has)
                        .isEqualTo(412);
            }
        }
        assertThat(okta.send("PATCH", path, Setup.replace("groups", "[]"), "If-Match", version)
                        .status())
                .as("a stale PATCH that changes nothing")
                .isEqualTo(412);
        assertThat(okta.send("PATCH", path, patch, "If-None-Match", version).status())
                .as("a version that is no more")
                .isEqualTo(200);
        assertThat(okta.get(path)).isEqualTo(before);
        assertThat(okta.send("GET", path, "", "If-None-Match", version).status())
                .isEqualTo(200);
        assertThat(okta.send("DELETE", path, "", "If-Match", "*").status()).isEqualTo(204);
        okta.expect(404, "GET", path, "");
    }

    @Test
    void aSlashAtTheEndOfAPathSaysNothing() {
        String ann = okta.user("slashed", "");
        String ops = okta.group("slashed", List.of(ann));
        assertThat(okta.get("/Users/" + ann + "/?attributes=userName")
                        .path("userName")
                        .asText())
                .isEqualTo("slashed@acme.test");
        okta.get("/Groups/" + ops + "//");
        okta.get("/Schemas/");
        okta.get("/");
        assertThat(okta.find("/Users/", "userName eq \"slashed@acme.test\"", "&count=1")
                        .path("totalResults")
                        .asInt())
                .isEqualTo(1);
        okta.expect(200, "POST", "/Users/.search/", "{\"count\":0}");
        okta.expect(200, "PATCH", "/Users/" + ann + "/", Setup.replace("title", "\"Chief\""));
        okta.expect(200, "PUT", "/Users/" + ann + "/", Setup.user("slashed", ",\"title\":\"Head\""));
        okta.expect(204, "DELETE", "/Groups/" + ops + "/", "");
        okta.expect(404, "GET", "/Groups/" + ops + "/", "");
    }

    /** The framework's own answers named other methods, and took a type that is none for a bad request. */
    @Test
    void aPathSaysWhatItCanDoAndATypeThatIsNoneIsNotTaken() {
        String users = "GET, HEAD, POST, OPTIONS";
        Wire.Answer told = wire("OPTIONS", "/Users/", "");
        assertThat(told.status()).isEqualTo(204);
        assertThat(told.header("Allow")).isEqualTo(users);
        assertThat(wire("OPTIONS", "/Users/4711", "").header("Allow"))
                .isEqualTo("GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
        Wire.Answer trace = wire("TRACE", "/Users", "");
        assertThat(trace.status()).isEqualTo(405);
        assertThat(trace.header("Allow")).isEqualTo(users);
        assertThat(trace.body()).contains("\"status\":\"405\"");
        Wire.Answer nothing = wire("OPTIONS", "/nothing", "");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.header("Allow")).isEmpty();
        for (String type : List.of("garbage", "application/", "/json", "application/json, text/plain", ";")) {
            Wire.Answer refused = wire("POST", "/Users", "Content-Type: " + type + "\r\n");
            assertThat(refused.status()).as(type).isEqualTo(415);
            assertThat(refused.body()).as(type).contains("\"status\":\"415\"");
        }
    }

    private static Wire.Answer wire(String method, String path, String headers) {
        String request = method + " /scim/v2" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + "Content-Length: 0\r\n\r\n";
        return Wire.send(isthmus.port(), request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void discoveryIsReadAsAWholeAndRefusesWrites() {
        for (String path : List.of("/ServiceProviderConfig", "/ResourceTypes", "/Schemas")) {
            assertThat(okta.send("GET", path + "?filter=" + Provider.encoded("id pr"), "")
                            .status())
                    .as(path)
                    .isEqualTo(403);
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                Provider.Answer refused = okta.send(method, path, "{}");
                assertThat(refused.status()).as(method + " " + path).isEqualTo(405);
                assertThat(refused.header("Content-Type")).isEqualTo("application/scim+json");
                assertThat(refused.body().path("status").asText()).isEqualTo("405");
                assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
            }
        }
        okta.get("/Schemas")
                .path("Resources")
                .forEach(schema -> assertThat(
                                okta.get("/Schemas/" + schema.path("id").asText()))
                        .isEqualTo(schema));
        assertThat(okta.send("GET", "/Me", "").status()).isEqualTo(501);
    }

    private static List<String> byIndex(Provider provider, int count) {
        List<String> ids = new ArrayList<>();
        List<String> page;
        do {
            page = Provider.texts(provider.get("/Users?count=" + count + "&startIndex=" + (ids.size() + 1)), "/id");
            ids.addAll(page);
        } while (!page.isEmpty());
        return ids;
    }

    private static List<String> byCursor(Provider provider, String query, String pointer) {
        JsonNode page = provider.get(query + "&cursor");
        List<String> found = new ArrayList<>(Provider.texts(page, pointer));
        while (page.has("nextCursor")) {
            page = provider.get(query + "&cursor=" + page.path("nextCursor").asText());
            found.addAll(Provider.texts(page, pointer));
        }
        return found;
    }
}

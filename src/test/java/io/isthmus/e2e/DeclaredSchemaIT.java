package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An extension that a source declares is served, and asked of what the source pushes; other sources push it as they like. */
class DeclaredSchemaIT {
    private static final String URN = "urn:acme:scim:2.0:Staff";

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static Provider okta;
    private static Provider entra;
    private static String user;

    @BeforeAll
    static void start() {
        isthmus = Alone.declaring(home);
        okta = Provider.of(isthmus, "okta");
        entra = Provider.of(isthmus, "entra");
        user = okta.user("declared", staff("\"badge\":\"7\""));
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    private static String staff(String attributes) {
        return ",\"" + URN + "\":{" + attributes + "}";
    }

    @Test
    void itIsServedToTheSourceThatDeclaresIt() {
        assertThat(okta.get("/Schemas/" + URN).path("attributes").size()).isEqualTo(13);
        assertThat(okta.get("/Schemas/" + URN).path("schemas").path(0).asText())
                .isEqualTo("urn:ietf:params:scim:schemas:core:2.0:Schema");
        assertThat(okta.get("/ResourceTypes/User").path("schemaExtensions").toString())
                .contains(URN);
        assertThat(entra.send("GET", "/Schemas/" + URN, "").status()).isEqualTo(404);
    }

    @Test
    void valuesComeBackAsTheyWereSentAndStringsForBooleansAreUnderstood() {
        String all = "\"badge\":\" aB \",\"floor\":3,\"share\":0.50,\"joined\":\"2026-01-31T12:00:00+01:00\","
                + "\"skills\":[\"b\",\"A\"],\"desk\":{\"building\":\"B\",\"seat\":12}";
        String id = okta.user("as.sent", staff(all + ",\"keyHolder\":\"True\",\"rank\":\"chief\""));
        JsonNode there = okta.get("/Users/" + id);
        assertThat(there.path(URN)).isEqualTo(IsthmusServer.json("{" + all + ",\"keyHolder\":true}"));
        assertThat(there.path("schemas").toString()).contains(URN);
        okta.expect(200, "PUT", "/Users/" + id, there.toString());
        assertThat(okta.get("/Users/" + id).at("/meta/version").asText()).isEqualTo("W/\"1\"");
    }

    @TestFactory
    Stream<DynamicTest> aWrongTypeIsRefusedWhereverItIsWrittenAndChangesNothing() {
        Map<String, String> wrong = Map.of(
                "badge", "7",
                "floor", "\"third\"",
                "share", "\"half\"",
                "keyHolder", "\"perhaps\"",
                "joined", "\"yesterday\"",
                "cardImage", "\"§§\"",
                "page", "true",
                "levels", "[1,\"two\"]",
                "desk", "\"there\"");
        return wrong.entrySet().stream()
                .map(one -> dynamicTest(one.getKey(), () -> refused(one.getKey(), one.getValue())));
    }

    private static void refused(String name, String value) {
        String before = okta.get("/Users/" + user).toString();
        String said = "\"" + name + "\":" + value;
        String whole = (name.equals("badge") ? "" : "\"badge\":\"7\",") + said;
        told(name, "POST", "/Users", Setup.user("refused." + name, staff(whole)));
        told(name, "PUT", "/Users/" + user, Setup.user("declared", staff(whole)));
        told(name, "PATCH", "/Users/" + user, Setup.replace(URN + ":" + name, value));
        told(name, "PATCH", "/Users/" + user, Setup.replace(URN, "{" + said + "}"));
        told(
                name,
                "PATCH",
                "/Users/" + user,
                Provider.patch("{\"op\":\"add\",\"value\":{\"" + URN + "\":{" + said + "}}}"));
        JsonNode bulk = okta.expect(
                200,
                "POST",
                "/Bulk",
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"POST\","
                        + "\"path\":\"/Users\",\"bulkId\":\"b\",\"data\":" + Setup.user("bulk." + name, staff(whole))
                        + "}]}");
        assertThat(bulk.at("/Operations/0/response/detail").asText()).contains(URN + ":" + name);
        assertThat(okta.get("/Users/" + user).toString()).isEqualTo(before);
    }

    private static void told(String name, String method, String path, String body) {
        Provider.Answer answer = okta.send(method, path, body);
        assertThat(answer.status())
                .as(method + " " + body + ": " + answer.text())
                .isEqualTo(400);
        assertThat(answer.scimType()).isEqualTo("invalidValue");
        assertThat(answer.body().path("detail").asText()).contains(URN + ":" + name, "has to be");
    }

    @Test
    void requiredAndImmutableOnesAreKept() {
        String id = okta.user("rules", staff("\"badge\":\"7\",\"payrollId\":\"P1\""));
        Provider.Answer missing = okta.send("POST", "/Users", Setup.user("rules.missing", staff("\"floor\":3")));
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.text()).contains("invalidValue", URN + ":badge is required");
        Provider.Answer moved = okta.send("PATCH", "/Users/" + id, Setup.replace(URN + ":payrollId", "\"P2\""));
        assertThat(moved.status()).isEqualTo(400);
        assertThat(moved.scimType()).isEqualTo("mutability");
        okta.expect(200, "PUT", "/Users/" + id, Setup.user("rules", staff("\"badge\":\"8\"")));
        assertThat(okta.get("/Users/" + id).path(URN).toString()).isEqualTo("{\"badge\":\"8\",\"payrollId\":\"P1\"}");
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "\"False\""));
    }

    @Test
    void filtersSortsAndProjectionsKnowItsAttributes() {
        okta.user("sorted.b", staff("\"badge\":\"Xb\",\"floor\":9,\"keyHolder\":false"));
        okta.user("sorted.a", staff("\"badge\":\"xa\",\"floor\":10,\"keyHolder\":\"True\""));
        assertThat(found("badge eq \"Xb\"")).isEqualTo(1);
        assertThat(found("badge eq \"xb\"")).isZero();
        assertThat(found("floor gt 9")).isEqualTo(1);
        assertThat(found("keyHolder eq \"True\" and " + URN + ":floor eq 10")).isEqualTo(1);
        Provider.Answer refused = okta.send("GET", "/Users?filter=" + Provider.encoded(URN + ":floor eq \"high\""), "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.scimType()).isEqualTo("invalidFilter");
        JsonNode sorted = okta.find(
                "/Users",
                URN + ":floor ge 9",
                "&sortBy=" + URN + ":badge&attributes=" + URN.toUpperCase(Locale.ROOT) + ":BADGE");
        assertThat(sorted.at("/Resources/0/" + URN).toString()).isEqualTo("{\"badge\":\"Xb\"}");
        assertThat(sorted.at("/Resources/1/" + URN).toString()).isEqualTo("{\"badge\":\"xa\"}");
    }

    private static int found(String filter) {
        return okta.find("/Users", URN + ":" + filter, "").path("totalResults").asInt();
    }

    @Test
    void whereNothingIsDeclaredNothingIsAsked() {
        String id = entra.user("free", staff("\"floor\":\"third\",\"keyHolder\":\"True\""));
        assertThat(entra.get("/Users/" + id).path(URN).toString())
                .isEqualTo("{\"floor\":\"third\",\"keyHolder\":\"True\"}");
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of administrators: they could be made, but neither listed nor revoked. */
class TokensIT {
    private static final String TOKENS = "/api/v1/tokens";

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;

    @BeforeAll
    static void start() {
        isthmus = Alone.start(home);
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    private static JsonNode made(String name, String role) {
        return isthmus.admin("POST", TOKENS, "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}");
    }

    private static List<JsonNode> listed(String query) {
        List<JsonNode> rows = new ArrayList<>();
        isthmus.admin("GET", TOKENS + query, "").path("items").forEach(rows::add);
        return rows;
    }

    @Test
    void theyAreListedWithoutTheirSecrets() {
        JsonNode anna = made("anna", "operator");
        JsonNode row = listed("").stream()
                .filter(one -> one.path("id").equals(anna.path("id")))
                .findFirst()
                .orElseThrow();
        assertThat(row.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly("id", "name", "role", "created", "lastUsed", "expires");
        assertThat(row.path("name").asText()).isEqualTo("anna");
        assertThat(row.path("role").asText()).isEqualTo("operator");
        assertThat(row.path("lastUsed").isNull()).isTrue();
        String viewer = "Bearer " + made("reader", "viewer").path("token").asText();
        HttpResponse<String> seen = isthmus.exchange("GET", TOKENS, viewer, "");
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body()).doesNotContain(anna.path("token").asText(), "hash", IsthmusServer.ADMIN);
        JsonNode first = isthmus.admin("GET", TOKENS + "?limit=1", "");
        assertThat(first.path("items").size()).isEqualTo(1);
        JsonNode second = isthmus.admin(
                "GET", TOKENS + "?limit=1&after=" + first.path("next").asText(), "");
        assertThat(second.at("/items/0/id")).isNotEqualTo(first.at("/items/0/id"));
    }

    @Test
    void anAdminEndsOneAtOnceAndItIsAudited() {
        JsonNode gone = made("gone", "admin");
        String token = "Bearer " + gone.path("token").asText();
        String path = TOKENS + "/" + gone.path("id").asText();
        String operator = "Bearer " + made("op", "operator").path("token").asText();
        HttpResponse<String> forbidden = isthmus.exchange("DELETE", path, operator, "");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body()).contains("this needs the role admin");
        assertThat(isthmus.exchange("GET", TOKENS, token, "").statusCode()).isEqualTo(200);
        assertThat(isthmus.adminAnswer("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(isthmus.exchange("GET", TOKENS, token, "").statusCode()).isEqualTo(401);
        HttpResponse<String> again = isthmus.adminAnswer("DELETE", path, "");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body())
                .contains("urn:isthmus:problem:not-found", gone.path("id").asText());
        List<String> audited = new ArrayList<>();
        isthmus.admin("GET", "/api/v1/audit?limit=1000", "").path("items").forEach(row -> {
            if (row.path("action").asText().equals("token.revoke")) {
                audited.add(row.path("target").asText() + " "
                        + row.at("/detail/token").asText());
            }
        });
        assertThat(audited).contains("gone " + gone.path("id").asText());
    }

    @Test
    void theLastOneOfAnAdminStays() {
        listed("").stream()
                .filter(one -> one.path("role").asText().equals("admin"))
                .filter(one -> !one.path("id").asText().equals("bootstrap"))
                .forEach(one ->
                        isthmus.admin("DELETE", TOKENS + "/" + one.path("id").asText(), ""));
        for (String path : List.of(TOKENS + "/bootstrap", "/api/v1/sources/admin/tokens/bootstrap")) {
            assertThat(isthmus.adminAnswer("DELETE", path, "").statusCode())
                    .as(path)
                    .isIn(404, 409);
        }
        HttpResponse<String> refused = isthmus.adminAnswer("DELETE", TOKENS + "/bootstrap", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("urn:isthmus:problem:last-administrator", "is the last live one with the role admin");
    }

    @Test
    void theCommandsShowAndRevokeBothKinds() {
        JsonNode admin = made("boris", "viewer");
        String source = isthmus.admin("POST", "/api/v1/sources/sorter/tokens", "{}")
                .path("id")
                .asText();
        IsthmusServer.Ran list = isthmus.command("token", "list");
        assertThat(list.output())
                .contains(
                        "sorter  " + source,
                        "boris (viewer)  " + admin.path("id").asText());
        JsonNode json =
                IsthmusServer.json(isthmus.command("token", "list", "--json").output());
        assertThat(json.path("items").toString()).contains(source);
        assertThat(json.path("administrators").toString())
                .contains(admin.path("id").asText());
        IsthmusServer.Ran revoked =
                isthmus.command("token", "revoke", admin.path("id").asText());
        assertThat(revoked.exit()).isZero();
        assertThat(revoked.output()).contains("token " + admin.path("id").asText() + " is revoked");
        assertThat(isthmus.command("token", "revoke", "sorter", source).output())
                .contains("token " + source + " of sorter is revoked");
        IsthmusServer.Ran unknown = isthmus.command("token", "revoke", source);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.output()).contains("no administrator has a token " + source);
    }

    /** RFC 9110 section 15.5.6. */
    @Test
    void aMethodThatAPathDoesNotHaveIsAnsweredWithThoseThatItHas() {
        for (var one : java.util.Map.of(
                        "tokens",
                        "GET, HEAD, POST",
                        "tokens/x",
                        "DELETE",
                        "status",
                        "GET, HEAD",
                        "runs",
                        "GET, HEAD, POST")
                .entrySet()) {
            HttpResponse<String> refused = isthmus.adminAnswer("PATCH", "/api/v1/" + one.getKey(), "{}");
            assertThat(refused.statusCode()).as(one.getKey()).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains(one.getValue());
            assertThat(refused.body()).contains("urn:isthmus:problem:method-not-allowed");
        }
        HttpResponse<String> refused = isthmus.scim("PUT", "/Users", isthmus.sourceToken("okta"), "{}");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void theDocumentNamesThem() {
        String openapi = isthmus.adminText("/q/openapi", "application/json");
        assertThat(openapi).contains("/api/v1/tokens", "/api/v1/tokens/{id}");
    }
}

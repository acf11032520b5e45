package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as a person with a browser sees them: whole without scripts, harmless whatever was pushed, and for reading only. */
class RunPagesIT {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static String run;

    @BeforeAll
    static void start() throws Exception {
        ldap = OpenLdapServer.start(false);
        isthmus = Setup.isthmus(home, ldap, "auto-sync: false, prune: true, self-heal: true, watch: \"off\"")
                .start();
        Provider okta = Provider.of(isthmus, "okta");
        okta.user("ann", ",\"displayName\":\"<script>alert('ann')</script>\",\"title\":\"a\\u202Eb & \\\"c\\\"\"");
        okta.user("by.number", ",\"externalId\":\"E-100\",\"title\":\"Head\"");
        String id = okta.user("zoe", ",\"title\":\"  K\u00f6chin \u6d77\"");
        for (int i = 0; i < 120; i++) {
            okta.user("user" + i, "");
        }
        okta.group("Sales", List.of(id));
        run("sync");
        run = run("plan");
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

    private static String run(String kind) {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                .path("id")
                .asText();
        isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
        return id;
    }

    @Test
    void thePageSaysWhatTheRunWouldDo() throws Exception {
        String page = page("");
        keep("run.html", page);
        assertThat(page)
                .contains("plan</span> run")
                .contains("the first plan of this mapping waits for an administrator")
                .contains("isthmus approve " + run)
                .contains("ou=people,dc=example,dc=com")
                .contains("More changes")
                .contains("changes?format=ldif&amp;reverse=true");
        assertThat(page.split("<article ").length - 1).isEqualTo(100);
        String next = page.replaceAll("(?s).*<p class=\"next\"><a href=\"([^\"]*)\".*", "$1");
        assertThat(page(next.replace("&amp;", "&"))).contains("Sales").doesNotContain("More changes");
    }

    @Test
    void nothingThatWasPushedIsMarkupOrHides() throws Exception {
        String page = page("?q=ANN@acme");
        assertThat(page)
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(&#39;ann&#39;)&lt;/script&gt;")
                .contains("a\u27e8U+202E\u27e9b &amp; &quot;c&quot;")
                .contains("1 change like that");
        String odd = page("?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E&type=%3Cb%3E&outcome=x");
        assertThat(odd).doesNotContain("<img").contains("&quot;&gt;&lt;img").contains("None is like that");
    }

    @Test
    void changesAreFoundByTypeOutcomeAndText() throws Exception {
        assertThat(page("?type=modify&q=by.number"))
                .contains("matches by a strong attribute")
                .contains("Head");
        assertThat(page("?type=delete")).contains("None is like that");
        assertThat(page("?q=uid%3Dzoe&outcome=held")).contains("cn=Sales").contains("K\u00f6chin \u6d77");
    }

    @Test
    void theListHasATrend() throws Exception {
        HttpResponse<String> answer = get("/api/v1/runs", bearer(), BROWSER);
        keep("runs.html", answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("All runs, the newest first").contains("runs/" + run);
    }

    @Test
    void scriptsGetJsonAsEver() throws Exception {
        for (String accept : List.of("*/*", "application/json", "application/json, text/html;q=0.5")) {
            HttpResponse<String> answer = get("/api/v1/runs/" + run, bearer(), accept);
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .as(accept)
                    .startsWith("application/json");
        }
        JsonNode back = isthmus.admin("GET", "/api/v1/runs/" + run + "/changes?reverse=true&limit=2", "");
        assertThat(back.path("items")).hasSize(2);
        assertThat(back.at("/items/0/modifications/0/delete").isArray()).isTrue();
        JsonNode next = isthmus.admin(
                "GET",
                "/api/v1/runs/" + run + "/changes?reverse=true&limit=1000&after="
                        + back.path("next").asText(),
                "");
        assertThat(next.at("/items/0/type").asText()).isIn("delete", "modify");
        assertThat(next.path("next").isNull()).isTrue();
        HttpResponse<String> csv = get("/api/v1/runs/" + run + "/changes?reverse=true", bearer(), "text/csv");
        assertThat(csv.body()).startsWith("id,type,dn").contains(",delete,\"uid=zoe");
        assertThat(get("/api/v1/runs/" + run + "/changes", bearer(), BROWSER).body())
                .startsWith("{\"items\"");
    }

    @Test
    void thePageIsAllowedNothingButItsOwnStyle() throws Exception {
        HttpResponse<String> answer = get("/api/v1/runs/" + run, bearer(), BROWSER);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy).startsWith("default-src 'none'; style-src 'sha256-").contains("frame-ancestors 'none'");
        String css = answer.body().replaceAll("(?s).*<style>(.*)</style>.*", "$1");
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
        assertThat(policy).contains(Base64.getEncoder().encodeToString(digest));
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void aBrowserSignsInForReadingRunsAndNothingElse() throws Exception {
        String token = isthmus.admin("POST", "/api/v1/tokens", "{\"name\":\"anna\",\"role\":\"operator\"}")
                .path("token")
                .asText();
        HttpResponse<String> asked = get("/api/v1/runs", "", BROWSER);
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().allValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"isthmus\", charset=\"UTF-8\"");
        assertThat(get("/api/v1/runs", "", "*/*").headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"isthmus-api\"");
        String basic = basic("anna", token);
        assertThat(get("/api/v1/runs", basic, BROWSER).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/runs/" + run, basic, BROWSER).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/runs/" + run + "/changes?format=csv", basic, BROWSER)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/runs", basic("berta", token), BROWSER).statusCode())
                .isEqualTo(401);
        assertThat(get("/api/v1/status", basic, BROWSER).statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/runs/..%2fstatus", basic, BROWSER).statusCode()).isIn(401, 404);
        assertThat(isthmus.exchange("POST", "/api/v1/runs", basic, "{\"kind\":\"sync\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(isthmus.exchange("POST", "/api/v1/runs/" + run + "/reject", basic, "")
                        .statusCode())
                .isEqualTo(401);
        // a page of another site that embeds it, and one that leads there
        assertThat(get("/api/v1/runs", basic, BROWSER, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(
                                "/api/v1/runs/" + run,
                                basic,
                                BROWSER,
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Sec-Fetch-Mode",
                                "navigate",
                                "Sec-Fetch-Dest",
                                "document")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String page(String query) throws Exception {
        HttpResponse<String> answer = get("/api/v1/runs/" + run + query.replaceAll("#.*", ""), bearer(), BROWSER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String bearer() {
        return "Bearer " + IsthmusServer.ADMIN;
    }

    private static String basic(String name, String token) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + token).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> get(String path, String authorization, String accept, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(isthmus.url(path))).header("Accept", accept);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** For whoever wants to look at it. */
    private static void keep(String file, String page) throws Exception {
        Path target =
                Files.createDirectories(Path.of(System.getProperty("isthmus.test.basedir", "."), "target", "pages"));
        Files.writeString(target.resolve(file), page);
    }
}

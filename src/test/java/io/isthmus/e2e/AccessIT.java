package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in: nobody without a token, however the path is written, and nobody with the other kind's token. */
class AccessIT {
    private static final List<String> SPELLINGS = List.of(
            "/api/v1/status",
            "/%61pi/v1/status",
            "/api//v1/status",
            "/api;x=1/v1/status",
            "/scim/../api/v1/status",
            "/api/v1/runs",
            "/api/v1/sources",
            "/scim/v2/Users",
            "/%73cim/v2/Users",
            "/scim//v2/Users",
            "/scim;x/v2/Users",
            "/api/../scim/v2/Users",
            "/scim/v2/Schemas",
            "/scim/v2/nothing");

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;

    @BeforeAll
    static void start() {
        isthmus = IsthmusServer.in(
                        home,
                        Setup.settings("ldap://127.0.0.1:1", "accept-first-plan: true"),
                        Setup.mapping(),
                        java.util.Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
    }

    @AfterAll
    static void stop() {
        isthmus.close();
    }

    @Test
    void noSpellingOfAPathGetsAroundTheToken() throws IOException {
        for (String path : SPELLINGS) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                assertThat(status(method, path, "")).as(method + " " + path).isIn(401, 404, 405);
            }
            assertThat(status("GET", path, "")).as(path).isIn(401, 404);
            assertThat(status("GET", path, "Authorization: Bearer ism_x_y\r\n"))
                    .as(path)
                    .isIn(401, 404);
        }
        assertThat(status("POST", "/%61pi/v1/sources/okta/tokens", "")).isEqualTo(401);
    }

    @Test
    void aSourceIsNoAdministratorAndAnAdministratorNoSource() throws IOException {
        String source = "Authorization: Bearer " + isthmus.sourceToken("okta") + "\r\n";
        String admin = "Authorization: Bearer " + IsthmusServer.ADMIN + "\r\n";
        assertThat(status("GET", "/api/v1/status", source)).isEqualTo(403);
        assertThat(status("POST", "/api/v1/runs", source)).isEqualTo(403);
        assertThat(status("GET", "/scim/v2/Users", admin)).isEqualTo(403);
        assertThat(status("GET", "/scim/v2/Users", source)).isEqualTo(200);
        assertThat(status("GET", "/api/v1/status", admin)).isEqualTo(200);
    }

    @Test
    void monitoringNeedsNoTokenAndReadinessNoDirectory() throws IOException {
        assertThat(status("GET", "/q/health/live", "")).isEqualTo(200);
        assertThat(status("GET", "/q/health/ready", "")).isEqualTo(200);
        assertThat(status("GET", "/q/metrics", "")).isEqualTo(200);
        assertThat(answer("GET", "/q/health/group/provisioning", ""))
                .startsWith("HTTP/1.1 503")
                .contains("the directory cannot be reached");
    }

    /** The framework would answer these itself, with no body. */
    @Test
    void anAddressThatCannotBeReadIsAnsweredInTheFormOfItsPlace() throws IOException {
        String source = "Authorization: Bearer " + isthmus.sourceToken("okta") + "\r\n";
        for (String path : List.of("/Users?filter=%zz", "/Users?filter=%", "/Users/%zz", "/%2", "/Users/a|b?x=y")) {
            assertThat(answer("GET", "/scim/v2" + path, source))
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .containsIgnoringCase("Content-Type: application/scim+json")
                    .contains("urn:ietf:params:scim:api:messages:2.0:Error");
        }
        for (String path : List.of("/api/v1/runs?kind=%zz", "/api/v1/%zz", "/nothing/%")) {
            assertThat(answer("GET", path, ""))
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .containsIgnoringCase("Content-Type: application/problem+json");
        }
    }

    /** As RFC 7644 prints its examples, and as people type them. */
    @Test
    void quotesInAFilterMayStandAsTheyAre() throws IOException {
        String source = "Authorization: Bearer " + isthmus.sourceToken("okta") + "\r\n";
        for (String filter : List.of("userName%20eq%20\"nobody\"", "emails[type+eq+\"work\"]")) {
            assertThat(answer("GET", "/scim/v2/Users?filter=" + filter, source))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"totalResults\":0");
        }
    }

    @Test
    void anAcceptHeaderThatIsNonsenseIsNoFailureOfOurs() throws IOException {
        String admin = "Authorization: Bearer " + IsthmusServer.ADMIN + "\r\n";
        for (String path :
                List.of("/api/v1/drift", "/api/v1/runs", "/api/v1/suppressions", "/api/v1/roles/unmatched")) {
            assertThat(status("GET", path, admin + "Accept: ,,;;q=\r\n"))
                    .as(path)
                    .isEqualTo(406);
            assertThat(status("GET", path, "Accept: ,,;;q=\r\n")).as(path).isEqualTo(406);
        }
    }

    @Test
    void aKindOfRunThatNobodyMayAskForIsToldWithThoseThatOneMay() {
        for (String kind : List.of("full", "nonsense", "")) {
            assertThat(isthmus.adminAnswer("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                            .body())
                    .contains("kind has to be plan or sync");
        }
    }

    /** By hand: an HTTP client would tidy the path up. */
    private static String answer(String method, String path, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", isthmus.port())) {
            socket.setSoTimeout(60_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(String method, String path, String header) throws IOException {
        return Integer.parseInt(answer(method, path, header).split(" ", 3)[1]);
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import io.isthmus.testing.OpenLdapServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People of a real OpenLDAP become readable to a source that imports, and are adopted by what it pushes. */
class ImportIT {
    private static final String MARK = "urn:isthmus:params:scim:schemas:extension:import:1.0";

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static LDAPConnection admin;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        ldap = OpenLdapServer.start(false);
        admin = ldap.admin();
        for (String name : new String[] {"imported", "put", "patched", "deleted", "gone"}) {
            admin.add(
                    "dn: " + dn(name),
                    "objectClass: inetOrgPerson",
                    "uid: " + name,
                    "cn: Name of " + name,
                    "sn: Sur",
                    "mail: " + name + "@acme.test",
                    "employeeNumber: N-" + name);
        }
        isthmus = IsthmusServer.in(
                        home,
                        Setup.settings(ldap.url(), "auto-sync: true, accept-first-plan: true")
                                .replace("okta: {}", "okta: { import: true }"),
                        Setup.mapping()
                                .replace(
                                        "    inactive: [disable]",
                                        "    import: { userName: \"${uid}@acme.test\", displayName: \"${cn}\" }\n    inactive: [disable]"),
                        Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
        token = isthmus.sourceToken("okta");
        sync();
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (ldap != null) {
            admin.close();
            ldap.close();
        }
    }

    @Test
    void entriesAreReadableAndMarkedForTheSourceThatImportsAlone() {
        JsonNode user = shown().get("imported@acme.test");
        assertThat(user.path(MARK).path("provisioned").asBoolean(true)).isFalse();
        assertThat(user.path("schemas").toString()).contains(MARK);
        assertThat(user.path("displayName").asText()).isEqualTo("Name of imported");
        assertThat(user.at("/emails/0/value").asText()).isEqualTo("imported@acme.test");
        assertThat(user.path("active").asBoolean()).isTrue();
        JsonNode marked = json(scim("GET", "/Users?count=1&filter=" + MARK + ":provisioned%20eq%20false", ""));
        assertThat(marked.path("totalResults").asInt()).isPositive();
        assertThat(scim("GET", "/Schemas/" + MARK, "").statusCode()).isEqualTo(200);
        assertThat(scim("GET", "/ResourceTypes", "").body()).contains(MARK);
        String entra = isthmus.sourceToken("entra");
        assertThat(json(isthmus.scim("GET", "/Users", entra, ""))
                        .path("totalResults")
                        .asInt())
                .isZero();
        assertThat(isthmus.scim("GET", "/Schemas/" + MARK, entra, "").statusCode())
                .isEqualTo(404);
        // what is imported is nothing to be written, ever
        settled();
    }

    @Test
    void aPostOfTheNameAnswersTheSameIdAndAdoptsNothingByTheNameAlone() throws Exception {
        String id = shown().get("by.name@acme.test").path("id").asText();
        HttpResponse<String> post = scim("POST", "/Users", Setup.user("BY.name", ",\"title\":\"taken over\""));
        assertThat(post.statusCode()).as(post.body()).isEqualTo(201);
        assertThat(json(post).path("id").asText()).isEqualTo(id);
        assertThat(json(post).has(MARK)).isFalse();
        assertThat(post.headers().firstValue("Location").orElse("")).endsWith("/Users/" + id);
        assertThat(scim("POST", "/Users", Setup.user("by.name", "")).statusCode())
                .isEqualTo(409);
        settled();
        assertThat(admin.getEntry(dn("by.name")).getAttributeValue("title")).isEqualTo("untouched");
        assertThat(sync().path("counts").path("adoptable").asInt()).isPositive();
    }

    @Test
    void aPutOfWhatWasReadAdoptsTheEntryWhereAStrongValueAgrees() {
        JsonNode user = shown().get("put@acme.test");
        String body = user.toString().replace("\"Name of put\"", "\"Renamed\"");
        HttpResponse<String> put = scim("PUT", "/Users/" + user.path("id").asText(), body);
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(json(put).has(MARK)).isFalse();
        assertThat(json(put).at("/meta/version").asText()).isEqualTo("W/\"2\"");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.getEntry(dn("put")).hasAttributeValue("cn", "Renamed"));
    }

    @Test
    void aPatchAdoptsToo() {
        JsonNode user = shown().get("patched@acme.test");
        HttpResponse<String> patch =
                scim("PATCH", "/Users/" + user.path("id").asText(), Setup.replace("title", "\"Chief\""));
        assertThat(patch.statusCode()).as(patch.body()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.getEntry(dn("patched")).hasAttributeValue("title", "Chief"));
        assertThat(shown().get("patched@acme.test").has(MARK)).isFalse();
    }

    @Test
    void aDeletionLeavesTheEntryAndItIsNotImportedAgain() throws Exception {
        String id = shown().get("deleted@acme.test").path("id").asText();
        assertThat(scim("DELETE", "/Users/" + id, "").statusCode()).isEqualTo(204);
        settled();
        sync();
        assertThat(shown()).doesNotContainKey("deleted@acme.test");
        assertThat(admin.getEntry(dn("deleted")).hasAttribute("pwdAccountLockedTime"))
                .isFalse();
    }

    @Test
    void whatIsGoneInTheDirectoryIsGone() throws Exception {
        assertThat(shown()).containsKey("gone@acme.test");
        admin.delete(dn("gone"));
        sync();
        assertThat(shown()).doesNotContainKey("gone@acme.test");
        IsthmusServer.Ran verify = isthmus.command("journal", "verify");
        assertThat(verify.exit()).as(verify.output()).isZero();
    }

    private static Map<String, JsonNode> shown() {
        Map<String, JsonNode> users = new TreeMap<>();
        json(scim("GET", "/Users?startIndex=1&count=100", ""))
                .path("Resources")
                .forEach(user -> users.put(user.path("userName").asText().toLowerCase(java.util.Locale.ROOT), user));
        return users;
    }

    private static JsonNode sync() {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        JsonNode run = isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("done");
        return run;
    }

    private static void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private static HttpResponse<String> scim(String method, String path, String body) {
        return isthmus.scim(method, path, token, body);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return IsthmusServer.json(response.body());
    }

    private static String dn(String uid) {
        return "uid=" + uid + ",ou=people,dc=example,dc=com";
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reject, undo and decide, by API and commands, against a real OpenLDAP. */
class RulingsIT {
    private static final String LOCK = "pwdAccountLockedTime";

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static LDAPConnection admin;
    private static String token;

    @BeforeAll
    static void start() {
        ldap = OpenLdapServer.start(false);
        isthmus = IsthmusServer.in(
                        home,
                        Setup.settings(ldap.url(), "auto-sync: true, accept-first-plan: true, watch: \"off\"")
                                + "  limits: { disables: { count: 2, percent: 0 } }\n",
                        Setup.mapping(),
                        java.util.Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
        admin = ldap.admin();
        token = isthmus.sourceToken("okta");
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
    void massRemovalIsHeldTurnedDownListedLiftedAndThenDone() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(create("leaver" + i));
        }
        await(() -> entry("uid=leaver3"));
        // all are there before the first is looked at, or the first two would be disabled
        isthmus.admin("POST", "/api/v1/directory/pause", "");
        ids.forEach(id -> patch(id, "active", "false"));
        isthmus.admin("POST", "/api/v1/directory/resume", "");
        String held = await(() -> isthmus.status().at("/held/run").textValue());
        IsthmusServer.Ran rejected = isthmus.command("reject", held);
        assertThat(rejected.exit()).as(rejected.output()).isZero();
        assertThat(rejected.output()).contains("run " + held + " rejected");
        JsonNode rows = isthmus.admin("GET", "/api/v1/suppressions", "").path("items");
        assertThat(rows).hasSize(4).allSatisfy(row -> {
            assertThat(row.path("attribute").asText()).isEqualTo("@disabled");
            assertThat(row.path("value").asText()).isEqualTo("true");
            assertThat(row.path("run").asText()).isEqualTo(held);
            assertThat(row.path("by").asText()).isNotEmpty();
        });
        assertThat(isthmus.adminText("/api/v1/suppressions", "text/csv"))
                .startsWith("id,resource,attribute,value,wanted,since,by,run\r\n")
                .contains(ids.get(0));
        JsonNode run = sync();
        assertThat(run.path("counts").path("suppressed").asInt()).isEqualTo(4);
        assertThat(locked("leaver0")).isFalse();
        String first = rows.get(0).path("id").asText();
        String resource = rows.get(0).path("resource").asText();
        assertThat(isthmus.adminAnswer("DELETE", "/api/v1/suppressions/" + first, "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(isthmus.adminAnswer("DELETE", "/api/v1/suppressions/" + first, "")
                        .statusCode())
                .isEqualTo(404);
        await(() -> locked("leaver" + ids.indexOf(resource)) ? true : null);
        assertThat(isthmus.admin("GET", "/api/v1/audit?limit=1000", "").toString())
                .contains("run.reject")
                .contains("suppression.lift");
    }

    @Test
    void aRunIsTakenBackByCommandsAndStaysSo() throws Exception {
        String id = create("undone");
        await(() -> entry("uid=undone"));
        patch(id, "title", "\"Chief\"");
        await(() -> entry("uid=undone").hasAttributeValue("title", "Chief") ? true : null);
        // a soon run spans up to a minute; what follows is one of its own
        isthmus.stop();
        isthmus.start();
        patch(id, "userName", "\"undone.lee@acme.test\"");
        await(() -> entry("uid=undone.lee"));
        settled();
        String run = runOf(id, "rename");
        IsthmusServer.Ran asked = isthmus.command("undo", run);
        assertThat(asked.exit()).as(asked.output()).isEqualTo(2);
        assertThat(asked.output()).contains("uid=undone.lee", "-> uid=undone,", "scripts give approve");
        String plan = isthmus.command("undo", run, "--json").output();
        JsonNode undo = IsthmusServer.json(plan.substring(plan.indexOf('{')));
        assertThat(undo.path("kind").asText()).isEqualTo("undo");
        assertThat(undo.path("status").asText()).isEqualTo("planned");
        IsthmusServer.Ran approved = isthmus.command(
                "approve", undo.path("id").asText(), "--hash", undo.path("hash").asText());
        assertThat(approved.exit()).as(approved.output()).isZero();
        assertThat(entry("uid=undone")).isNotNull();
        sync();
        assertThat(entry("uid=undone.lee")).isNull();
        patch(id, "userName", "\"undone.again@acme.test\"");
        await(() -> entry("uid=undone.again"));
    }

    @Test
    void aMatchByNameIsDecidedAndWhatCannotBeMeantIsSaid() throws Exception {
        admin.add(
                "dn: uid=decided,ou=people,dc=example,dc=com",
                "objectClass: inetOrgPerson",
                "uid: decided",
                "cn: theirs",
                "sn: theirs");
        String id = create("decided");
        settled();
        assertThat(entry("uid=decided").getAttributeValue("cn")).isEqualTo("theirs");
        var refused = isthmus.adminAnswer("POST", "/api/v1/decisions", decision(id, "create"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("urn:isthmus:problem:not-decidable")
                .contains("an entry stands at uid=decided");
        JsonNode made = isthmus.admin("POST", "/api/v1/decisions", decision(id, "adopt"));
        assertThat(made.path("action").asText()).isEqualTo("adopt");
        await(() -> entry("uid=decided").getAttributeValue("cn").equals("theirs") ? null : true);
        assertThat(isthmus.adminAnswer("POST", "/api/v1/decisions", decision(id, "wish"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(isthmus.adminAnswer("POST", "/api/v1/decisions", decision("nobody", "ignore"))
                        .statusCode())
                .isEqualTo(404);
    }

    private static String decision(String id, String action) {
        return "{\"resource\":\"" + id + "\",\"action\":\"" + action + "\"}";
    }

    private static String runOf(String resource, String type) {
        JsonNode runs = isthmus.admin("GET", "/api/v1/runs?limit=50", "").path("items");
        for (JsonNode run : runs) {
            String id = run.path("id").asText();
            JsonNode changes = isthmus.admin("GET", "/api/v1/runs/" + id + "/changes?limit=1000", "");
            for (JsonNode change : changes.path("items")) {
                if (change.at("/resource/id").asText().equals(resource)
                        && change.path("type").asText().equals(type)) {
                    return id;
                }
            }
        }
        throw new AssertionError("no run has a " + type + " of " + resource);
    }

    private static JsonNode sync() {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    private static void settled() {
        await(() -> isthmus.status().at("/journal/pending").asInt() == 0 ? true : null);
    }

    private static String create(String name) {
        var response = isthmus.scim("POST", "/Users", token, Setup.user(name, ""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return IsthmusServer.json(response.body()).path("id").asText();
    }

    private static void patch(String id, String path, String value) {
        var response = isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace(path, value));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static boolean locked(String uid) throws LDAPException {
        return admin.getEntry("uid=" + uid + ",ou=people,dc=example,dc=com", LOCK)
                .hasAttribute(LOCK);
    }

    private static Entry entry(String rdn) throws LDAPException {
        return admin.getEntry(rdn + ",ou=people,dc=example,dc=com", "*", "entryUUID");
    }

    private static <T> T await(Callable<T> what) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(what, found -> found != null);
    }
}

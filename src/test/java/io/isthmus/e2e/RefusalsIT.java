package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real directory refuses, and what others do in it; all switches off, an operator's runs only. */
class RefusalsIT {
    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static LDAPConnection admin;
    private static String token;

    @BeforeAll
    static void start() {
        ldap = OpenLdapServer.start(false);
        isthmus = Setup.isthmus(home, ldap, "accept-first-plan: true, watch: \"off\"")
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
    void aWriteThatTheServerDeniesIsReportedAndTheOthersGoOn() throws LDAPException {
        create("denied.one", "");
        create("allowed.one", "");
        JsonNode run = sync();
        assertThat(entry("allowed.one")).isNotNull();
        assertThat(entry("denied.one")).isNull();
        assertThat(changes(run)).anySatisfy(change -> {
            assertThat(change.path("dn").asText()).startsWith("uid=denied.one");
            assertThat(change.path("outcome").asText()).isEqualTo("denied");
            assertThat(change.path("detail").asText()).contains("insufficient access");
        });
    }

    @Test
    void aUserOnWhomTheServerFailsKeepsNobodyElseFromBeingDisabled() throws Exception {
        Path other = home.resolve("poison");
        try (IsthmusServer server = IsthmusServer.in(
                other,
                Setup.settings(ldap.url(), "auto-sync: true, accept-first-plan: true"),
                Setup.mapping(),
                environment())) {
            server.start();
            String okta = server.sourceToken("okta");
            server.scim("POST", "/Users", okta, Setup.user("p".repeat(600), ""));
            String id = IsthmusServer.json(server.scim("POST", "/Users", okta, Setup.user("healthy", ""))
                            .body())
                    .path("id")
                    .asText();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> entry("healthy") != null);
            server.scim("PATCH", "/Users/" + id, okta, Setup.replace("active", "false"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> locked("uid=healthy,ou=people"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.status().at("/journal/pending").asInt() == 0);
        }
    }

    @Test
    void aRefusedRenameStillDisables() throws Exception {
        String id = create("keeps.name", "");
        sync();
        admin.add(
                "dn: uid=name.taken,ou=groups,dc=example,dc=com",
                "objectClass: inetOrgPerson",
                "uid: name.taken",
                "cn: t",
                "sn: t");
        patch(id, "userName", "\"name.taken@acme.test\"");
        patch(id, "active", "false");
        JsonNode run = sync();
        assertThat(locked("uid=keeps.name,ou=people"))
                .as(changes(run).toString())
                .isTrue();
        assertThat(changes(run))
                .filteredOn(change -> change.path("type").asText().equals("rename"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.path("outcome").asText()).isEqualTo("invalid");
                    assertThat(change.path("detail").asText()).contains("unique");
                });
    }

    @Test
    void aRefusedMoveStillDisables() throws Exception {
        Path other = home.resolve("moves");
        String mapping = Setup.mapping()
                .replace("inactive: [disable]", "inactive: [disable, { move: \"ou=groups,dc=example,dc=com\" }]");
        try (IsthmusServer server = IsthmusServer.in(
                other,
                Setup.settings(ldap.url(), "auto-sync: true, accept-first-plan: true"),
                mapping,
                environment())) {
            server.start();
            String okta = server.sourceToken("okta");
            String id = IsthmusServer.json(server.scim("POST", "/Users", okta, Setup.user("keeps.place", ""))
                            .body())
                    .path("id")
                    .asText();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> entry("keeps.place") != null);
            admin.add("dn: uid=keeps.place,ou=groups,dc=example,dc=com", "objectClass: account", "uid: keeps.place");
            server.scim("PATCH", "/Users/" + id, okta, Setup.replace("active", "false"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> locked("uid=keeps.place,ou=people"));
            admin.delete("uid=keeps.place,ou=groups,dc=example,dc=com");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> locked("uid=keeps.place,ou=groups"));
        }
    }

    @Test
    void manyDeniedWritesAreSaidByHealthAndStatus() throws Exception {
        Path other = home.resolve("denied");
        try (IsthmusServer server = IsthmusServer.in(
                other,
                Setup.settings(ldap.url(), "auto-sync: true, accept-first-plan: true"),
                Setup.mapping().replace("ou=people,", "ou=frozen,"),
                environment())) {
            server.start();
            String okta = server.sourceToken("okta");
            for (int i = 0; i < 12; i++) {
                server.scim("POST", "/Users", okta, Setup.user("frozen" + i, ""));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.status().at("/directory/refuses").isTextual());
            assertThat(server.status().at("/journal/reconciled").asInt()).isZero();
            assertThat(server.command("status").exit()).isEqualTo(2);
            assertThat(server.exchange("GET", "/q/health/group/provisioning", "", "")
                            .statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void twoUsersThatSwapNamesKeepTheirEntries() throws LDAPException {
        String ann = create("swap.a", "");
        String bea = create("swap.b", "");
        sync();
        String annUuid = entry("swap.a").getAttributeValue("entryUUID");
        String beaUuid = entry("swap.b").getAttributeValue("entryUUID");
        patch(ann, "userName", "\"swap.t@acme.test\"");
        patch(bea, "userName", "\"swap.a@acme.test\"");
        patch(ann, "userName", "\"swap.b@acme.test\"");
        patch(ann, "title", "\"Swapped\"");
        JsonNode run = sync();
        assertThat(entry("swap.b").getAttributeValue("entryUUID"))
                .as(run.toString())
                .isEqualTo(annUuid);
        assertThat(entry("swap.a").getAttributeValue("entryUUID")).isEqualTo(beaUuid);
        assertThat(entry("swap.b").getAttributeValue("title")).isEqualTo("Swapped");
    }

    @Test
    void anEntryMovedByHandIsFollowedByItsIdentity() throws LDAPException {
        String id = create("mover", "");
        sync();
        admin.modifyDN(dn("mover"), "uid=mover", true, "ou=groups,dc=example,dc=com");
        patch(id, "title", "\"Followed\"");
        sync();
        assertThat(entry("mover")).isNull();
        Entry moved = admin.getEntry("uid=mover,ou=groups,dc=example,dc=com");
        assertThat(moved.getAttributeValue("title")).isEqualTo("Followed");
    }

    @Test
    void anEntryDeletedByHandIsMissedAndNotMadeAgain() throws LDAPException {
        create("gone", "");
        sync();
        admin.delete(dn("gone"));
        JsonNode run = sync();
        assertThat(run.at("/counts/missing").asInt()).isPositive();
        assertThat(entry("gone")).isNull();
    }

    @Test
    void aRefusedBindIsToldAndPushesAreAcceptedAllTheSame() throws LDAPException {
        create("before", "");
        sync();
        password("another");
        ldap.kill9();
        ldap.launch();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !isthmus.status().at("/directory/up").asBoolean());
            create("meanwhile", "");
            // the first run may find connections that died with the server
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(sync().path("error").asText()).containsIgnoringCase("invalid credentials"));
        } finally {
            admin.reconnect();
            password(OpenLdapServer.SERVICE_PASSWORD);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/directory/up").asBoolean());
        sync();
        assertThat(entry("meanwhile")).isNotNull();
    }

    private static void password(String value) throws LDAPException {
        admin.modify(OpenLdapServer.SERVICE, new Modification(ModificationType.REPLACE, "userPassword", value));
    }

    @Test
    void wrongSettingsStopTheStartWithEveryFaultAtOnce() throws Exception {
        Path wrong = home.resolve("wrong");
        String settings = Setup.settings(ldap.url(), "soon-after: often, full-schedule: \"at two\"")
                .replace("allow-plaintext: true", "conections: 9");
        IsthmusServer refused = IsthmusServer.in(wrong, settings, Setup.mapping(), environment());
        refused.launch();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !refused.alive());
        assertThat(refused.log())
                .containsPattern("application.yaml:\\d+: .*isthmus.directory.conections")
                .containsPattern("application.yaml:\\d+: .*soon-after");
    }

    @Test
    void aMappingWithFiveFaultsIsRefusedWithAllOfThem() throws Exception {
        Path wrong = home.resolve("faults");
        String mapping = """
                version: 1
                users:
                  - name: people
                    base: not a dn
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    colour: red
                    attributes:
                      uid: { from: userName, cel: "value.shout()" }
                      cn: emails[type eq
                      sn: { from: name.familyName, ownership: stolen }
                """;
        IsthmusServer refused = IsthmusServer.in(wrong, Setup.settings(ldap.url(), ""), mapping, environment());
        refused.launch();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !refused.alive());
        assertThat(refused.log().lines().filter(line -> line.matches(".*mapping.yaml:\\d+: .*")))
                .as(refused.log())
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(refused.log())
                .contains("mapping.yaml:4")
                .contains("colour")
                .contains("shout")
                .contains("stolen");
    }

    @Test
    void anAttributeThatTheServerDoesNotKnowIsFoundByTheCheckAndByARun() throws Exception {
        Path other = home.resolve("unknown");
        String mapping = Setup.mapping().replace("      title:           title\n", "      noSuchAttribute: title\n");
        try (IsthmusServer server = IsthmusServer.in(
                other, Setup.settings(ldap.url(), "accept-first-plan: true"), mapping, environment())) {
            IsthmusServer.Ran check = server.command("mapping", "check", "--directory");
            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.output()).contains("noSuchAttribute").containsPattern("mapping.yaml:\\d+");
            server.start();
            String okta = server.sourceToken("okta");
            server.scim("POST", "/Users", okta, Setup.user("unknown.type", ",\"title\":\"x\""));
            JsonNode run = sync(server);
            assertThat(changes(server, run)).anySatisfy(change -> {
                assertThat(change.path("outcome").asText()).isEqualTo("invalid");
                assertThat(change.path("detail").asText()).containsIgnoringCase("noSuchAttribute");
            });
        }
    }

    @Test
    void aChangedMappingOverExistingLinksIsHeldAndAnotherNameIsRefused() throws Exception {
        Path other = home.resolve("changed");
        try (IsthmusServer server = IsthmusServer.in(
                other, Setup.settings(ldap.url(), "auto-sync: true, watch: \"off\""), Setup.mapping(), environment())) {
            server.start();
            String okta = server.sourceToken("okta");
            server.scim("POST", "/Users", okta, Setup.user("remapped", ",\"nickName\":\"Remy\""));
            IsthmusServer.Ran one = server.command("plan", "--user", "remapped@acme.test");
            assertThat(one.exit()).as(one.output()).isEqualTo(3);
            approveHeld(server);
            assertThat(entry("remapped")).isNotNull();
            server.stop();
            Files.writeString(
                    other.resolve("config/mapping.yaml"),
                    Setup.mapping().replace("      title:           title\n", "      title:           nickName\n"));
            server.start();
            approveHeld(server);
            assertThat(entry("remapped").getAttributeValue("title")).isEqualTo("Remy");
            server.stop();
            Files.writeString(
                    other.resolve("config/mapping.yaml"), Setup.mapping().replace("rdn: uid", "rdn: cn"));
            server.launch();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !server.alive());
            assertThat(server.log()).contains("migrate");
        }
    }

    private static void approveHeld(IsthmusServer server) throws LDAPException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.status().path("held").isObject());
        String title = entry("remapped") == null ? null : entry("remapped").getAttributeValue("title");
        assertThat(title).isNull();
        // both at once: another plan may take its place
        JsonNode held = server.status().path("held");
        IsthmusServer.Ran approved = server.command(
                "approve",
                held.path("run").asText(),
                "--hash",
                held.path("hash").asText());
        assertThat(approved.exit()).as(approved.output()).isZero();
    }

    private static java.util.Map<String, String> environment() {
        return java.util.Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD);
    }

    private static JsonNode sync() {
        return sync(isthmus);
    }

    private static JsonNode sync(IsthmusServer server) {
        String id = server.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        return server.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    private static List<JsonNode> changes(JsonNode run) {
        return changes(isthmus, run);
    }

    private static List<JsonNode> changes(IsthmusServer server, JsonNode run) {
        List<JsonNode> changes = new ArrayList<>();
        server.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "/changes?limit=1000", "")
                .path("items")
                .forEach(changes::add);
        return changes;
    }

    private static String create(String name, String more) {
        var response = isthmus.scim("POST", "/Users", token, Setup.user(name, more));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return IsthmusServer.json(response.body()).path("id").asText();
    }

    private static void patch(String id, String path, String value) {
        var response = isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace(path, value));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static boolean locked(String below) throws LDAPException {
        Entry entry = admin.getEntry(below + ",dc=example,dc=com", "pwdAccountLockedTime");
        return entry != null && entry.hasAttribute("pwdAccountLockedTime");
    }

    private static String dn(String name) {
        return "uid=" + name + ",ou=people,dc=example,dc=com";
    }

    private static Entry entry(String name) throws LDAPException {
        return admin.getEntry(dn(name), "*", "entryUUID");
    }
}

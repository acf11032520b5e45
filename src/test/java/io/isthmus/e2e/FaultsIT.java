package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold when things die: no acknowledged push is lost, and the directory converges. */
class FaultsIT {
    private static final String SWITCHES = "auto-sync: true, self-heal: true, accept-first-plan: true, backoff-max: 1s";

    /** What is tried again and made up for may take long on a machine that is busy; how long is no promise. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    @Test
    void acceptsEveryPushWhileTheDirectoryIsKilledAndCatchesUp() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus = Setup.isthmus(home, ldap, SWITCHES).start()) {
            String token = isthmus.sourceToken("okta");
            int pushes = 2000;
            AtomicInteger accepted = new AtomicInteger();
            CountDownLatch third = new CountDownLatch(pushes / 3);
            ExecutorService clients = clients(pushes, number -> {
                if (isthmus.scim("POST", "/Users", token, Setup.user("k" + number, ""))
                                .statusCode()
                        == 201) {
                    accepted.incrementAndGet();
                }
                third.countDown();
            });
            assertThat(third.await(120, TimeUnit.SECONDS)).isTrue();
            ldap.kill9();
            clients.shutdown();
            assertThat(clients.awaitTermination(180, TimeUnit.SECONDS)).isTrue();
            assertThat(accepted).hasValue(pushes);
            ldap.launch();
            try (LDAPConnection admin = ldap.admin()) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> count(admin, "(uid=k*)") == pushes);
            }
        }
    }

    @Test
    void losesNoAcknowledgedPushWhenItIsKilledUnderLoad() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus = Setup.isthmus(home, ldap, SWITCHES).start()) {
            String token = isthmus.sourceToken("okta");
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            for (int round = 0; round < 5; round++) {
                int base = round * 1000;
                CountDownLatch some = new CountDownLatch(60);
                ExecutorService clients = clients(400, number -> {
                    String name = "c" + (base + number);
                    if (isthmus.scim("POST", "/Users", token, Setup.user(name, ""))
                                    .statusCode()
                            == 201) {
                        acknowledged.add(name);
                    }
                    some.countDown();
                });
                assertThat(some.await(120, TimeUnit.SECONDS)).isTrue();
                isthmus.kill9();
                clients.shutdownNow();
                clients.awaitTermination(60, TimeUnit.SECONDS);
                isthmus.start();
            }
            assertThat(acknowledged).hasSizeGreaterThan(250);
            try (LDAPConnection admin = ldap.admin()) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        isthmus.status().at("/journal/pending").asInt())
                                .isZero());
                for (String name : acknowledged) {
                    assertThat(admin.getEntry("uid=" + name + ",ou=people,dc=example,dc=com"))
                            .as(name)
                            .isNotNull();
                }
            }
            isthmus.stop();
            IsthmusServer.Ran verify = isthmus.command("journal", "verify");
            assertThat(verify.exit()).as(verify.output()).isZero();
        }
    }

    @Test
    void answers503WithinTwoSecondsWhileTheDatabaseIsDeadAndRecoversWithoutARestart() throws Exception {
        IsthmusServer isthmus = IsthmusServer.in(
                home,
                Setup.settings("ldap://127.0.0.1:1", SWITCHES),
                Setup.mapping(),
                java.util.Map.of("LDAP_PASSWORD", "x"));
        try (isthmus) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            long postgres =
                    Long.parseLong(java.nio.file.Files.readAllLines(home.resolve("data/postgres/postmaster.pid"))
                            .get(0)
                            .trim());
            ProcessHandle.of(postgres).orElseThrow().destroyForcibly();
            long start = System.nanoTime();
            var response = isthmus.scim("POST", "/Users", token, Setup.user("dead", ""));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
            if (response.statusCode() != 201) {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                assertThat(response.headers().firstValue("Content-Type")).contains("application/scim+json");
            }
            AtomicInteger number = new AtomicInteger();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            isthmus.scim("POST", "/Users", token, Setup.user("back" + number.incrementAndGet(), ""))
                                            .statusCode()
                                    == 201);
            IsthmusServer second = IsthmusServer.in(
                    home,
                    Setup.settings("ldap://127.0.0.1:1", SWITCHES),
                    Setup.mapping(),
                    java.util.Map.of("LDAP_PASSWORD", "x"));
            second.launch();
            Awaitility.await().atMost(PATIENCE).until(() -> !second.alive());
            assertThat(second.log()).contains("is in use by process " + isthmus.pid());
        }
    }

    @Test
    void putsBackWhatOthersChangedAndSurvivesAHangingDirectory() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus = Setup.isthmus(home, ldap, SWITCHES).start();
                LDAPConnection admin = ldap.admin()) {
            String token = isthmus.sourceToken("okta");
            String dn = "uid=heal,ou=people,dc=example,dc=com";
            isthmus.scim("POST", "/Users", token, Setup.user("heal", ",\"title\":\"ours\""));
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> admin.getEntry(dn) != null);
            admin.modify(dn, new Modification(ModificationType.REPLACE, "title", "theirs"));
            String run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                    .path("id")
                    .asText();
            isthmus.admin("GET", "/api/v1/runs/" + run + "?wait=60s", "");
            assertThat(admin.getEntry(dn).getAttributeValue("title")).isEqualTo("ours");

            ldap.suspend();
            assertThat(isthmus.scim("POST", "/Users", token, Setup.user("hang", ""))
                            .statusCode())
                    .isEqualTo(201);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !isthmus.status().at("/directory/up").asBoolean());
            ldap.resume();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.getEntry("uid=hang,ou=people,dc=example,dc=com") != null);
        }
    }

    @Test
    void aDirectoryThatHangsOverTlsIsToldAndOneThatRestartedIsUsedAtOnce() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.startWithTls();
                IsthmusServer isthmus = IsthmusServer.in(
                        home,
                        Setup.settings(ldap.ldapsUrl(), SWITCHES)
                                .replace("operation-timeout: 5s", "operation-timeout: 2s")
                                .replace(
                                        "allow-plaintext: true",
                                        "ca-file: " + ldap.authority().orElseThrow()),
                        Setup.mapping(),
                        java.util.Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            for (int i = 0; i < 40; i++) {
                isthmus.scim("POST", "/Users", token, Setup.user("tls" + i, ""));
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);

            ldap.suspend();
            isthmus.scim("POST", "/Users", token, Setup.user("hang", ""));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(9))
                    .until(() -> !isthmus.status().at("/directory/up").asBoolean());
            assertThat(isthmus.command("status").exit()).isEqualTo(2);
            assertThat(run(isthmus, "plan").path("status").asText()).isEqualTo("failed");
            // counted once its row is stored
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> isthmus.metric("isthmus_runs_total{kind=\"plan\",status=\"failed\"") > 0);
            ldap.resume();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);

            ldap.kill9();
            ldap.launch();
            assertThat(run(isthmus, "sync").path("status").asText()).isEqualTo("done");
        }
    }

    private static JsonNode run(IsthmusServer isthmus, String kind) {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    @Test
    void writesNothingBeforeTheFirstPlanIsAccepted() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus =
                        Setup.isthmus(home, ldap, "auto-sync: true").start();
                LDAPConnection admin = ldap.admin()) {
            String token = isthmus.sourceToken("okta");
            isthmus.scim("POST", "/Users", token, Setup.user("first", ""));
            IsthmusServer.Ran plan = isthmus.command("plan");
            assertThat(plan.exit()).as(plan.output()).isEqualTo(3);
            assertThat(admin.getEntry("uid=first,ou=people,dc=example,dc=com")).isNull();
            JsonNode held = isthmus.status().path("held");
            String run = held.path("run").asText();
            String hash = held.path("hash").asText();
            assertThat(isthmus.command("approve", run, "--hash", "sha256:no").exit())
                    .isEqualTo(1);
            IsthmusServer.Ran approve = isthmus.command("approve", run, "--hash", hash);
            assertThat(approve.exit()).as(approve.output()).isZero();
            assertThat(admin.getEntry("uid=first,ou=people,dc=example,dc=com")).isNotNull();
            isthmus.scim("POST", "/Users", token, Setup.user("second", ""));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.getEntry("uid=second,ou=people,dc=example,dc=com") != null);
        }
    }

    private interface Client {
        void push(int number) throws Exception;
    }

    private static ExecutorService clients(int pushes, Client client) {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        for (int i = 0; i < pushes; i++) {
            int number = i;
            var unused = clients.submit(() -> {
                client.push(number);
                return number;
            });
        }
        return clients;
    }

    private static int count(LDAPConnection admin, String filter) throws Exception {
        int count = 0;
        com.unboundid.asn1.ASN1OctetString cookie = null;
        do {
            SearchRequest search =
                    new SearchRequest("ou=people,dc=example,dc=com", SearchScope.ONE, Filter.create(filter), "1.1");
            search.addControl(new SimplePagedResultsControl(400, cookie));
            var result = admin.search(search);
            count += result.getEntryCount();
            var page = SimplePagedResultsControl.get(result);
            cookie = page != null && page.moreResultsToReturn() ? page.getCookie() : null;
        } while (cookie != null);
        return count;
    }
}

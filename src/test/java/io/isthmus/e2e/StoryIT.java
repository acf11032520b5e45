package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an administrator lives through with a directory that many people write to, from the first plan to a mass removal that is
 * turned down, or approved and taken back; on the packaged product and a real slapd, mostly by commands.
 */
class StoryIT {
    private static final String LOCK = "pwdAccountLockedTime";
    private static final String LIMITS = "  limits: { disables: { count: 2, percent: 0 } }\n";
    private static final List<String> LEAVERS = List.of("leaver0", "leaver1", "leaver2", "leaver3");

    @TempDir
    Path home;

    private final Map<String, String> ids = new LinkedHashMap<>();
    private Site site;
    private IsthmusServer isthmus;
    private Provider okta;

    @BeforeEach
    void open() {
        site = PlainSite.openLdap();
    }

    @AfterEach
    void close() {
        if (isthmus != null) {
            isthmus.close();
        }
        site.close();
    }

    @Test
    void fromTheFirstContactToAMassRemovalThatIsTurnedDown() throws Exception {
        start("auto-sync: true, watch: \"off\"");
        aDirectoryThatOthersHaveFilledAndWhatTheProviderHas();
        nothingIsWrittenAndEachAdoptionIsShown();
        theFirstPlanIsApproved();
        pushesArrive();
        driftByHandIsReportedAndLeftAlone();
        restart("auto-sync: true, self-heal: true, watch: \"off\"");
        itIsPutBack();
        String held = aMassRemovalIsHeldWhileOrdinaryWorkGoesOn();
        turnedDownItIsNotDoneAgain(held);
    }

    @Test
    void fromAMassRemovalThatIsApprovedToAllAsItWas() throws Exception {
        start("auto-sync: true, accept-first-plan: true, watch: \"off\"");
        hireLeavers();
        Map<String, String> before = entries();
        String held = aMassRemovalIsHeldWhileOrdinaryWorkGoesOn();
        site.admin().modifyDN(site.user("leaver2"), "uid=leaver2.married", true);
        // between plan and approval
        isthmus.kill9();
        isthmus.start();
        approvedAllIsAppliedButForTheOneThatMoved(held);
        takenBackTheRestIsAsItWas(held, before);
    }

    private void aDirectoryThatOthersHaveFilledAndWhatTheProviderHas() throws LDAPException {
        site.makeUser("carl", "E-7");
        site.makeUser("dora");
        site.makeUser("erik");
        site.makeGroup("Sales", site.user("erik"));
        hire("carl", ",\"externalId\":\"E-7\",\"title\":\"Buyer\"");
        hire("dora", ",\"externalId\":\"E-8\"");
        hire("anna", ",\"externalId\":\"E-9\",\"title\":\"Clerk\"");
        ids.put("Sales", okta.group("Sales", List.of(ids.get("carl"), ids.get("anna"))));
    }

    private void nothingIsWrittenAndEachAdoptionIsShown() throws LDAPException {
        Map<String, String> before = entries();
        IsthmusServer.Ran plan = isthmus.command("plan");
        assertThat(plan.exit()).as(plan.output()).isEqualTo(3);
        assertThat(plan.output()).contains("by name alone");
        assertThat(shown("carl", "adoptable").path("strong").asBoolean()).isTrue();
        assertThat(shown("dora", "adoptable").path("strong").asBoolean(true)).isFalse();
        assertThat(shown("Sales", "adoptable").path("dn").asText()).isEqualTo(site.group("Sales"));
        assertThat(shown("anna", "new").path("type").asText()).isEqualTo("add");
        assertThat(entries()).isEqualTo(before);
        assertThat(isthmus.command("status").exit()).isEqualTo(1);
    }

    private void theFirstPlanIsApproved() throws LDAPException {
        Entry erik = entry("erik");
        var without = isthmus.adminAnswer("POST", "/api/v1/runs/" + held() + "/approve", "{}");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body())
                .contains("urn:isthmus:problem:invalid-request")
                .contains("hash is missing");
        var stale = isthmus.adminAnswer("POST", "/api/v1/runs/" + held() + "/approve", "{\"hash\":\"sha256:0\"}");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("urn:isthmus:problem:hash-stale");
        approve(held());
        settled();
        assertThat(entry("carl").getAttributeValue("title")).isEqualTo("Buyer");
        assertThat(entry("dora").getAttributeValue("employeeNumber")).isEqualTo("E-8");
        assertThat(entry("anna").getAttributeValue("title")).isEqualTo("Clerk");
        assertThat(sales()).containsExactlyInAnyOrder("carl", "anna", "erik");
        assertThat(Entry.diff(erik, entry("erik"), true)).isEmpty();
        assertThat(isthmus.command("plan").exit()).isZero();
    }

    private void pushesArrive() throws LDAPException {
        hireLeavers();
        okta.expect(200, "PATCH", "/Users/" + ids.get("anna"), Setup.replace("title", "\"Manager\""));
        settled();
        assertThat(entry("anna").getAttributeValue("title")).isEqualTo("Manager");
        assertThat(sales()).contains("carl", "anna", "erik").containsAll(LEAVERS);
    }

    private void driftByHandIsReportedAndLeftAlone() throws LDAPException {
        site.admin().modify(site.user("anna"), new Modification(ModificationType.REPLACE, "title", "Queen"));
        site.admin()
                .modify(site.group("Sales"), new Modification(ModificationType.DELETE, "member", site.user("carl")));
        assertThat(isthmus.command("sync").exit()).isZero();
        IsthmusServer.Ran report = isthmus.command("report", "drift");
        assertThat(report.output())
                .contains("applied Manager  desired Manager  actual Queen")
                .contains(" by " + OpenLdapServer.ADMIN)
                .contains(site.group("Sales"))
                .contains("2 listed");
        assertThat(isthmus.command("status").output()).contains("drift=2");
        assertThat(entry("anna").getAttributeValue("title")).isEqualTo("Queen");
        assertThat(sales()).doesNotContain("carl");
    }

    private void itIsPutBack() throws LDAPException {
        assertThat(isthmus.command("sync").exit()).isZero();
        assertThat(entry("anna").getAttributeValue("title")).isEqualTo("Manager");
        assertThat(sales()).contains("carl", "erik");
        assertThat(isthmus.command("report", "drift").output()).contains("the directory holds what was written");
        assertThat(isthmus.command("status").output()).contains("drift=0");
    }

    /** The provider drops four people at once, and goes on to hire. */
    private String aMassRemovalIsHeldWhileOrdinaryWorkGoesOn() throws LDAPException {
        // all are there before the first is looked at
        isthmus.admin("POST", "/api/v1/directory/pause", "");
        LEAVERS.forEach(name -> okta.expect(204, "DELETE", "/Users/" + ids.get(name), ""));
        isthmus.admin("POST", "/api/v1/directory/resume", "");
        settled();
        hire("newcomer", "");
        settled();
        assertThat(entry("newcomer")).isNotNull();
        for (String name : LEAVERS) {
            assertThat(locked(name)).as(name).isFalse();
        }
        assertThat(sales()).containsAll(LEAVERS);
        JsonNode run = run(held());
        assertThat(run.at("/verdict/limit").asText()).isEqualTo("disables");
        assertThat(run.at("/verdict/line").asText()).startsWith("4 of ").contains("at most 2 go without approval");
        assertThat(isthmus.command("status").output()).contains("held");
        assertThat(isthmus.command("sync").exit()).as("later runs refer to it").isIn(0, 3);
        assertThat(held()).isEqualTo(run.path("id").asText());
        return held();
    }

    private void turnedDownItIsNotDoneAgain(String held) throws LDAPException {
        IsthmusServer.Ran rejected = isthmus.command("reject", held);
        assertThat(rejected.output()).contains("run " + held + " rejected");
        assertThat(isthmus.admin("GET", "/api/v1/suppressions", "").findValuesAsText("resource"))
                .containsAll(LEAVERS.stream().map(ids::get).toList());
        assertThat(isthmus.command("sync").exit()).isZero();
        for (String name : LEAVERS) {
            assertThat(locked(name)).as(name).isFalse();
            okta.expect(404, "GET", "/Users/" + ids.get(name), "");
        }
        assertThat(sales()).containsAll(LEAVERS);
        assertThat(isthmus.command("plan").exit()).as("nothing is left to do").isZero();
        assertThat(isthmus.status().path("held").isNull()).isTrue();
    }

    private void approvedAllIsAppliedButForTheOneThatMoved(String held) throws LDAPException {
        approve(held);
        settled();
        assertThat(changes(held)).hasSize(4).allSatisfy((name, change) -> {
            boolean moved = name.equals("leaver2");
            assertThat(change.path("outcome").asText()).as(name).isEqualTo(moved ? "moved" : "applied");
            assertThat(change.path("detail").asText())
                    .as(name)
                    .contains(moved ? "was moved to uid=leaver2.married," : "");
        });
        assertThat(run(held).at("/changes/applied").asInt()).isEqualTo(3);
        for (String name : List.of("leaver0", "leaver1", "leaver3")) {
            assertThat(locked(name)).as(name).isTrue();
        }
        // who is disabled leaves the groups after that, and who moved is looked at anew: one account alone may be
        // disabled
        eventually(() -> {
            assertThat(locked("leaver2.married")).isTrue();
            assertThat(sales()).isEmpty();
        });
        assertThat(isthmus.status().path("held").isNull()).isTrue();
    }

    private void takenBackTheRestIsAsItWas(String held, Map<String, String> before) throws LDAPException {
        IsthmusServer.Ran shown = isthmus.command("undo", held);
        assertThat(shown.exit()).as(shown.output()).isEqualTo(2);
        assertThat(shown.output()).startsWith("everything can be brought back").contains(site.user("leaver0"));
        String json = isthmus.command("undo", held, "--json").output();
        String undo =
                IsthmusServer.json(json.substring(json.indexOf('{'))).path("id").asText();
        assertThat(changes(undo)).containsOnlyKeys("leaver0", "leaver1", "leaver3");
        approve(undo);
        settled();
        assertThat(isthmus.command("sync").exit()).isZero();
        Map<String, String> now = entries();
        for (String name : List.of("leaver0", "leaver1", "leaver3")) {
            assertThat(now.get(site.user(name))).isEqualTo(before.get(site.user(name)));
        }
        assertThat(sales()).containsExactlyInAnyOrder("leaver0", "leaver1", "leaver3");
        assertThat(isthmus.command("plan").exit()).as("nothing is left to do").isZero();
    }

    /** Of a run, by the name of the resource before the at sign. */
    private Map<String, JsonNode> changes(String run) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        OnSite.changes(isthmus, run(run))
                .forEach(change ->
                        changes.put(change.at("/resource/name").asText().split("@")[0], change));
        return changes;
    }

    private void start(String reconcile) {
        isthmus = IsthmusServer.in(
                        home,
                        Setup.settings(site.url(), reconcile) + LIMITS,
                        Setup.mapping(),
                        Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
        okta = Provider.of(isthmus, "okta");
    }

    private void restart(String reconcile) throws IOException {
        isthmus.stop();
        Files.writeString(home.resolve("config/application.yaml"), Setup.settings(site.url(), reconcile) + LIMITS);
        isthmus.start();
    }

    private void hireLeavers() {
        List<String> members = new ArrayList<>();
        for (String name : LEAVERS) {
            hire(name, ",\"externalId\":\"" + name + "\"");
            members.add(ids.get(name));
        }
        if (ids.containsKey("Sales")) {
            okta.expect(204, "PATCH", "/Groups/" + ids.get("Sales"), Provider.add(members));
        } else {
            ids.put("Sales", okta.group("Sales", members));
        }
        settled();
    }

    private void hire(String name, String more) {
        ids.put(name, okta.user(name, more));
    }

    private void approve(String run) {
        String hash = run(run).path("hash").asText();
        IsthmusServer.Ran approved = isthmus.command("approve", run, "--hash", hash);
        assertThat(approved.exit()).as(approved.output()).isZero();
    }

    private String held() {
        return isthmus.status().at("/held/run").asText();
    }

    private JsonNode run(String id) {
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    /** How the held run shows somebody. */
    private JsonNode shown(String name, String situation) {
        return OnSite.changes(isthmus, run(held())).stream()
                .filter(change -> change.at("/resource/name").asText().startsWith(name))
                .filter(change -> change.path("situation").asText().equals(situation))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not shown as " + situation));
    }

    private void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    private Entry entry(String name) throws LDAPException {
        return site.admin().getEntry(site.user(name));
    }

    private boolean locked(String name) throws LDAPException {
        return site.admin().getEntry(site.user(name), LOCK).hasAttribute(LOCK);
    }

    /** Who is in the group, by the value of their RDN. */
    private Set<String> sales() throws LDAPException {
        Set<String> members = new TreeSet<>();
        for (String dn : site.admin().getEntry(site.group("Sales")).getAttributeValues("member")) {
            members.add(dn.substring(dn.indexOf('=') + 1, dn.indexOf(',')));
        }
        members.remove("nobody");
        return members;
    }

    /** All people and groups as they stand, the lock included. */
    private Map<String, String> entries() throws LDAPException {
        Map<String, String> all = new LinkedHashMap<>();
        site.admin()
                .search(
                        "dc=example,dc=com",
                        SearchScope.SUB,
                        "(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))",
                        "*",
                        LOCK)
                .getSearchEntries()
                .forEach(entry -> all.put(entry.getDN(), entry.toLDIFString()));
        return all;
    }
}

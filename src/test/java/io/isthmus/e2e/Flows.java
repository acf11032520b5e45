package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an identity provider pushes about users, groups, roles and references arrives in a real directory, exactly and truthfully. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Flows {
    @TempDir
    static Path home;

    private Site site;
    private IsthmusServer isthmus;
    private Provider okta;
    private Provider entra;

    abstract Site open();

    @BeforeAll
    void start() {
        site = open();
        isthmus = site.isthmus(home, "auto-sync: true, self-heal: true, accept-first-plan: true")
                .start();
        okta = Provider.of(isthmus, "okta");
        entra = Provider.of(isthmus, "entra");
    }

    @AfterAll
    void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    void aGroupArrivesWithItsMembersAndFollowsThem() throws Exception {
        String ann = okta.user("ann.flow", "");
        String bob = okta.user("bob.flow", "");
        String id = okta.group("Flow Sales", List.of(ann));
        settled();
        assertThat(members("Flow Sales")).isEqualTo(dns("ann.flow"));
        okta.expect(204, "PATCH", "/Groups/" + id, Provider.add(List.of(bob)));
        settled();
        assertThat(members("Flow Sales")).isEqualTo(dns("ann.flow", "bob.flow"));
        okta.expect(200, "PATCH", "/Users/" + ann, Setup.replace("userName", "\"ann.lee.flow@acme.test\""));
        settled();
        assertThat(members("Flow Sales")).isEqualTo(dns("ann.lee.flow", "bob.flow"));
        okta.expect(204, "PATCH", "/Groups/" + id, Setup.replace("displayName", "\"Flow Vendors\""));
        settled();
        assertThat(entry(site.group("Flow Sales"))).isNull();
        assertThat(members("Flow Vendors")).isEqualTo(dns("ann.lee.flow", "bob.flow"));
        okta.expect(204, "DELETE", "/Groups/" + id, "");
        settled();
        assertThat(members("Flow Vendors")).isEmpty();
        assertIdle();
    }

    @Test
    void theLastMemberGoesAndTheGroupStays() throws Exception {
        String id = okta.group("Last", List.of(okta.user("last", "")));
        settled();
        okta.expect(204, "PATCH", "/Groups/" + id, remove("last"));
        String member = okta.membersOf(id).get(0);
        okta.expect(204, "PATCH", "/Groups/" + id, remove(member));
        settled();
        assertThat(members("Last")).isEmpty();
        assertThat(entry(site.group("Last"))).isNotNull();
        assertThat(okta.membersOf(id)).isEmpty();
        assertIdle();
    }

    @Test
    void twoOfWhomOneIsThereOrAbsentAlready() throws Exception {
        String one = okta.user("half.one", "");
        String two = okta.user("half.two", "");
        String id = okta.group("Half", List.of(one));
        settled();
        okta.expect(204, "PATCH", "/Groups/" + id, Provider.add(List.of(one, two)));
        settled();
        assertThat(members("Half")).isEqualTo(dns("half.one", "half.two"));
        // somebody took one out by hand, and the identity provider takes out both
        site.admin()
                .modify(site.group("Half"), new Modification(ModificationType.DELETE, "member", site.user("half.one")));
        okta.expect(
                204,
                "PATCH",
                "/Groups/" + id,
                Provider.patch("{\"op\":\"remove\",\"path\":\"members\",\"value\":"
                        + Provider.members(List.of(one, two)) + "}"));
        settled();
        assertThat(members("Half")).isEmpty();
        assertThat(okta.membersOf(id)).isEmpty();
        // and one in by hand, whom the identity provider puts in with another
        site.admin()
                .modify(site.group("Half"), new Modification(ModificationType.ADD, "member", site.user("half.two")));
        okta.expect(204, "PATCH", "/Groups/" + id, Provider.add(List.of(one, two)));
        settled();
        assertThat(members("Half")).isEqualTo(dns("half.one", "half.two"));
        assertIdle();
    }

    @Test
    void membersAreReplaced() throws Exception {
        String one = okta.user("rep.one", "");
        String two = okta.user("rep.two", "");
        String three = okta.user("rep.three", "");
        String id = okta.group("Replaced", List.of(one, two));
        settled();
        okta.expect(200, "PUT", "/Groups/" + id, Provider.groupBody("Replaced", List.of(two, three)));
        settled();
        assertThat(members("Replaced")).isEqualTo(dns("rep.two", "rep.three"));
        assertIdle();
    }

    @Test
    void aRoleGrantsAndIsWithdrawnAndOneThatIsNotHeldIsRemovedInVain() throws Exception {
        String stranger = site.makeUser("by.hand.admin");
        site.admin().modify(site.admins(), new Modification(ModificationType.ADD, "member", stranger));
        String id = okta.user("rolf", ",\"roles\":[{\"value\":\"Administrator\"}]");
        settled();
        assertThat(membersAt(site.admins())).contains(key(site.user("rolf")), key(stranger));
        assertThat(entry(site.user("rolf")).hasAttributeValue(site.granted(), "admin"))
                .isTrue();
        okta.expect(
                200,
                "PATCH",
                "/Users/" + id,
                Provider.patch("{\"op\":\"remove\",\"path\":\"roles[value eq \\\"auditor\\\"]\"}"));
        settled();
        assertThat(membersAt(site.admins())).contains(key(site.user("rolf")));
        okta.expect(200, "PATCH", "/Users/" + id, Provider.patch("{\"op\":\"remove\",\"path\":\"roles\"}"));
        settled();
        assertThat(membersAt(site.admins()))
                .doesNotContain(key(site.user("rolf")))
                .contains(key(stranger));
        assertThat(entry(site.user("rolf")).hasAttributeValue(site.granted(), "admin"))
                .isFalse();
        assertIdle();
    }

    @Test
    void aManagerIsNamedWhenThereIsOneAndFollowed() throws Exception {
        okta.user("report", enterprise("boss@acme.test"));
        settled();
        assertThat(entry(site.user("report")).getAttributeValue("manager")).isNull();
        String boss = okta.user("boss", "");
        settled();
        await(() -> entry(site.user("report")).getAttributeValue("manager"));
        assertThat(key(entry(site.user("report")).getAttributeValue("manager"))).isEqualTo(key(site.user("boss")));
        okta.expect(200, "PATCH", "/Users/" + boss, Setup.replace("displayName", "\"The Boss\""));
        okta.expect(200, "PATCH", "/Users/" + boss, Setup.replace("externalId", "\"B-1\""));
        settled();
        assertThat(key(entry(site.user("report")).getAttributeValue("manager"))).isEqualTo(key(site.user("boss")));
        assertIdle();
    }

    @Test
    void whoIsDeactivatedCannotBindAndWhoIsDeletedLeaves() throws Exception {
        String id = okta.user("leaver", "");
        String group = okta.group("Left", List.of(id));
        settled();
        site.password(site.user("leaver"), "Secret-12-x");
        assertThat(site.binds(site.user("leaver"), "Secret-12-x")).isTrue();
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "false"));
        settled();
        assertThat(site.binds(site.user("leaver"), "Secret-12-x")).isFalse();
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "true"));
        settled();
        assertThat(site.binds(site.user("leaver"), "Secret-12-x")).isTrue();
        assertThat(members("Left")).isEqualTo(dns("leaver"));
        okta.expect(204, "DELETE", "/Users/" + id, "");
        settled();
        assertThat(site.binds(site.user("leaver"), "Secret-12-x")).isFalse();
        assertThat(members("Left")).isEmpty();
        assertThat(okta.membersOf(group)).isEmpty();
        assertIdle();
    }

    @Test
    void twoUsersSwapTheirNamesAndTheirGroupsFollow() throws Exception {
        String one = okta.user("swap.one", "");
        String two = okta.user("swap.two", "");
        okta.group("Swapped", List.of(one));
        settled();
        String uuid = anchor("swap.one");
        okta.expect(200, "PATCH", "/Users/" + one, Setup.replace("userName", "\"swap.tmp@acme.test\""));
        okta.expect(200, "PATCH", "/Users/" + two, Setup.replace("userName", "\"swap.one@acme.test\""));
        okta.expect(200, "PATCH", "/Users/" + one, Setup.replace("userName", "\"swap.two@acme.test\""));
        settled();
        assertThat(anchor("swap.two")).isEqualTo(uuid);
        assertThat(members("Swapped")).isEqualTo(dns("swap.two"));
        assertIdle();
    }

    @Test
    void namesOfGroupsArriveAsTheyAre() throws Exception {
        String id = okta.user("odd", "");
        List<String> names = site.oddNames();
        for (String name : names) {
            okta.group(name, List.of(id));
        }
        settled();
        String parent = site.group("x").substring(site.group("x").indexOf(',') + 1);
        for (String name : names) {
            String plain = name.replace("\\\"", "\"");
            DN dn = new DN(new com.unboundid.ldap.sdk.RDN("cn", plain), new DN(parent));
            assertThat(membersAt(dn.toString())).as(name).isEqualTo(dns("odd"));
        }
        assertIdle();
    }

    @Test
    void anAdoptedGroupKeepsItsForeignMembers() throws Exception {
        String stranger = site.makeUser("stranger.in.group");
        site.makeGroup("Adopted", stranger);
        String id = okta.user("joins", "");
        String group = okta.group("Adopted", List.of(id));
        settled();
        approveWhatIsAsked();
        assertThat(members("Adopted")).isEqualTo(dns("joins", "stranger.in.group"));
        okta.expect(204, "PATCH", "/Groups/" + group, remove(id));
        settled();
        assertThat(members("Adopted")).isEqualTo(dns("stranger.in.group"));
        assertIdle();
    }

    @Test
    void twoSourcesWithAGroupOfOneName() throws Exception {
        String one = okta.user("of.okta", "");
        String two = entra.user("of.entra", "");
        okta.group("Shared Name", List.of(one));
        settled();
        entra.group("Shared Name", List.of(two));
        settled();
        assertThat(members("Shared Name")).isEqualTo(dns("of.okta"));
        assertThat(sync().path("counts").path("link_conflict").asInt()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aGroupDeletedByHandIsMadeAgain() throws Exception {
        String id = okta.user("phoenix", "");
        okta.group("Ashes", List.of(id));
        settled();
        site.admin().delete(site.group("Ashes"));
        sync();
        assertThat(members("Ashes")).isEqualTo(dns("phoenix"));
        site.admin()
                .modify(
                        site.group("Ashes"),
                        new Modification(ModificationType.ADD, "member", site.makeUser("by.hand.ashes")));
        sync();
        assertThat(members("Ashes")).isEqualTo(dns("phoenix"));
        assertIdle();
    }

    private static String remove(String member) {
        return Provider.patch("{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + member + "\\\"]\"}");
    }

    private static String enterprise(String manager) {
        return ",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":{\"value\":\"" + manager
                + "\"}}";
    }

    private void approveWhatIsAsked() {
        JsonNode plan = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"plan\"}");
        String id = plan.path("id").asText();
        JsonNode planned = isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=30s", "");
        isthmus.admin(
                "POST",
                "/api/v1/runs/" + id + "/approve",
                "{\"hash\":\"" + planned.path("hash").asText() + "\"}");
        JsonNode done = isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=30s", "");
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        settled();
    }

    /** A second plan is empty: no change of it is written, nor would be. */
    private void assertIdle() {
        sync();
        JsonNode again = sync();
        assertThat(again.path("changes").path("applied").asInt())
                .as(again.toString())
                .isZero();
        assertThat(again.path("changes").path("failed").asInt())
                .as(again.toString())
                .isZero();
    }

    private JsonNode sync() {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    private void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private Set<String> members(String group) throws LDAPException {
        return membersAt(site.group(group));
    }

    /** Normalised, without the placeholder. */
    private Set<String> membersAt(String dn) throws LDAPException {
        Entry entry = site.admin().getEntry(dn, "member");
        Set<String> members = new TreeSet<>();
        List<String> values = new ArrayList<>();
        if (entry != null && entry.hasAttribute("member")) {
            values.addAll(List.of(entry.getAttributeValues("member")));
        }
        for (String value : values) {
            members.add(key(value));
        }
        for (String nobody : site.placeholders()) {
            members.remove(key(nobody));
        }
        return members;
    }

    private Set<String> dns(String... users) throws LDAPException {
        Set<String> dns = new TreeSet<>();
        for (String user : users) {
            dns.add(key(site.user(user)));
        }
        return dns;
    }

    private static String key(String dn) throws LDAPException {
        return DN.normalize(dn);
    }

    private Entry entry(String dn) throws LDAPException {
        return site.admin().getEntry(dn);
    }

    private String anchor(String user) throws LDAPException {
        Entry entry = site.admin().getEntry(site.user(user), "entryUUID", "nsUniqueId", "objectGUID");
        return java.util.Base64.getEncoder()
                .encodeToString(entry.getAttributes().iterator().next().getValueByteArray());
    }

    private static <T> T await(Callable<T> what) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(what, found -> found != null);
    }
}

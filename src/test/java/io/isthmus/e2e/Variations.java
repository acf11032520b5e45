package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shipped mappings leave out or off, on a real directory: imports, passwords, leaving groups, a role's group that is pushed. */
abstract class Variations extends OnSite {
    private static final String MARK = "urn:isthmus:params:scim:schemas:extension:import:1.0";
    private static final String FIRST = "First-Secret-12-x";
    private static final String SECOND = "Second-Secret-34-y";

    private Provider hr;

    @Override
    IsthmusServer product() {
        return site.isthmus(
                home,
                "auto-sync: true, self-heal: true, accept-first-plan: true",
                settings -> settings.replace("okta: {}", "okta: { password: pass }\n    hr: { import: true }"),
                site::varied);
    }

    @Override
    void prepare() throws Exception {
        for (String name : List.of("imp.read", "imp.post", "imp.put", "imp.patch", "imp.gone", "imp.one", "imp.two")) {
            site.makeUser(name, "N-" + name);
        }
        site.makeGroup("Imported Team", site.user("imp.one"));
        site.admin()
                .modify(
                        site.group("Imported Team"),
                        new Modification(ModificationType.ADD, "member", site.user("imp.two"), site.service()));
        site.makeGroup("Read Team", site.user("imp.read"));
        site.admin()
                .modify(
                        site.group("Read Team"),
                        new Modification(ModificationType.ADD, "member", site.user("imp.one"), site.service()));
        hr = Provider.of(isthmus, "hr");
        sync();
    }

    @Test
    void whatStandsInTheDirectoryIsReadable() {
        JsonNode user = imported("imp.read");
        assertThat(user.path(MARK).path("provisioned").asBoolean(true)).isFalse();
        assertThat(user.path("externalId").asText()).isEqualTo("N-imp.read");
        JsonNode group = hr.find("/Groups", "displayName eq \"Read Team\"", "").at("/Resources/0");
        List<String> members = new ArrayList<>();
        group.path("members").forEach(member -> members.add(member.path("value").asText()));
        assertThat(members)
                .containsExactlyInAnyOrder(
                        imported("imp.read").path("id").asText(),
                        imported("imp.one").path("id").asText());
        assertThat(okta.find("/Users", "userName eq \"imp.read@acme.test\"", "")
                        .path("totalResults")
                        .asInt())
                .isZero();
    }

    @Test
    void aPostOfAnImportKeepsItsIdAndAdoptsIt() throws Exception {
        String id = imported("imp.post").path("id").asText();
        String anchor = anchor("imp.post");
        assertThat(hr.user("imp.post", ",\"externalId\":\"N-imp.post\",\"title\":\"Posted\""))
                .isEqualTo(id);
        settled();
        assertThat(entry(site.user("imp.post")).getAttributeValue("title")).isEqualTo("Posted");
        assertThat(anchor("imp.post")).isEqualTo(anchor);
        assertIdle();
    }

    @Test
    void aPutAndAPatchAdoptToo() throws Exception {
        String put = imported("imp.put").path("id").asText();
        hr.expect(
                200, "PUT", "/Users/" + put, Setup.user("imp.put", ",\"externalId\":\"N-imp.put\",\"title\":\"Put\""));
        String patched = imported("imp.patch").path("id").asText();
        hr.expect(200, "PATCH", "/Users/" + patched, Setup.replace("title", "\"Patched\""));
        settled();
        assertThat(entry(site.user("imp.put")).getAttributeValue("title")).isEqualTo("Put");
        assertThat(entry(site.user("imp.patch")).getAttributeValue("title")).isEqualTo("Patched");
        assertIdle();
    }

    @Test
    void aDeletionLeavesTheEntryAlone() throws Exception {
        site.password(site.user("imp.gone"), FIRST);
        boolean opened = site.binds(site.user("imp.gone"), FIRST);
        hr.expect(204, "DELETE", "/Users/" + imported("imp.gone").path("id").asText(), "");
        settled();
        sync();
        assertThat(entry(site.user("imp.gone"))).isNotNull();
        assertThat(site.binds(site.user("imp.gone"), FIRST)).isEqualTo(opened);
        assertThat(hr.find("/Users", "userName eq \"imp.gone@acme.test\"", "")
                        .path("totalResults")
                        .asInt())
                .isZero();
    }

    @Test
    void ofAnAdoptedGroupTheListedMembersGoAndTheForeignStay() throws Exception {
        JsonNode group =
                hr.find("/Groups", "displayName eq \"Imported Team\"", "").at("/Resources/0");
        String one = imported("imp.one").path("id").asText();
        hr.expect(
                200, "PUT", "/Groups/" + group.path("id").asText(), Provider.groupBody("Imported Team", List.of(one)));
        settled();
        approveWhatIsAsked();
        assertThat(members("Imported Team")).containsExactlyInAnyOrder(key(site.user("imp.one")), key(site.service()));
        assertThat(hr.membersOf(group.path("id").asText())).containsExactly(one);
        assertIdle();
    }

    @Test
    void aPasswordReachesABindAndStandsNowhereElse() throws Exception {
        String id = okta.user("pass", ",\"password\":\"" + FIRST + "\"");
        settled();
        assertThat(site.binds(site.user("pass"), FIRST)).isTrue();
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("password", "\"" + SECOND + "\""));
        settled();
        await(() -> site.binds(site.user("pass"), SECOND) ? true : null);
        assertThat(site.binds(site.user("pass"), FIRST)).isEqualTo(site.oldPasswordsStillBind());
        assertThat(okta.get("/Users/" + id).has("password")).isFalse();
        StringBuilder told = new StringBuilder(isthmus.log());
        told.append(isthmus.admin("GET", "/api/v1/journal?limit=1000", ""));
        told.append(isthmus.admin("GET", "/api/v1/audit?limit=1000", ""));
        for (JsonNode run : isthmus.admin("GET", "/api/v1/runs?limit=1000", "").path("items")) {
            for (String type : List.of("application/json", "text/ldif", "text/csv")) {
                told.append(isthmus.text("/api/v1/runs/" + run.path("id").asText() + "/changes", type));
            }
        }
        assertThat(told.toString()).contains("pass@acme.test").doesNotContain(FIRST, SECOND);
        assertIdle();
    }

    @Test
    void whoIsInactiveLeavesTheGroupsThatWePutThemIntoAndComesBack() throws Exception {
        String id = okta.user("away", "");
        String stays = okta.user("stays.here", "");
        okta.group("Away Team", List.of(id, stays));
        settled();
        site.makeGroup("Foreign Away", site.user("away"));
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "false"));
        settled();
        assertThat(members("Away Team")).isEqualTo(dns("stays.here"));
        assertThat(members("Foreign Away")).isEqualTo(dns("away"));
        assertThat(newestChange(id).path("detail").asText())
                .contains("stays in 1 group that others have put it into")
                .contains("Foreign Away");
        okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("active", "true"));
        settled();
        assertThat(members("Away Team")).isEqualTo(dns("stays.here", "away"));
        assertIdle();
    }

    @Test
    void aRolesGroupThatIsPushedHoldsBothAndAMembershipGoesWithItsLastClaim() throws Exception {
        String both = okta.user("both", ",\"roles\":[{\"value\":\"shared\"}]");
        String role = okta.user("role.only", ",\"roles\":[{\"value\":\"shared\"}]");
        String pushed = okta.user("pushed.only", "");
        String id = okta.group("Shared", List.of(both, pushed));
        settled();
        sync();
        assertThat(members("Shared")).isEqualTo(dns("both", "role.only", "pushed.only"));
        okta.expect(204, "PATCH", "/Groups/" + id, remove(both));
        settled();
        assertThat(members("Shared")).isEqualTo(dns("both", "role.only", "pushed.only"));
        okta.expect(200, "PATCH", "/Users/" + both, Provider.patch("{\"op\":\"remove\",\"path\":\"roles\"}"));
        okta.expect(200, "PATCH", "/Users/" + role, Provider.patch("{\"op\":\"remove\",\"path\":\"roles\"}"));
        settled();
        assertThat(members("Shared")).isEqualTo(dns("pushed.only"));
        assertThat(okta.membersOf(id)).containsExactly(pushed);
        assertIdle();
    }

    private JsonNode imported(String name) {
        JsonNode found = hr.find("/Users", "userName eq \"" + name + "@acme.test\"", "");
        assertThat(found.path("totalResults").asInt()).as(name + ": " + found).isEqualTo(1);
        return found.at("/Resources/0");
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an identity provider pushes about users, groups, roles and references arrives in a real directory, exactly and truthfully. */
abstract class Flows extends OnSite {
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
        String id = okta.group("Last One", List.of(okta.user("last", "")));
        settled();
        okta.expect(204, "PATCH", "/Groups/" + id, remove("last"));
        String member = okta.membersOf(id).get(0);
        okta.expect(204, "PATCH", "/Groups/" + id, remove(member));
        settled();
        assertThat(members("Last One")).isEmpty();
        assertThat(entry(site.group("Last One"))).isNotNull();
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
    void aManagerWhoIsRenamedIsFollowedAndOneWhoGoesIsNamedNoMore() throws Exception {
        String boss = okta.user("chief", "");
        String id = okta.user("reports", enterprise(boss));
        settled();
        assertThat(key(await(() -> entry(site.user("reports")).getAttributeValue("manager"))))
                .isEqualTo(key(site.user("chief")));
        okta.expect(200, "PATCH", "/Users/" + boss, Setup.replace("userName", "\"big.chief@acme.test\""));
        settled();
        assertThat(key(entry(site.user("reports")).getAttributeValue("manager")))
                .isEqualTo(key(site.user("big.chief")));
        okta.expect(200, "PUT", "/Users/" + id, Setup.user("reports", ""));
        settled();
        assertThat(entry(site.user("reports")).hasAttribute("manager")).isFalse();
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
        // whatever else no two may have goes with it
        for (String name : List.of("uid", "sAMAccountName", "userPrincipalName")) {
            for (String user : List.of("swap.one", "swap.two")) {
                Optional.ofNullable(entry(site.user(user)).getAttributeValue(name))
                        .ifPresent(value -> assertThat(value).as(name).startsWith(user));
            }
        }
        assertThat(members("Swapped")).isEqualTo(dns("swap.two"));
        assertIdle();
    }

    @Test
    void namesOfGroupsArriveAsTheyAre() throws Exception {
        String id = okta.user("odd", "");
        List<String> names = site.oddNames();
        for (String name : names) {
            okta.group(escaped(name), List.of(id));
        }
        settled();
        for (String name : names) {
            String dn = named("cn", name, site.group("x"));
            assertThat(membersAt(dn)).as(name).isEqualTo(dns("odd"));
        }
        assertIdle();
    }

    @Test
    void namesOfUsersArriveAsTheyAre() throws Exception {
        List<String> names = site.oddUsers();
        List<String> ids = new ArrayList<>();
        for (String name : names) {
            String body = "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\""
                    + escaped(name) + "@acme.test\",\"name\":{\"familyName\":\"Odd\"},\"active\":true}";
            ids.add(okta.expect(201, "POST", "/Users", body).path("id").asText());
        }
        okta.group("Odd Users", ids);
        settled();
        String rdn = new DN(site.user("x")).getRDN().getAttributeNames()[0];
        Set<String> dns = new TreeSet<>();
        for (String name : names) {
            String dn = named(rdn, name, site.user("x"));
            assertThat(entry(dn)).as(name).isNotNull();
            dns.add(key(dn));
        }
        assertThat(members("Odd Users")).isEqualTo(dns);
        assertIdle();
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String named(String attribute, String name, String beside) throws LDAPException {
        return new DN(new RDN(attribute, name), new DN(beside).getParent()).toString();
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

    /** Servers that keep references whole rename a member in its groups, at once or a moment later; a merged group keeps strangers. */
    @Test
    void whoIsRenamedAndLeavesAtOnceIsLeftInNoGroup() throws Exception {
        String stranger = site.makeUser("stranger.beside");
        site.makeGroup("Left Renamed", stranger);
        List<String> leavers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            leavers.add(okta.user("left.renamed" + i, ""));
        }
        String stays = okta.user("stays.renamed", "");
        List<String> all = new ArrayList<>(leavers);
        all.add(stays);
        String group = okta.group("Left Renamed", all);
        settled();
        approveWhatIsAsked();
        assertThat(members("Left Renamed")).hasSize(10);
        isthmus.admin("POST", "/api/v1/directory/pause", "");
        for (String id : all) {
            String name = "x" + all.indexOf(id) + ".renamed";
            okta.expect(200, "PATCH", "/Users/" + id, Setup.replace("userName", "\"" + name + "@acme.test\""));
        }
        okta.expect(
                204,
                "PATCH",
                "/Groups/" + group,
                Provider.patch("{\"op\":\"remove\",\"path\":\"members\",\"value\":" + Provider.members(leavers) + "}"));
        isthmus.admin("POST", "/api/v1/directory/resume", "");
        settled();
        assertThat(entry(site.user("x0.renamed"))).isNotNull();
        assertThat(okta.membersOf(group)).containsExactly(stays);
        assertThat(members("Left Renamed")).isEqualTo(dns("x8.renamed", "stranger.beside"));
        sync();
        assertThat(members("Left Renamed")).isEqualTo(dns("x8.renamed", "stranger.beside"));
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
        // two sources want one entry: that is a person's to decide (rule 2)
        JsonNode counts = sync().path("counts");
        assertThat(counts.path("disputed").asInt()).as(counts.toString()).isGreaterThanOrEqualTo(1);
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

    @Test
    void aGroupIsNestedInAnotherAndARingIsLeftOutAndTold() throws Exception {
        String one = okta.user("nested", "");
        String inner = okta.group("Inner", List.of(one));
        String outer = okta.group("Outer", List.of(inner));
        settled();
        assertThat(members("Outer")).containsExactly(key(site.group("Inner")));
        okta.expect(204, "PATCH", "/Groups/" + inner, Provider.add(List.of(outer)));
        settled();
        assertThat(members("Inner")).isEqualTo(dns("nested"));
        JsonNode ring = newestChange(inner);
        assertThat(ring.path("outcome").asText()).as(ring.toString()).isEqualTo("invalid");
        assertThat(ring.path("detail").asText()).contains("a member of itself");
        assertThat(okta.membersOf(inner)).containsExactlyInAnyOrder(one, outer);
        okta.expect(204, "PATCH", "/Groups/" + inner, Setup.replace("displayName", "\"Inside\""));
        settled();
        assertThat(members("Outer")).containsExactly(key(site.group("Inside")));
        okta.expect(204, "PATCH", "/Groups/" + outer, remove(inner));
        settled();
        sync();
        assertThat(members("Outer")).isEmpty();
        assertThat(members("Inside")).containsExactlyInAnyOrder(key(site.user("nested")), key(site.group("Outer")));
        assertIdle();
    }

    @Test
    void theShippedMappingFitsItsServer() {
        IsthmusServer.Ran check = isthmus.command("mapping", "check", "--directory");
        assertThat(check.exit()).as(check.output()).isZero();
    }
}

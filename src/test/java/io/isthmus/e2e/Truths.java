package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where a provisioning product is tempted to lie: what SCIM answers, what the directory holds and what the run reports agree. */
abstract class Truths extends OnSite {
    @Test
    void aRemovalThatTheServerRefusesIsToldAndStandsUntilItCanBeMade() throws Exception {
        String one = okta.user("kept.in", "");
        settled();
        site.makeGroup("denied-group", site.user("kept.in"));
        String id = okta.group("denied-group", List.of(one));
        settled();
        approveWhatIsAsked();
        sync();
        site.deny(site.group("denied-group"));
        okta.expect(200, "PUT", "/Groups/" + id, Provider.groupBody("denied-group", List.of()));
        JsonNode run = sync();
        assertThat(members("denied-group")).isEqualTo(dns("kept.in"));
        assertThat(okta.membersOf(id)).isEmpty();
        JsonNode change = newestChange(id);
        assertThat(change.path("outcome").asText()).as(change.toString()).isEqualTo("denied");
        assertThat(change.path("detail").asText()).containsIgnoringCase("insufficient access");
        assertThat(run.at("/changes/refused").asInt()).isPositive();
        assertThat(isthmus.status().at("/journal/pending").asInt()).isPositive();
        // as long as it is denied it is tried again, so that the tests after this one cannot wait for an empty queue
        okta.expect(200, "PUT", "/Groups/" + id, Provider.groupBody("denied-group", List.of(one)));
        settled();
    }

    @Test
    void whoIsDeletedByHandBetweenPlanAndApplyIsToldAndNotWritten() throws Exception {
        String moves = okta.user("gone.meanwhile", ",\"title\":\"Before\"");
        String group = okta.group("Gone Meanwhile", List.of(moves));
        settled();
        site.admin()
                .modify(site.user("gone.meanwhile"), new Modification(ModificationType.REPLACE, "title", "By hand"));
        site.admin()
                .modify(
                        site.group("Gone Meanwhile"),
                        new Modification(ModificationType.ADD, "member", site.makeUser("by.hand.meanwhile")));
        JsonNode plan = run("plan");
        assertThat(told(plan, "gone.meanwhile").path("outcome").asText()).isEqualTo("planned");
        site.admin().delete(site.user("gone.meanwhile"));
        site.admin().delete(site.group("Gone Meanwhile"));
        JsonNode done = approve(plan);
        assertThat(told(done, "gone.meanwhile").path("outcome").asText()).isNotIn("applied", "converged");
        assertThat(told(done, "Gone Meanwhile").path("outcome").asText()).isNotIn("applied", "converged");
        sync();
        assertThat(entry(site.user("gone.meanwhile")).getAttributeValue("title"))
                .isEqualTo("Before");
        assertThat(members("Gone Meanwhile")).isEqualTo(dns("gone.meanwhile"));
        assertThat(okta.membersOf(group)).containsExactly(moves);
        assertIdle();
    }

    @Test
    void aMemberWhoseEntryIsMissingIsThereWithItsEntry() throws Exception {
        String missing = okta.user("missing", "");
        String there = okta.user("not.missing", "");
        String group = okta.group("Half There", List.of(there));
        settled();
        site.admin().delete(site.user("missing"));
        okta.expect(204, "PATCH", "/Groups/" + group, Provider.add(List.of(missing)));
        settled();
        sync();
        sync();
        assertThat(entry(site.user("missing"))).isNotNull();
        assertThat(members("Half There")).isEqualTo(dns("missing", "not.missing"));
        assertIdle();
    }

    @Test
    void aNameThatAForeignEntryHasIsAskedForAndTheEntryIsLeftAlone() throws Exception {
        site.makeUser("taken.name");
        String anchor = anchor("taken.name");
        String id = okta.user("taken.name", ",\"title\":\"Not yours\"");
        settled();
        JsonNode run = sync();
        assertThat(entry(site.user("taken.name")).hasAttribute("title")).isFalse();
        assertThat(anchor("taken.name")).isEqualTo(anchor);
        assertThat(run.at("/counts/adoptable").asInt()).isPositive();
        JsonNode change = told(run, "taken.name");
        assertThat(change.path("outcome").asText()).isEqualTo("held");
        assertThat(change.path("situation").asText()).isEqualTo("adoptable");
        assertThat(okta.get("/Users/" + id).path("title").asText()).isEqualTo("Not yours");
    }

    @Test
    void aGroupWhoseNameIsTakenIsToldAndWhatHasTheNameIsLeftAlone() throws Exception {
        String id = okta.user("of.obstacle", "");
        settled();
        site.makeObstacle("Obstacle");
        String group = okta.group("Obstacle", List.of(id));
        settled();
        assertThat(sync().at("/counts/disputed").asInt()).isPositive();
        assertThat(entry(site.group("Obstacle")).hasAttribute("member")).isFalse();
        assertThat(okta.membersOf(group)).containsExactly(id);
        site.admin().delete(site.group("Obstacle"));
        okta.expect(204, "PATCH", "/Groups/" + group, Provider.add(List.of(id)));
        okta.expect(204, "PATCH", "/Groups/" + group, Setup.replace("externalId", "\"again\""));
        settled();
        sync();
        assertThat(members("Obstacle")).isEqualTo(dns("of.obstacle"));
        assertIdle();
    }

    @Test
    void aValueThatTheServerDoesNotTakeIsToldOfThatUserAloneAndNothingElseWaits() throws Exception {
        Site.Refused refused = site.refused();
        String bad = okta.user("refused.value", refused.more());
        String good = okta.user("no.refused.value", "");
        settled();
        assertThat(entry(site.user("no.refused.value"))).isNotNull();
        assertThat(entry(site.user("refused.value"))).isNull();
        JsonNode change = newestChange(bad);
        assertThat(change.path("outcome").asText()).as(change.toString()).isEqualTo("invalid");
        assertThat(change.path("detail").asText()).containsIgnoringCase(refused.attribute());
        okta.expect(200, "PUT", "/Users/" + bad, Setup.user("refused.value", ""));
        settled();
        assertThat(entry(site.user("refused.value"))).isNotNull();
        // and one that comes later keeps what was there
        okta.expect(200, "PUT", "/Users/" + good, Setup.user("no.refused.value", refused.more()));
        settled();
        assertThat(newestChange(good).path("outcome").asText()).isEqualTo("invalid");
        assertThat(entry(site.user("no.refused.value")).hasAttribute(refused.attribute()))
                .isFalse();
        okta.expect(200, "PUT", "/Users/" + good, Setup.user("no.refused.value", ""));
        settled();
        assertIdle();
    }

    @Test
    void aNameOverTheServersLimitIsToldAndNobodyElseWaits() throws Exception {
        String id = okta.user("l".repeat(600), "");
        String other = okta.user("short.enough", "");
        settled();
        assertThat(entry(site.user("short.enough"))).isNotNull();
        JsonNode change = newestChange(id);
        if (entry(site.user("l".repeat(600))) == null) {
            assertThat(change.path("outcome").asText()).as(change.toString()).isIn("invalid", "failed");
            assertThat(change.path("detail").asText()).isNotBlank();
        } else {
            assertThat(change.path("outcome").asText()).isEqualTo("applied");
        }
        okta.expect(200, "GET", "/Users/" + other, "");
        okta.expect(204, "DELETE", "/Users/" + id, "");
        settled();
    }

    @Test
    void aClassThatTheSchemaDoesNotHaveIsToldByTheCheckAndByARun() throws Exception {
        try (IsthmusServer other = site.isthmus(
                home.resolve("no-class"),
                "accept-first-plan: true",
                UnaryOperator.identity(),
                mapping -> mapping.replaceFirst("object-classes: \\[(\\w+)]", "object-classes: [$1, noSuchClass]"))) {
            IsthmusServer.Ran check = other.command("mapping", "check", "--directory");
            assertThat(check.exit()).as(check.output()).isEqualTo(1);
            assertThat(check.output()).contains("noSuchClass").containsPattern("mapping.yaml:\\d+");
            other.start();
            String id = Provider.of(other, "okta").user("no.class", "");
            JsonNode run = run(other, "sync");
            List<JsonNode> changes = changes(other, run);
            assertThat(changes).as(changes.toString()).hasSize(1);
            assertThat(changes.get(0).at("/resource/id").asText()).isEqualTo(id);
            assertThat(changes.get(0).path("outcome").asText()).isEqualTo("invalid");
            assertThat(changes.get(0).path("detail").asText()).isNotBlank();
            assertThat(entry(site.user("no.class"))).isNull();
        }
    }

    /** Whoever is created first, and nothing is left to do afterwards; where nobody can be first, the plan says what follows. */
    @Test
    void aFirstPlanHasTheReferencesToWhoIsCreatedWithIt() throws Exception {
        try (IsthmusServer other =
                site.isthmus(home.resolve("first-plan"), "auto-sync: false").start()) {
            Provider provider = Provider.of(other, "okta");
            String boss = provider.user("first.boss", "");
            String report = provider.user("a.report", enterprise(boss));
            String own = provider.user("first.own", enterprise("first.own@acme.test"));
            JsonNode plan = run(other, "plan");
            assertThat(plan.at("/changes/planned").asInt()).as(plan.toString()).isEqualTo(3);
            assertThat(changes(other, plan))
                    .filteredOn(change -> change.at("/resource/id").asText().equals(own))
                    .allSatisfy(change -> assertThat(change.path("detail").asText())
                            .contains("manager=first.own@acme.test follows as soon as this plan has created ")
                            .containsIgnoringCase(site.user("first.own")))
                    .hasSize(1);
            assertThat(changes(other, plan))
                    .filteredOn(change -> change.at("/resource/id").asText().equals(report))
                    .allSatisfy(
                            change -> assertThat(change.path("modifications").toString())
                                    .containsIgnoringCase("{\"attribute\":\"manager\",\"delete\":[],\"add\":[\""
                                            + site.user("first.boss")))
                    .hasSize(1);
            String path = "/api/v1/runs/" + plan.path("id").asText();
            other.admin(
                    "POST",
                    path + "/approve",
                    "{\"hash\":\"" + plan.path("hash").asText() + "\"}");
            JsonNode done = other.admin("GET", path + "?wait=60s", "");
            assertThat(done.at("/changes/applied").asInt()).as(done.toString()).isEqualTo(3);
            assertThat(done.at("/changes/held").asInt()).isZero();
            assertThat(key(entry(site.user("a.report")).getAttributeValue("manager")))
                    .isEqualTo(key(site.user("first.boss")));
            JsonNode next = run(other, "sync");
            assertThat(next.at("/changes/applied").asInt()).as(next.toString()).isEqualTo(1);
            assertThat(key(entry(site.user("first.own")).getAttributeValue("manager")))
                    .isEqualTo(key(site.user("first.own")));
        }
    }

    /** The change of a run that is about a resource of this name, the newest where there are several. */
    JsonNode told(JsonNode run, String name) {
        List<JsonNode> about = changes(run).stream()
                .filter(change -> change.at("/resource/name").asText().startsWith(name))
                .toList();
        assertThat(about).as(name + " in " + changes(run)).isNotEmpty();
        return about.get(about.size() - 1);
    }
}

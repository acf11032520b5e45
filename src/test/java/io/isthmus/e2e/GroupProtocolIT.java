package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups over HTTP: members as rows, what changes a version and what does not, members that are not known yet, many members. */
class GroupProtocolIT {
    private static final int MANY = 20_000;

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static Provider okta;
    private static Provider entra;

    @BeforeAll
    static void start() {
        isthmus = Alone.start(home);
        okta = Provider.of(isthmus, "okta");
        entra = Provider.of(isthmus, "entra");
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void whatChangesNoMemberChangesNoVersion() {
        String ann = okta.user("version.ann", "");
        String bob = okta.user("version.bob", "");
        String group = okta.group("versions", List.of(ann));
        JsonNode before = okta.get("/Groups/" + group).path("meta");
        okta.expect(204, "PATCH", "/Groups/" + group, Provider.add(List.of(ann)));
        okta.expect(204, "PATCH", "/Groups/" + group, removal(bob));
        okta.expect(204, "PATCH", "/Groups/" + group, Provider.patch());
        okta.expect(200, "PUT", "/Groups/" + group, Provider.groupBody("versions", List.of(ann)));
        assertThat(okta.get("/Groups/" + group).path("meta")).isEqualTo(before);
        okta.expect(204, "PATCH", "/Groups/" + group, Provider.add(List.of(bob)));
        JsonNode after = okta.get("/Groups/" + group).path("meta");
        assertThat(after.path("version").asText()).isEqualTo("W/\"2\"");
        assertThat(after.path("lastModified").asText())
                .isGreaterThan(before.path("lastModified").asText());
        assertThat(after.path("created")).isEqualTo(before.path("created"));
        okta.expect(204, "PATCH", "/Groups/" + group, removal(bob));
        assertThat(okta.version("/Groups/" + group)).isEqualTo("W/\"3\"");
        assertThat(okta.membersOf(group)).containsExactly(ann);
    }

    @Test
    void aUserShowsItsGroupsAndTheyAreNoChangeOfIt() {
        String user = okta.user("groups.shown", "");
        JsonNode before = okta.get("/Users/" + user);
        assertThat(before.path("groups")).isEmpty();
        String first = okta.group("shown first", List.of(user));
        String second = okta.group("shown second", List.of());
        okta.expect(204, "PATCH", "/Groups/" + second, Provider.add(List.of(user)));
        JsonNode after = okta.get("/Users/" + user);
        assertThat(after.path("groups").findValuesAsText("value")).containsExactlyInAnyOrder(first, second);
        assertThat(after.path("groups").findValuesAsText("display"))
                .containsExactlyInAnyOrder("shown first", "shown second");
        assertThat(after.path("meta")).isEqualTo(before.path("meta"));
        okta.expect(200, "PUT", "/Users/" + user, Setup.user("groups.shown", ",\"groups\":[]"));
        assertThat(okta.membersOf(first)).containsExactly(user);
        okta.expect(204, "DELETE", "/Groups/" + first, "");
        assertThat(okta.get("/Users/" + user).path("groups").findValuesAsText("value"))
                .containsExactly(second);
    }

    @Test
    void aDeletedUserIsNoMemberAnyMore() {
        String stays = okta.user("deleted.stays", "");
        String goes = okta.user("deleted.goes", "");
        String group = okta.group("of the deleted", List.of(stays, goes));
        okta.expect(204, "DELETE", "/Users/" + goes, "");
        assertThat(okta.membersOf(group)).containsExactly(stays);
        assertThat(okta.find("/Groups", "members eq \"" + goes + "\"", "")
                        .path("totalResults")
                        .asInt())
                .isZero();
    }

    @Test
    void aMemberThatNobodyKnowsIsPendingUntilItComes() {
        String group = okta.group("pending", List.of("ext-later", "pending.name@acme.test"));
        okta.get("/Groups/" + group)
                .path("members")
                .forEach(member -> assertThat(member.has("$ref")).isFalse());
        String byExternalId = okta.user("pending.external", ",\"externalId\":\"ext-later\"");
        String byName = okta.user("pending.name", "");
        JsonNode members = okta.get("/Groups/" + group).path("members");
        assertThat(members.findValuesAsText("value")).containsExactlyInAnyOrder("ext-later", "pending.name@acme.test");
        assertThat(members.findValuesAsText("$ref"))
                .containsExactlyInAnyOrder(
                        isthmus.url("/scim/v2/Users/" + byExternalId), isthmus.url("/scim/v2/Users/" + byName));
        for (String user : List.of(byExternalId, byName)) {
            assertThat(okta.get("/Users/" + user).at("/groups/0/value").asText())
                    .isEqualTo(group);
        }
    }

    @Test
    void aPutWithoutMembersKeepsThemAndAnEmptyListRemovesThem() {
        String user = okta.user("kept", "");
        String group = okta.group("keeps", List.of(user));
        okta.expect(200, "PUT", "/Groups/" + group, "{\"displayName\":\"keeps still\"}");
        JsonNode kept = okta.get("/Groups/" + group);
        assertThat(kept.path("displayName").asText()).isEqualTo("keeps still");
        assertThat(okta.membersOf(group)).containsExactly(user);
        okta.expect(200, "PUT", "/Groups/" + group, Provider.groupBody("keeps still", List.of()));
        assertThat(okta.membersOf(group)).isEmpty();
    }

    @Test
    void aPatchAnswersNothingUnlessAttributesAreAskedFor() {
        String user = okta.user("answered", "");
        String group = okta.group("answers", List.of());
        Provider.Answer silent = okta.send("PATCH", "/Groups/" + group, Provider.add(List.of(user)));
        assertThat(silent.status()).isEqualTo(204);
        assertThat(silent.text()).isEmpty();
        assertThat(silent.header("Isthmus-Journal")).isNotEmpty();
        Provider.Answer shown = okta.send(
                "PATCH",
                "/Groups/" + group + "?attributes=displayName",
                Provider.patch("{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"answers more\"}"));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body().path("displayName").asText()).isEqualTo("answers more");
        assertThat(shown.body().has("members")).isFalse();
        assertThat(shown.header("ETag")).isEqualTo(okta.version("/Groups/" + group));
    }

    @Test
    void membershipIsAskedForInAnyOrderAndMembersCanBeLeftOut() {
        String in = okta.user("asked.in", "");
        String out = okta.user("asked.out", "");
        String group = okta.group("asked", List.of(in));
        for (String form : List.of(
                "id eq \"%1$s\" and members eq \"%2$s\"",
                "members eq \"%2$s\" and id eq \"%1$s\"",
                "id eq \"%1$s\" and members.value eq \"%2$s\"",
                "id eq \"%1$s\" and members[value eq \"%2$s\"]")) {
            assertThat(Provider.texts(
                            okta.find("/Groups", String.format(form, group, in), "&excludedAttributes=members"), "/id"))
                    .as(form)
                    .containsExactly(group);
            assertThat(okta.find("/Groups", String.format(form, group, out), "")
                            .path("totalResults")
                            .asInt())
                    .as(form)
                    .isZero();
        }
        String without = "/Groups/" + group + "?excludedAttributes=members";
        assertThat(okta.get(without).has("members")).isFalse();
        assertThat(okta.find("/Groups", "displayName eq \"asked\"", "&excludedAttributes=members")
                        .at("/Resources/0")
                        .has("members"))
                .isFalse();
        assertThat(okta.find("/Groups", "displayName eq \"asked\"", "").at("/Resources/0/members"))
                .hasSize(1);
    }

    @Test
    void twoClientsThatAddMembersAtOnceLoseNone() {
        String group = okta.group("crowded", List.of());
        List<CompletableFuture<Void>> clients = IntStream.range(0, 2)
                .mapToObj(client -> CompletableFuture.runAsync(() -> IntStream.range(0, 200)
                        .forEach(i -> okta.expect(
                                204, "PATCH", "/Groups/" + group, Provider.add(List.of("crowd-" + client + "-" + i))))))
                .toList();
        clients.forEach(CompletableFuture::join);
        assertThat(okta.membersOf(group)).hasSize(400).doesNotHaveDuplicates();
        assertThat(okta.version("/Groups/" + group)).isEqualTo("W/\"401\"");
    }

    @Test
    void aGroupOfManyIsReplacedWhileOthersArePushedQuickly() {
        String group = okta.group("many", List.of());
        List<String> many = IntStream.range(0, MANY).mapToObj(i -> "many-" + i).toList();
        CompletableFuture<Long> put = CompletableFuture.supplyAsync(() -> timed(() -> okta.expect(
                200, "PUT", "/Groups/" + group + "?excludedAttributes=members", Provider.groupBody("many", many))));
        List<Long> took = new ArrayList<>();
        for (int i = 0; !put.isDone() || i < 5; i++) {
            String name = "meanwhile." + i;
            took.add(timed(() -> entra.user(name, "")));
        }
        put.join();
        long quick = 1000;
        assertThat(took).allMatch(millis -> millis < quick);
        assertThat(okta.membersOf(group)).containsExactlyInAnyOrderElementsOf(many);
        assertThat(timed(() -> okta.expect(204, "PATCH", "/Groups/" + group, removal("many-7"))))
                .isLessThan(quick);
        assertThat(okta.membersOf(group)).hasSize(MANY - 1).doesNotContain("many-7");
    }

    /** In milliseconds. */
    private static long timed(Runnable request) {
        long from = System.nanoTime();
        request.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    }

    private static String removal(String member) {
        return Provider.patch("{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + member + "\\\"]\"}");
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A run that has written nearly everything there is to write is taken back, and stays so until somebody lifts it. */
abstract class UndoProof extends Upheaval {
    /** Whether the server tells in what groups an entry is without being asked. */
    private boolean tellsGroups;

    @Test
    void everythingIsAsItWasAndStaysSoUntilItIsLifted() throws Exception {
        told(() -> {
            Set<String> was = content();
            site.makeGroup(THEIRS, site.user("gone"));
            tellsGroups = site.admin().getEntry(site.user("gone")).hasAttribute("memberOf");
            after();
            patch("joe", "title", "\"Given\"");
            JsonNode written = sync();
            assertThat(written.at("/changes/failed").asInt()).as(told(written)).isZero();
            assertThat(ldif(run("plan"), false)).as(told(written)).doesNotContain("changetype:");
            Set<String> now = content();
            String id = written.path("id").asText();
            whatDoesNotComeBackIsPrintedFirst(written, now);
            site.admin()
                    .modify(
                            site.user("joe.joined"),
                            new Modification(ModificationType.REPLACE, "title", "Changed since"));
            JsonNode undone = undo(id);
            String all = told(written) + told(undone);
            whatSomebodyChangedSinceIsLeftAndListed(undone);
            Set<String> back = new TreeSet<>(was);
            back.removeIf(line -> line.startsWith(site.user("joe") + "  title:"));
            assertStands(back, all);
            assertSuppressed();
            // what was not taken back is put back
            all += told(sync());
            nothingIsDone();
            assertStands(back, all);
            lift();
            sync();
            sync();
            assertContent(all, now);
            assertThat(ldif(run("plan"), false)).doesNotContain("changetype:");
        });
    }

    /** But for the one value that somebody changed. */
    private void assertStands(Set<String> wanted, String all) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Set<String> now = content();
            now.removeIf(line -> line.startsWith(site.user("joe") + "  title:"));
            assertThat(now).as(all).containsExactlyInAnyOrderElementsOf(wanted);
        });
    }

    private void whatDoesNotComeBackIsPrintedFirst(JsonNode written, Set<String> now) throws Exception {
        IsthmusServer.Ran shown = isthmus.command("undo", written.path("id").asText());
        assertThat(shown.exit()).as(shown.output()).isEqualTo(2);
        assertThat(shown.output())
                .startsWith("cannot be brought back:")
                .contains(
                        "its immutable id: it is another entry to whoever refers to that; its password, if it had one");
        if (tellsGroups) {
            assertThat(shown.output()).contains("what others made it a member of: " + site.group(THEIRS));
        }
        assertThat(shown.output().lines().skip(1).findFirst().orElse(""))
                .as(shown.output() + told(written))
                .contains(site.user("gone") + ": ");
        assertThat(content()).isEqualTo(now);
    }

    private JsonNode undo(String id) {
        String json = isthmus.command("undo", id, "--json").output();
        JsonNode plan = IsthmusServer.json(json.substring(json.indexOf('{')));
        String run = plan.path("id").asText();
        IsthmusServer.Ran done =
                isthmus.command("approve", run, "--hash", plan.path("hash").asText());
        assertThat(done.exit()).as(done.output() + told(plan)).isZero();
        return isthmus.admin("GET", "/api/v1/runs/" + run + "?wait=60s", "");
    }

    private void whatSomebodyChangedSinceIsLeftAndListed(JsonNode undone) {
        List<JsonNode> left = OnSite.changes(isthmus, undone).stream()
                .filter(change -> !change.path("outcome").asText().equals("applied"))
                .toList();
        assertThat(left).as(told(undone)).singleElement().satisfies(change -> {
            assertThat(change.at("/resource/id").asText()).isEqualTo(ids.get("joe"));
            assertThat(change.path("outcome").asText()).isEqualTo("moved");
            assertThat(change.path("detail").asText())
                    .isEqualTo("not taken back: title is not as it was left: [Changed since]");
        });
    }

    private void assertSuppressed() {
        Map<String, String> wanted = new TreeMap<>();
        for (JsonNode row : suppressions()) {
            wanted.merge(
                    row.path("resource").asText(),
                    row.path("attribute").asText() + " " + row.path("wanted").asText(),
                    (one, other) -> one + ", " + other);
        }
        assertThat(wanted.get(ids.get("fresh"))).contains("@entry present");
        assertThat(wanted.get(ids.get("gone"))).contains("@entry absent");
        assertThat(wanted.get(ids.get("off"))).contains("@disabled present");
        assertThat(wanted.get(ids.get("on"))).contains("@disabled absent");
        for (String renamed : List.of("cid", "lea", "swap.a", "swap.b", "ring.c", "Old Name")) {
            assertThat(wanted.get(ids.get(renamed))).as(renamed).contains("@dn present");
        }
        assertThat(wanted.get(ids.get("Sales"))).contains("member present").contains("member absent");
    }

    private JsonNode suppressions() {
        return isthmus.admin("GET", "/api/v1/suppressions?limit=1000", "").path("items");
    }

    private void nothingIsDone() {
        for (int i = 0; i < 2; i++) {
            JsonNode next = sync();
            assertThat(next.at("/changes/applied").asInt()).as(told(next)).isZero();
            assertThat(next.at("/counts/suppressed").asInt()).as(told(next)).isPositive();
        }
    }

    private void lift() {
        suppressions()
                .forEach(row -> isthmus.adminAnswer(
                        "DELETE", "/api/v1/suppressions/" + row.path("id").asText(), ""));
    }
}

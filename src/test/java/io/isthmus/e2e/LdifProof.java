package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan's LDIF is the plan: applied with {@code ldapmodify} it leaves nothing to do, and its reverse brings back every managed
 * value byte for byte.
 */
abstract class LdifProof {
    private static final String DELETED = "deleted:  [disable, leave-groups, { after: 30d, delete: true }]";

    @TempDir
    Path home;

    private Site site;
    private IsthmusServer isthmus;
    private Provider okta;

    abstract Site open();

    /** Whether some records may fail: the server has done what they say by itself, and nobody can know that beforehand. */
    boolean goesOn() {
        return false;
    }

    @Test
    void forwardLeavesNothingToDoAndReverseBringsEverythingBack() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/ldapmodify")),
                "ldapmodify is not installed; install it with: apt-get install ldap-utils");
        try (Site opened = open();
                IsthmusServer started = isthmus(opened).start()) {
            site = opened;
            isthmus = started;
            okta = Provider.of(isthmus, "okta");
            Map<String, String> ids = before();
            sync();
            assertThat(plan().at("/changes/planned").asInt()).isZero();
            after(ids);
            JsonNode plan = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(this::plan, made -> ldif(made, false).contains("changetype: delete"));
            String forward = ldif(plan, false);
            String reverse = ldif(plan, true);
            Map<String, Map<String, List<String>>> was = content();
            ldapmodify("forward", forward);
            Map<String, Map<String, List<String>>> now = content();
            assertThat(now).isNotEqualTo(was);
            quiet(forward);
            assertThat(content()).as(forward).isEqualTo(now);
            ldapmodify("reverse", reverse);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(content()).as(reverse).isEqualTo(was));
        }
    }

    private IsthmusServer isthmus(Site opened) {
        IsthmusServer made =
                opened.isthmus(home, "auto-sync: false, prune: true, self-heal: true, accept-first-plan: true");
        Path mapping = made.home().resolve("config/mapping.yaml");
        try {
            String text = Files.readString(mapping);
            assertThat(text).contains(DELETED);
            Files.writeString(
                    mapping, text.replace(DELETED, "deleted:  [disable, leave-groups, { after: 1s, delete: true }]"));
            return made;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private Map<String, String> before() {
        Map<String, String> ids = new TreeMap<>();
        for (String name :
                List.of("ann", "bob", "cid", "swap.a", "swap.b", "ring.a", "ring.b", "ring.c", "gone", "off")) {
            ids.put(name, okta.user(name, ",\"title\":\"Buyer of " + name + "\",\"externalId\":\"X-" + name + "\""));
        }
        ids.put("on", okta.user("on", ",\"externalId\":\"X-on\""));
        okta.expect(200, "PATCH", "/Users/" + ids.get("on"), Setup.replace("active", "false"));
        ids.put("Sales", okta.group("Sales", List.of(ids.get("ann"), ids.get("bob"), ids.get("swap.a"))));
        ids.put("Emptied", okta.group("Emptied", List.of(ids.get("bob"))));
        ids.put("Old Name", okta.group("Old Name", List.of(ids.get("cid"), ids.get("swap.b"))));
        ids.put("Dissolved", okta.group("Dissolved", List.of(ids.get("ann"))));
        return ids;
    }

    private void after(Map<String, String> ids) {
        // values that LDIF has to encode, an attribute that comes and one that goes
        patch(ids, "ann", "title", "\"  K\u00f6chin \u6d77 \"");
        patch(ids, "ann", "displayName", "\":<\u00e9 leads # with odd\"");
        patch(ids, "bob", "title", "null");
        patch(ids, "off", "active", "false");
        patch(ids, "on", "active", "true");
        // a rename with other changes, of somebody who is a member
        patch(ids, "cid", "userName", "\"cid+lee, jr@acme.test\"");
        patch(ids, "cid", "title", "\"Head of Caf\u00e9s\"");
        swap(ids, "swap.a", "swap.b");
        swap(ids, "ring.a", "ring.b", "ring.c");
        okta.expect(204, "DELETE", "/Users/" + ids.get("gone"), "");
        String fresh = okta.user("fresh", ",\"title\":\" caf\u00e9 \",\"externalId\":\"X-fresh\"");
        String locked = okta.user("fresh.locked", ",\"externalId\":\"X-locked\"");
        okta.expect(200, "PATCH", "/Users/" + locked, Setup.replace("active", "false"));
        okta.expect(204, "PATCH", "/Groups/" + ids.get("Sales"), Provider.patch(removed(ids.get("bob")), added(fresh)));
        okta.expect(204, "PATCH", "/Groups/" + ids.get("Emptied"), Provider.patch(removed(ids.get("bob"))));
        okta.expect(204, "PATCH", "/Groups/" + ids.get("Old Name"), Setup.replace("displayName", "\"New N\u00e4me\""));
        okta.expect(204, "PATCH", "/Groups/" + ids.get("Old Name"), Provider.patch(added(ids.get("ann"))));
        okta.expect(204, "DELETE", "/Groups/" + ids.get("Dissolved"), "");
        okta.group("Fresh Group", List.of(fresh, ids.get("ann")));
    }

    private static String removed(String member) {
        return "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + member + "\\\"]\"}";
    }

    private static String added(String member) {
        return "{\"op\":\"add\",\"path\":\"members\",\"value\":" + Provider.members(List.of(member)) + "}";
    }

    private void patch(Map<String, String> ids, String name, String path, String value) {
        okta.expect(200, "PATCH", "/Users/" + ids.get(name), Setup.replace(path, value));
    }

    /** Each takes the name of the next, the last that of the first. */
    private void swap(Map<String, String> ids, String... names) {
        patch(ids, names[0], "userName", "\"aside@acme.test\"");
        for (int i = names.length - 1; i > 0; i--) {
            patch(ids, names[i], "userName", "\"" + names[(i + 1) % names.length] + "@acme.test\"");
        }
        patch(ids, names[0], "userName", "\"" + names[1] + "@acme.test\"");
    }

    /** Nothing is left to write: at most entries that LDIF created are linked, which writes nothing. */
    private void quiet(String forward) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode next = plan();
            assertThat(ldif(next, false)).as(forward).doesNotContain("changetype:");
        });
        sync();
        assertThat(ldif(plan(), false)).doesNotContain("changetype:");
    }

    private JsonNode plan() {
        return run("plan");
    }

    private void sync() {
        assertThat(run("sync").path("status").asText()).isEqualTo("done");
    }

    private JsonNode run(String kind) {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=30s", "");
    }

    private String ldif(JsonNode run, boolean reverse) {
        return isthmus.exchange(
                        "GET",
                        "/api/v1/runs/" + run.path("id").asText() + "/changes?format=ldif&reverse=" + reverse,
                        "Bearer " + IsthmusServer.ADMIN,
                        "")
                .body();
    }

    private void ldapmodify(String name, String ldif) throws Exception {
        Path file = Files.writeString(home.resolve(name + ".ldif"), ldif);
        Process process = new ProcessBuilder(
                        "ldapmodify",
                        goesOn() ? "-cx" : "-x",
                        "-H",
                        site.url(),
                        "-D",
                        OpenLdapServer.SERVICE,
                        "-w",
                        OpenLdapServer.SERVICE_PASSWORD,
                        "-f",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(name + "\n" + output + "\n" + ldif)
                .satisfies(code -> assertThat(goesOn() || code == 0).isTrue());
    }

    /** Every value of every entry of ours by DN, in Base64, and the lock. */
    private Map<String, Map<String, List<String>>> content() throws LDAPException {
        Map<String, Map<String, List<String>>> content = new TreeMap<>();
        for (String base :
                List.of("ou=people,dc=example,dc=com", "ou=groups,dc=example,dc=com", "ou=roles,dc=example,dc=com")) {
            for (SearchResultEntry entry : site.admin()
                    .search(base, SearchScope.SUB, "(objectClass=*)", "*", "pwdAccountLockedTime", "nsAccountLock")
                    .getSearchEntries()) {
                Map<String, List<String>> values = new TreeMap<>();
                for (Attribute attribute : entry.getAttributes()) {
                    // what a server keeps by itself
                    if (!attribute.getName().equalsIgnoreCase("memberOf")) {
                        values.put(attribute.getName(), encoded(attribute));
                    }
                }
                content.put(entry.getDN(), values);
            }
        }
        return content;
    }

    private static List<String> encoded(Attribute attribute) {
        boolean dns = Arrays.asList("member", "manager").contains(attribute.getName());
        return Stream.of(attribute.getValueByteArrays())
                .map(value -> dns
                        ? new String(value, StandardCharsets.UTF_8)
                        : new String(value, StandardCharsets.UTF_8) + " "
                                + Base64.getEncoder().encodeToString(value))
                .sorted()
                .toList();
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** A directory before and after nearly everything that can happen to people and groups, all of it in one plan. */
abstract class Upheaval {
    private static final String DELETED = "deleted:  [disable, leave-groups, { after: 30d, delete: true }]";
    /** What servers keep by themselves, or give an entry that is made again anew. */
    private static final Set<String> KEPT = Set.of(
            "memberof",
            "badpasswordtime",
            "badpwdcount",
            "dscorepropagationdata",
            "lastlogoff",
            "lastlogon",
            "logoncount",
            "objectguid",
            "objectsid",
            "pwdlastset",
            "usnchanged",
            "usncreated",
            "whenchanged",
            "whencreated");

    /** A group that nobody provisions. */
    static final String THEIRS = "Theirs";

    private static final Set<String> REFERENCES = Set.of("member", "manager", "distinguishedname", "objectcategory");

    @TempDir
    Path home;

    Site site;
    IsthmusServer isthmus;
    Provider okta;
    final Map<String, String> ids = new TreeMap<>();

    abstract Site open();

    @FunctionalInterface
    interface Story {
        void tell() throws Exception;
    }

    /** With what is pushed first in the directory, and the rest not yet. */
    void told(Story story) throws Exception {
        try (Site opened = open();
                IsthmusServer started = isthmus(opened).start()) {
            site = opened;
            isthmus = started;
            okta = Provider.of(isthmus, "okta");
            before();
            sync();
            assertThat(run("plan").at("/changes/planned").asInt()).isZero();
            story.tell();
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
            throw new UncheckedIOException(failed);
        }
    }

    private void before() {
        for (String name : List.of(
                "ann", "bob", "cid", "lea", "joe", "swap.a", "swap.b", "ring.a", "ring.b", "ring.c", "gone", "off")) {
            ids.put(name, okta.user(name, ",\"title\":\"Buyer of " + name + "\",\"externalId\":\"X-" + name + "\""));
        }
        ids.put("on", okta.user("on", ",\"externalId\":\"X-on\""));
        sync();
        okta.expect(200, "PATCH", "/Users/" + ids.get("on"), Setup.replace("active", "false"));
        group("Sales", "ann", "bob", "swap.a", "lea");
        group("Emptied", "bob");
        group("Old Name", "cid", "swap.b", "lea");
        group("Dissolved", "ann");
    }

    private void group(String name, String... members) {
        ids.put(name, okta.group(name, Stream.of(members).map(ids::get).toList()));
    }

    /** Pushes what happens; returns once the deletion is due. */
    void after() {
        // values that LDIF has to encode, an attribute that comes and one that goes
        patch("ann", "title", "\"  K\u00f6chin \u6d77 \"");
        patch("ann", "displayName", "\":<\u00e9 leads # with odd\"");
        patch("bob", "title", "null");
        patch("off", "active", "false");
        patch("on", "active", "true");
        // a rename with other changes, of somebody who is a member
        patch("cid", "userName", "\"cid+lee, jr@acme.test\"");
        patch("cid", "title", "\"Head of Caf\u00e9s\"");
        swap("swap.a", "swap.b");
        swap("ring.a", "ring.b", "ring.c");
        okta.expect(204, "DELETE", "/Users/" + ids.get("gone"), "");
        ids.put("fresh", okta.user("fresh", ",\"title\":\" caf\u00e9 \",\"externalId\":\"X-fresh\""));
        ids.put("locked", okta.user("fresh.locked", ",\"externalId\":\"X-locked\""));
        patch("locked", "active", "false");
        // who is created in the same plan, and goes with it when it is taken back
        patch(
                "fresh",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
                "{\"value\":\"" + ids.get("locked") + "\"}");
        // renamed, and out of two groups; renamed, and into one
        patch("lea", "userName", "\"lea.left@acme.test\"");
        patch("joe", "userName", "\"joe.joined@acme.test\"");
        members("Sales", removed("bob"), removed("lea"), added("fresh"), added("joe"));
        members("Emptied", removed("bob"));
        okta.expect(204, "PATCH", "/Groups/" + ids.get("Old Name"), Setup.replace("displayName", "\"New N\u00e4me\""));
        members("Old Name", removed("lea"), added("ann"));
        okta.expect(204, "DELETE", "/Groups/" + ids.get("Dissolved"), "");
        // goes together with one of its members when it is taken back
        group("Young Group", "fresh", "ann");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ldif(run("plan"), false)).contains("changetype: delete"));
    }

    private void members(String group, String... operations) {
        okta.expect(204, "PATCH", "/Groups/" + ids.get(group), Provider.patch(operations));
    }

    private String removed(String member) {
        return "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + ids.get(member) + "\\\"]\"}";
    }

    private String added(String member) {
        return "{\"op\":\"add\",\"path\":\"members\",\"value\":" + Provider.members(List.of(ids.get(member))) + "}";
    }

    void patch(String name, String path, String value) {
        okta.expect(200, "PATCH", "/Users/" + ids.get(name), Setup.replace(path, value));
    }

    /** Each takes the name of the next, the last that of the first. */
    private void swap(String... names) {
        patch(names[0], "userName", "\"aside@acme.test\"");
        for (int i = names.length - 1; i > 0; i--) {
            patch(names[i], "userName", "\"" + names[(i + 1) % names.length] + "@acme.test\"");
        }
        patch(names[0], "userName", "\"" + names[1] + "@acme.test\"");
    }

    JsonNode sync() {
        JsonNode run = run("sync");
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("done");
        return run;
    }

    JsonNode run(String kind) {
        return OnSite.run(isthmus, kind);
    }

    String ldif(JsonNode run, boolean reverse) {
        return isthmus.exchange(
                        "GET",
                        "/api/v1/runs/" + run.path("id").asText() + "/changes?format=ldif&reverse=" + reverse,
                        "Bearer " + IsthmusServer.ADMIN,
                        "")
                .body();
    }

    /** Every value of every entry as a line, as text and in Base64, and the lock. */
    Set<String> content() throws LDAPException {
        Set<String> lines = new TreeSet<>();
        for (String child : List.of(site.user("x"), site.group("x"), site.admins())) {
            site
                    .admin()
                    .search(
                            new DN(child).getParentString(),
                            SearchScope.SUB,
                            "(objectClass=*)",
                            "*",
                            "pwdAccountLockedTime",
                            "nsAccountLock")
                    .getSearchEntries()
                    .stream()
                    .filter(entry -> !entry.getDN().equalsIgnoreCase(site.group(THEIRS)))
                    .forEach(entry -> entry.getAttributes().stream()
                            .filter(attribute ->
                                    !KEPT.contains(attribute.getName().toLowerCase(Locale.ROOT)))
                            .forEach(attribute -> lines.addAll(lines(entry.getDN(), attribute))));
        }
        return lines;
    }

    private static List<String> lines(String dn, Attribute attribute) {
        boolean text = REFERENCES.contains(attribute.getName().toLowerCase(Locale.ROOT));
        return Stream.of(attribute.getValueByteArrays())
                .map(value -> dn + "  " + attribute.getName() + ": " + new String(value, StandardCharsets.UTF_8)
                        + (text ? "" : " " + Base64.getEncoder().encodeToString(value)))
                .filter(line -> !line.contains("objectClass: nsMemberOf "))
                .toList();
    }

    void assertContent(String why, Set<String> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(content()).as(why).containsExactlyInAnyOrderElementsOf(wanted));
    }

    String told(JsonNode run) {
        StringBuilder told = new StringBuilder(run.toString());
        OnSite.changes(isthmus, run).forEach(change -> told.append('\n').append(change));
        return told.toString();
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The packaged product beside one real directory server, which two identity providers push to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnSite {
    @TempDir
    static Path home;

    Site site;
    IsthmusServer isthmus;
    Provider okta;
    Provider entra;

    abstract Site open();

    /** As the repository ships settings and mapping, unless a class varies them. */
    IsthmusServer product() {
        return site.isthmus(home, "auto-sync: true, self-heal: true, accept-first-plan: true");
    }

    @BeforeAll
    void start() throws Exception {
        site = open();
        isthmus = product().start();
        okta = Provider.of(isthmus, "okta");
        entra = Provider.of(isthmus, "entra");
        prepare();
    }

    /** What the tests of a class find. */
    void prepare() throws Exception {}

    @AfterAll
    void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (site != null) {
            site.close();
        }
    }

    static String remove(String member) {
        return Provider.patch("{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + member + "\\\"]\"}");
    }

    static String enterprise(String manager) {
        return ",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":{\"value\":\"" + manager
                + "\"}}";
    }

    void approveWhatIsAsked() {
        JsonNode done = approve(run("plan"));
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        settled();
    }

    /** The run as it stands after its approval. */
    JsonNode approve(JsonNode planned) {
        String path = "/api/v1/runs/" + planned.path("id").asText();
        isthmus.admin(
                "POST", path + "/approve", "{\"hash\":\"" + planned.path("hash").asText() + "\"}");
        return isthmus.admin("GET", path + "?wait=60s", "");
    }

    JsonNode run(String kind) {
        return run(isthmus, kind);
    }

    static JsonNode run(IsthmusServer server, String kind) {
        String id = server.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                .path("id")
                .asText();
        return server.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    List<JsonNode> changes(JsonNode run) {
        return changes(isthmus, run);
    }

    static List<JsonNode> changes(IsthmusServer server, JsonNode run) {
        List<JsonNode> changes = new ArrayList<>();
        server.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "/changes?limit=1000", "")
                .path("items")
                .forEach(changes::add);
        return changes;
    }

    /** The newest change of this resource, in whatever run: the row of soon runs spans up to a minute of work. */
    JsonNode newestChange(String resource) {
        for (JsonNode run : isthmus.admin("GET", "/api/v1/runs?limit=100", "").path("items")) {
            List<JsonNode> about = changes(run).stream()
                    .filter(change -> change.at("/resource/id").asText().equals(resource))
                    .toList();
            if (!about.isEmpty()) {
                return about.get(about.size() - 1);
            }
        }
        throw new AssertionError("no run has a change of " + resource);
    }

    /** A second plan is empty: no change of it is written, nor would be. */
    void assertIdle() {
        sync();
        JsonNode again = sync();
        assertThat(again.path("changes").path("applied").asInt())
                .as(again.toString())
                .isZero();
        assertThat(again.path("changes").path("failed").asInt())
                .as(again.toString())
                .isZero();
    }

    JsonNode sync() {
        return run("sync");
    }

    void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    Set<String> members(String group) throws LDAPException {
        return membersAt(site.group(group));
    }

    /** Normalised, without the placeholder. */
    Set<String> membersAt(String dn) throws LDAPException {
        return membersAt(dn, "member");
    }

    Set<String> membersAt(String dn, String attribute) throws LDAPException {
        Entry entry = site.admin().getEntry(dn, attribute);
        Set<String> members = new TreeSet<>();
        List<String> values = new ArrayList<>();
        if (entry != null && entry.hasAttribute(attribute)) {
            values.addAll(List.of(entry.getAttributeValues(attribute)));
        }
        for (String value : values) {
            members.add(key(value));
        }
        for (String nobody : site.placeholders()) {
            members.remove(key(nobody));
        }
        return members;
    }

    Set<String> dns(String... users) throws LDAPException {
        Set<String> dns = new TreeSet<>();
        for (String user : users) {
            dns.add(key(site.user(user)));
        }
        return dns;
    }

    static String key(String dn) throws LDAPException {
        return DN.normalize(dn);
    }

    Entry entry(String dn) throws LDAPException {
        return site.admin().getEntry(dn);
    }

    String anchor(String user) throws LDAPException {
        Entry entry = site.admin().getEntry(site.user(user), "entryUUID", "nsUniqueId", "objectGUID");
        return Base64.getEncoder()
                .encodeToString(entry.getAttributes().iterator().next().getValueByteArray());
    }

    static <T> T await(Callable<T> what) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(what, found -> found != null);
    }
}

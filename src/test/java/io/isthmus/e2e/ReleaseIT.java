package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line goes from the mapping, a rule is withdrawn, and goes in the end: on the packaged product and a real slapd. */
class ReleaseIT {
    private static final String ANN = "uid=ann,ou=people,dc=example,dc=com";
    private static final String TEAM = "cn=team,ou=groups,dc=example,dc=com";
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private static final String TITLE = "      title:           title\n";

    @TempDir
    Path home;

    private IsthmusServer isthmus;
    private LDAPConnection admin;

    @Test
    void whatIsReleasedStaysAndWhatIsWithdrawnGoesAsFarAsItIsOurs() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection connection = ldap.admin();
                IsthmusServer server = Setup.isthmus(home, ldap, "auto-sync: true, watch: \"off\"")) {
            isthmus = server.start();
            admin = connection;
            pushed();
            aLineGoes();
            aRuleIsWithdrawn();
            theRuleGoes();
        }
    }

    private void pushed() throws LDAPException {
        String token = isthmus.sourceToken("okta");
        String ann = id(isthmus.scim(
                        "POST",
                        "/Users",
                        token,
                        Setup.user(
                                "ann",
                                ",\"title\":\"Buyer\",\"externalId\":\"4711\",\"phoneNumbers\":[{\"type\":\"work\",\"value\":\"+1\"}]"))
                .body());
        isthmus.scim(
                "POST",
                "/Groups",
                token,
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"team\",\"members\":[{\"value\":\""
                        + ann + "\"}]}");
        approve(held());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> members().contains(ANN));
        admin.modify(
                ANN,
                new Modification(ModificationType.ADD, "telephoneNumber", "+2"),
                new Modification(ModificationType.ADD, "description", "theirs"));
    }

    private void aLineGoes() throws Exception {
        String run = mapping(Setup.mapping().replace(TITLE, ""));
        assertThat(line(run)).contains("0 changes").contains("1 entry keeps values of ours");
        approve(run);
        assertThat(line(sync())).contains("released");
        assertThat(ann().getAttributeValue("title")).isEqualTo("Buyer");
        JsonNode listed = isthmus.admin("GET", "/api/v1/drift", "").path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("attribute").asText()).isEqualTo("title");
        assertThat(listed.get(0).at("/actual/0").asText()).isEqualTo("Buyer");
        assertThat(isthmus.command("report", "drift").output()).contains("released: no line of rule employees");
        assertThat(line(sync())).doesNotContain("released");
        assertThat(isthmus.admin("GET", "/api/v1/drift", "").path("items")).isEmpty();
    }

    private void aRuleIsWithdrawn() throws Exception {
        String run = mapping(withdrawn());
        assertThat(line(run)).contains("first plan");
        assertThat(ann().getAttributeValue("mail")).isEqualTo("ann@acme.test");
        String changes =
                isthmus.admin("GET", "/api/v1/runs/" + run + "/changes", "").toString();
        assertThat(changes).contains("withdraw: rule employees takes out what is ours");
        approve(run);
        assertThat(line(sync())).contains("of rule employees nothing is left to take out");
        Entry ann = ann();
        for (String gone : new String[] {"mail", "givenName", "employeeNumber", "employeeType"}) {
            assertThat(ann.hasAttribute(gone)).as(gone).isFalse();
        }
        assertThat(ann.getAttributeValues("telephoneNumber")).containsExactly("+2");
        assertThat(ann.getAttributeValue("description")).isEqualTo("theirs");
        assertThat(ann.getAttributeValue("title")).isEqualTo("Buyer");
        assertThat(ann.getAttributeValue("sn")).isEqualTo("F ann");
        assertThat(members()).containsExactly(NOBODY);
        assertThat(orphan()).contains("rule employees is withdrawn").contains("demand cn, sn");
    }

    private void theRuleGoes() throws Exception {
        String run = mapping(Setup.mapping().replace("name: employees", "name: nobody\n    when: \"false\""));
        approve(run);
        sync();
        assertThat(ann().getAttributeValue("sn")).isEqualTo("F ann");
        assertThat(orphan()).contains("released, since rule employees is gone: cn, sn");
        sync();
        assertThat(orphan()).contains("no rule under users").doesNotContain("released");
    }

    private static String withdrawn() {
        return Setup.mapping().replace(TITLE, "").replace("name: employees", "name: employees\n    withdraw: true");
    }

    /** Reloads another mapping; returns its first plan, which is held. */
    private String mapping(String text) throws IOException {
        Files.writeString(home.resolve("config/mapping.yaml"), text);
        JsonNode loaded = isthmus.admin("POST", "/api/v1/mapping/reload", "");
        String run = loaded.at("/run/id").asText();
        JsonNode row = isthmus.admin("GET", "/api/v1/runs/" + run + "?wait=60s", "");
        assertThat(row.path("status").asText()).as(row.toString()).isEqualTo("held");
        return run;
    }

    private String held() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().path("held").isObject());
        return isthmus.status().at("/held/run").asText();
    }

    private void approve(String run) {
        IsthmusServer.Ran approved =
                isthmus.command("approve", run, "--hash", run(run).path("hash").asText());
        assertThat(approved.exit()).as(approved.output()).isZero();
        settled();
    }

    private String sync() {
        settled();
        String run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        JsonNode row = isthmus.admin("GET", "/api/v1/runs/" + run + "?wait=60s", "");
        assertThat(row.path("status").asText()).as(row.toString()).isEqualTo("done");
        return run;
    }

    private void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private JsonNode run(String run) {
        return isthmus.admin("GET", "/api/v1/runs/" + run, "");
    }

    private String line(String run) {
        return run(run).at("/verdict/line").asText();
    }

    private String orphan() {
        JsonNode items = isthmus.admin("GET", "/api/v1/orphans", "").path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("dn").asText()).isEqualTo(ANN);
        return items.get(0).path("detail").asText();
    }

    private Entry ann() throws LDAPException {
        return admin.getEntry(ANN);
    }

    private List<String> members() throws LDAPException {
        return List.of(admin.getEntry(TEAM).getAttributeValues("member"));
    }

    private static String id(String body) {
        return IsthmusServer.json(body).path("id").asText();
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users from a push to a real OpenLDAP and all the way down the ladder; self-heal and prune off. */
class LifecycleIT {
    private static final String LOCK = "pwdAccountLockedTime";

    @TempDir
    static Path home;

    private static OpenLdapServer ldap;
    private static IsthmusServer isthmus;
    private static LDAPConnection admin;
    private static String token;

    @BeforeAll
    static void start() {
        ldap = OpenLdapServer.start(false);
        isthmus = Setup.isthmus(home, ldap, "auto-sync: true, accept-first-plan: true")
                .start();
        admin = ldap.admin();
        token = isthmus.sourceToken("okta");
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
        if (ldap != null) {
            admin.close();
            ldap.close();
        }
    }

    @Test
    void createsUpdatesRenamesDisablesEnablesAndDeletes() throws Exception {
        String id = create("ann", ",\"title\":\"Buyer\"");
        String uuid = await(() -> entry("uid=ann").getAttributeValue("entryUUID"));
        admin.modify(dn("uid=ann"), new Modification(ModificationType.REPLACE, "userPassword", "pw"));
        assertThat(ldap.binds(dn("uid=ann"), "pw")).isTrue();

        patch(id, "title", "\"Chief\"");
        await(() -> entry("uid=ann").hasAttributeValue("title", "Chief") ? true : null);
        patch(id, "userName", "\"ann.lee@acme.test\"");
        assertThat(await(() -> entry("uid=ann.lee").getAttributeValue("entryUUID")))
                .isEqualTo(uuid);
        assertThat(entry("uid=ann")).isNull();

        patch(id, "active", "\"False\"");
        await(() -> !ldap.binds(dn("uid=ann.lee"), "pw") ? true : null);
        patch(id, "active", "true");
        await(() -> ldap.binds(dn("uid=ann.lee"), "pw") ? true : null);

        assertThat(isthmus.scim("DELETE", "/Users/" + id, token, "").statusCode())
                .isEqualTo(204);
        await(() -> !ldap.binds(dn("uid=ann.lee"), "pw") ? true : null);
        assertThat(entry("uid=ann.lee")).isNotNull();
        assertThat(isthmus.scim("GET", "/Users/" + id, token, "").statusCode()).isEqualTo(404);
    }

    @Test
    void adoptsByAStrongMatchAndLeavesAMatchByNameAloneButListsIt() throws Exception {
        create("someone.else", ",\"externalId\":\"E-100\"");
        await(() -> entry("uid=someone.else"));
        assertThat(entry("uid=by.number")).isNull();

        create("by.name", ",\"title\":\"taken over\"");
        settled();
        assertThat(entry("uid=by.name").getAttributeValue("title")).isEqualTo("untouched");
        JsonNode plan = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"plan\"}");
        String run = isthmus.admin("GET", "/api/v1/runs/" + plan.path("id").asText() + "?wait=60s", "")
                .path("id")
                .asText();
        JsonNode changes = isthmus.admin("GET", "/api/v1/runs/" + run + "/changes", "");
        assertThat(isthmus.command("plan").output()).contains("adoptable by name alone");
        assertThat(changes.path("items")).anySatisfy(change -> {
            assertThat(change.path("situation").asText()).isEqualTo("adoptable");
            assertThat(change.path("strong").asBoolean()).isFalse();
            assertThat(change.path("dn").asText()).startsWith("uid=by.name");
        });
    }

    @Test
    void leavesADriftedAttributeAloneWhileSelfHealIsOffAndReportsIt() throws Exception {
        create("drifter", ",\"title\":\"ours\"");
        await(() -> entry("uid=drifter").hasAttributeValue("title", "ours") ? true : null);
        admin.modify(dn("uid=drifter"), new Modification(ModificationType.REPLACE, "title", "theirs"));
        JsonNode run = sync();
        assertThat(entry("uid=drifter").getAttributeValue("title")).isEqualTo("theirs");
        assertThat(run.path("counts").path("drifted").asInt()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void whatAdministratorsDidToALockStaysWhileSelfHealIsOff() throws Exception {
        String unlocked = create("unlocked.by.hand", "");
        String locked = create("locked.by.hand", "");
        await(() -> entry("uid=locked.by.hand"));
        await(() -> entry("uid=unlocked.by.hand"));
        admin.modify(dn("uid=locked.by.hand"), new Modification(ModificationType.ADD, LOCK, "000001010000Z"));
        patch(locked, "active", "false");
        patch(unlocked, "active", "false");
        await(() -> isLocked("uid=unlocked.by.hand") ? true : null);
        settled();
        admin.modify(dn("uid=unlocked.by.hand"), new Modification(ModificationType.DELETE, LOCK));
        patch(unlocked, "title", "\"unrelated\"");
        patch(locked, "active", "true");
        await(() -> entry("uid=unlocked.by.hand").hasAttributeValue("title", "unrelated") ? true : null);
        settled();
        sync();
        assertThat(isLocked("uid=unlocked.by.hand")).isFalse();
        assertThat(isLocked("uid=locked.by.hand")).isTrue();
    }

    @Test
    void anEntryMovedByHandStaysThereWhileSelfHealIsOff() throws Exception {
        String id = create("moved.by.hand", "");
        await(() -> entry("uid=moved.by.hand"));
        settled();
        admin.modifyDN(dn("uid=moved.by.hand"), "uid=moved.away", true);
        patch(id, "title", "\"unrelated\"");
        await(() -> entry("uid=moved.away").hasAttributeValue("title", "unrelated") ? true : null);
        assertThat(sync().path("counts").path("drifted").asInt()).isGreaterThanOrEqualTo(1);
        assertThat(entry("uid=moved.by.hand")).isNull();
        assertThat(entry("uid=moved.away")).isNotNull();
    }

    private static boolean isLocked(String rdn) throws LDAPException {
        return admin.getEntry(dn(rdn), LOCK).hasAttribute(LOCK);
    }

    @Test
    void namesWithLdapMetacharactersArriveAsTheyAre() throws Exception {
        create("od,d+\\\"na=me\\\\<x>;#", "");
        await(() -> entry("(uid=od,d+\"na=me\\5c<x>;#)") == null ? null : true);
        assertThat(create409("OD,D+\\\"na=me\\\\<x>;#")).isEqualTo(409);
    }

    @Test
    void twoUsersThatMapToOneDnAreToldApartAndTheFirstKeepsIt() throws Exception {
        create("twin", "");
        await(() -> entry("uid=twin"));
        String uuid = entry("uid=twin").getAttributeValue("entryUUID");
        String second = Setup.user("twin", "").replace("twin@acme.test\",\"name", "twin@other.test\",\"name");
        assertThat(isthmus.scim("POST", "/Users", token, second).statusCode()).isEqualTo(201);
        settled();
        assertThat(sync().path("counts").path("link_conflict").asInt()).isGreaterThanOrEqualTo(1);
        assertThat(entry("uid=twin").getAttributeValue("entryUUID")).isEqualTo(uuid);
    }

    @Test
    void aSecondRunHasNothingToDo() {
        settled();
        sync();
        assertThat(sync().path("changes").path("applied").asInt()).isZero();
    }

    @Test
    void theCommandsSayHowItStands() throws Exception {
        IsthmusServer.Ran status = isthmus.command("status");
        assertThat(status.output()).startsWith("ISTHMUS ").contains("position=");
        IsthmusServer.Ran refused = isthmus.commandAs("ism_x_0", "status");
        assertThat(refused.exit()).as(refused.output()).isEqualTo(3);
        assertThat(refused.output()).startsWith("ISTHMUS UNKNOWN - ");
        assertThat(isthmus.command("mapping", "check", "--directory").exit()).isZero();
        assertThat(isthmus.command("directory", "probe").output())
                .contains("openldap")
                .contains("can disable  yes");
        IsthmusServer.Ran verify = isthmus.command("journal", "verify");
        assertThat(verify.exit()).as(verify.output()).isZero();
        Path backup = home.resolve("all.backup");
        assertThat(isthmus.command("backup", backup.toString()).exit()).isZero();
        assertThat(Files.getPosixFilePermissions(backup))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        IsthmusServer.Ran again = isthmus.command("backup", backup.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.output()).contains(backup + " exists; name another file, or write over it with --force");
        assertThat(isthmus.command("backup", "--force", backup.toString()).exit())
                .isZero();
        IsthmusServer.Ran restore = isthmus.command("restore", backup.toString());
        assertThat(restore.exit()).isEqualTo(1);
        assertThat(restore.output()).contains("in use by process");
    }

    private static JsonNode sync() {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    private static void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> isthmus.status().at("/journal/pending").asInt() == 0);
    }

    private static String create(String name, String more) {
        var response = isthmus.scim("POST", "/Users", token, Setup.user(name, more));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return IsthmusServer.json(response.body()).path("id").asText();
    }

    private static int create409(String name) {
        return isthmus.scim("POST", "/Users", token, Setup.user(name, "")).statusCode();
    }

    private static void patch(String id, String path, String value) {
        var response = isthmus.scim("PATCH", "/Users/" + id, token, Setup.replace(path, value));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static String dn(String rdn) {
        return rdn + ",ou=people,dc=example,dc=com";
    }

    private static Entry entry(String what) throws LDAPException {
        return what.startsWith("(")
                ? admin.searchForEntry(
                        "ou=people,dc=example,dc=com", com.unboundid.ldap.sdk.SearchScope.ONE, what, "*", "entryUUID")
                : admin.getEntry(dn(what), "*", "entryUUID");
    }

    private static <T> T await(Callable<T> what) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(what, found -> found != null);
    }
}

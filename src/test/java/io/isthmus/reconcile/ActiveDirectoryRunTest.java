package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.scim.MemberDelta;
import io.isthmus.testing.SambaServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real Samba AD with the mapping that we ship, as a service account of few rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActiveDirectoryRunTest {
    private static final Path MAPPING =
            Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-ad.yaml");
    private static final String PEOPLE = "OU=people," + SambaServer.BASE;
    private SambaServer samba;
    private LdapDirectory directory;

    @BeforeAll
    void start() {
        samba = SambaServer.start();
        directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create(samba.ldapsUrl())),
                "auto",
                SambaServer.SERVICE,
                SambaServer.SERVICE_PASSWORD,
                Optional.of(samba.authority()),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @AfterAll
    void stop() {
        if (samba != null) {
            directory.close();
            samba.close();
        }
    }

    private Desk desk(Path home) throws Exception {
        return new Desk(directory, Files.readString(MAPPING), home);
    }

    private static ObjectNode user(String name) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("userName", name + "@ad.test")
                .put("externalId", "X-" + name)
                .put("displayName", name.toUpperCase(java.util.Locale.ROOT))
                .put("active", true);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        body.putObject("name").put("givenName", "Given").put("familyName", "Family");
        body.putArray("emails").addObject().put("type", "work").put("value", name + "@ad.test");
        return body;
    }

    private static String dn(String name) {
        return "CN=" + name + "," + PEOPLE;
    }

    private Optional<Entry> entry(String name) throws LDAPException {
        try (LDAPConnection admin = samba.admin()) {
            return Optional.ofNullable(admin.getEntry(dn(name)));
        }
    }

    private int control(String name) throws LDAPException {
        return entry(name).orElseThrow().getAttributeValueAsInteger("userAccountControl");
    }

    @Test
    void aUsersWholeLife(@TempDir Path home) throws Exception {
        try (Desk desk = desk(home)) {
            String id = desk.create(user("ada"), Optional.empty());
            desk.engine.soon();
            Entry made = entry("ada").orElseThrow();
            assertThat(made.getAttributeValue("sAMAccountName")).isEqualTo("ada");
            assertThat(made.getAttributeValue("userPrincipalName")).isEqualTo("ada@ad.test");
            assertThat(made.getAttributeValue("msDS-cloudExtensionAttribute20")).isEqualTo(id);
            assertThat(control("ada")).isEqualTo(512);
            desk.replace(id, user("ada"), Optional.of("Zu-lang-1?"));
            desk.engine.soon();
            assertThat(samba.binds(dn("ada"), "Zu-lang-1?")).isTrue();
            desk.replace(id, user("ada").put("active", false), Optional.empty());
            desk.engine.soon();
            assertThat(control("ada")).isEqualTo(514);
            assertThat(samba.binds(dn("ada"), "Zu-lang-1?")).isFalse();
            desk.replace(id, user("ada").put("title", "Countess"), Optional.empty());
            desk.engine.soon();
            assertThat(samba.binds(dn("ada"), "Zu-lang-1?")).isTrue();
            desk.replace(id, user("lovelace"), Optional.empty());
            desk.engine.soon();
            assertThat(entry("ada")).isEmpty();
            assertThat(samba.binds(dn("lovelace"), "Zu-lang-1?")).isTrue();
            int before = desk.changes().size();
            RunRow idle = desk.sync();
            assertThat(idle.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(desk.changes()).hasSize(before).noneMatch(change -> change.contains(": "));
            desk.delete(id);
            desk.engine.soon();
            assertThat(control("lovelace")).isEqualTo(514);
            desk.clock.pass(Duration.ofDays(31));
            desk.sync();
            assertThat(entry("lovelace")).isEmpty();
        }
    }

    @Test
    void anAccountWhosePasswordIsRefusedStaysLockedUntilThereIsABetterOne(@TempDir Path home) throws Exception {
        try (Desk desk = desk(home)) {
            String id = desk.create(user("bob"), Optional.of("weak"));
            desk.engine.soon();
            assertThat(control("bob")).isEqualTo(514);
            assertThat(desk.changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change)
                            .startsWith("add bob@ad.test applied: the password was refused")
                            .doesNotContain("weak"));
            desk.sync();
            assertThat(control("bob")).isEqualTo(514);
            desk.replace(id, user("bob"), Optional.of("Zu-lang-1?"));
            desk.engine.soon();
            assertThat(control("bob")).isEqualTo(512);
            assertThat(samba.binds(dn("bob"), "Zu-lang-1?")).isTrue();
        }
    }

    @Test
    void somebodyElsesLockStays(@TempDir Path home) throws Exception {
        try (Desk desk = desk(home)) {
            String id = desk.create(user("cid"), Optional.empty());
            desk.engine.soon();
            try (LDAPConnection admin = samba.admin()) {
                admin.modify(dn("cid"), new Modification(ModificationType.REPLACE, "userAccountControl", "66050"));
            }
            desk.replace(id, user("cid").put("title", "Dr"), Optional.of("Zu-lang-1?"));
            desk.engine.soon();
            desk.sync();
            assertThat(entry("cid").orElseThrow().getAttributeValue("title")).isEqualTo("Dr");
            assertThat(control("cid")).isEqualTo(66050);
        }
    }

    @Test
    void anAccountThatWasThereIsAdoptedByItsNumberAndIsFoundWhereverItIsMoved(@TempDir Path home) throws Exception {
        try (Desk desk = desk(home)) {
            ObjectNode body = user("by.number").put("externalId", "E-100");
            desk.create(body, Optional.empty());
            desk.engine.soon();
            assertThat(entry("by.number").orElseThrow().getAttributeValue("sn")).isEqualTo("Family");
            assertThat(control("by.number")).isEqualTo(514);
            try (LDAPConnection admin = samba.admin()) {
                admin.modifyDN(dn("by.number"), "CN=by.number", true, "OU=left," + SambaServer.BASE);
            }
            desk.sync();
            assertThat(entry("by.number")).isPresent();
        }
    }

    @Test
    void nobodyIsSaidToHaveLeftTheirPrimaryGroup(@TempDir Path home) throws Exception {
        String group = "CN=pgroup,OU=groups," + SambaServer.BASE;
        try (Desk desk = desk(home);
                LDAPConnection admin = samba.admin()) {
            String member = desk.create(user("pg1"), Optional.empty());
            String pushed = desk.createGroup("pgroup", member);
            desk.engine.soon();
            assertThat(admin.getEntry(group, "member").getAttributeValues("member"))
                    .hasSize(1);
            byte[] sid = admin.getEntry(group, "objectSid").getAttributeValueBytes("objectSid");
            int number = ByteBuffer.wrap(sid, sid.length - 4, 4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            admin.modify(
                    dn("pg1"), new Modification(ModificationType.REPLACE, "primaryGroupID", Integer.toString(number)));
            assertThat(admin.getEntry(group, "member").hasAttribute("member")).isFalse();
            // who is to be in it is in it
            assertThat(desk.sync().counts()).doesNotContainKey("drifted").doesNotContainKey("blocked");
            desk.members(pushed, new MemberDelta.Remove(List.of(member)));
            int before = desk.changes().size();
            desk.engine.soon();
            assertThat(desk.changes().subList(before, desk.changes().size()))
                    .singleElement()
                    .asString()
                    .startsWith("modify pgroup denied: not taken out")
                    .containsIgnoringCase("CN=pg1,")
                    .contains("primaryGroupID");
            assertThat(desk.sync().counts()).containsEntry("blocked", 1L);
            // the server makes it a member again, which is still ours to end
            admin.modify(dn("pg1"), new Modification(ModificationType.REPLACE, "primaryGroupID", "513"));
            assertThat(admin.getEntry(group, "member").hasAttribute("member")).isTrue();
            assertThat(desk.sync().counts()).doesNotContainKey("blocked");
            assertThat(admin.getEntry(group, "member").hasAttribute("member")).isFalse();
            assertThat(desk.sync().changes().getOrDefault("planned", 0L)).isZero();
        }
    }
}

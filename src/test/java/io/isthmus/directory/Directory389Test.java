package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.ValueChange;
import io.isthmus.testing.LdapServer;
import io.isthmus.testing.Server389ds;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The port over a real 389 Directory Server: the contract, and what is particular to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Directory389Test implements LockContract {
    private static final String GROUPS = "ou=groups,dc=example,dc=com";
    private static final String SEVEN_BIT = "cn=7-bit check,cn=plugins,cn=config";

    private Server389ds server;
    private Directory directory;

    @BeforeAll
    void start() {
        server = Server389ds.start();
        directory = as(LdapServer.SERVICE, LdapServer.SERVICE_PASSWORD, "auto");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            directory.close();
            server.close();
        }
    }

    private Directory as(String dn, String password, String flavour) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create(server.url())),
                flavour,
                dn,
                password,
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @Override
    public LdapServer server() {
        return server;
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Directory intruder() {
        return as(LdapServer.SERVICE, "wrong", "auto");
    }

    /** It tells the time of a change in whole seconds, so a password that we cannot read may change unseen within one. */
    @Override
    public void tick() {
        long second = Instant.now().getEpochSecond();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Instant.now().getEpochSecond() > second);
    }

    @Test
    void probesWhatTheServerCanDo() {
        Capabilities found = directory.capabilities();
        assertThat(found.flavour()).isEqualTo("389ds");
        assertThat(found.vendor().orElseThrow()).contains("389");
        assertThat(found.anchorAttribute()).isEqualTo("nsUniqueId");
        assertThat(found.canDisable()).isTrue();
        assertThat(found.details())
                .containsEntry("assertion", "no")
                .containsEntry("permissiveModify", "no")
                .containsEntry("postRead", "yes")
                .containsEntry("pagedResults", "yes")
                .containsEntry("contentSync", "yes")
                .containsEntry("persistentSearch", "yes")
                .containsEntry("memberRequired", "no: MAY");
        assertThat(found.details().get("refint"))
                .startsWith("unknown")
                .contains("cn=config")
                .contains("look at nsslapd-pluginEnabled");
    }

    /** What its entries are called stays unknown to it: it is told which right is missing, and not "null". */
    @Test
    void whoMayWriteAndNotReadIsToldSo() throws Exception {
        String writer = "uid=writer,ou=services,dc=example,dc=com";
        String base = "ou=people,dc=example,dc=com";
        String may =
                "(targetattr != \"aci\")(version 3.0; acl \"blind\"; allow (write, add, delete) userdn = \"ldap:///"
                        + writer + "\";)";
        try (LDAPConnection admin = server.admin();
                Directory blind = as(writer, "blind", "auto")) {
            admin.add(
                    "dn: " + writer,
                    "objectClass: account",
                    "objectClass: simpleSecurityObject",
                    "uid: writer",
                    "userPassword: blind");
            admin.modify(base, new Modification(ModificationType.ADD, "aci", may));
            assertThat(blind.find(
                            new SearchBase(
                                    DirectoryContract.dn(base),
                                    DirectoryContract.filter("(uid=*)"),
                                    java.util.Set.of("uid")),
                            List.of(DirectoryContract.filter("(uid=by.name)"))))
                    .isEmpty();
            // this server carries it out, and does not answer where it may not show what it has made
            assertThat(DirectoryContract.failed(blind.apply(DirectoryContract.add("blind.one", Map.of())))
                            .kind())
                    .isEqualTo(Kind.UNKNOWN);
            assertThat(DirectoryContract.failed(blind.apply(DirectoryContract.add("blind.one", Map.of()))))
                    .satisfies(failed -> {
                        assertThat(failed.kind()).isEqualTo(Kind.REJECTED);
                        assertThat(failed.detail())
                                .contains("already exists", "let this account read and search there")
                                .doesNotContain("null");
                    });
            admin.modify(base, new Modification(ModificationType.DELETE, "aci", may));
        }
    }

    @Test
    void whoMayReadTheConfigurationIsToldOfPlugIns() throws LDAPException {
        try (Directory administrator = as(Server389ds.ADMIN, Server389ds.ADMIN_PASSWORD, "389ds")) {
            assertThat(administrator.capabilities().details())
                    .containsEntry("memberOf", "yes")
                    .containsEntry("refint", "yes");
        }
    }

    @Test
    void aLockedAccountIsToldSoWithUnwillingToPerform() {
        ActualEntry entry = added("lock.code", Map.of("userPassword", List.of("mine")));
        turn(entry, LOCK);
        try (LDAPConnection user = server.admin()) {
            assertThatThrownBy(() -> user.bind(entry.dn().toString(), "mine"))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            refused -> assertThat(refused.getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM));
        }
    }

    @Test
    void aLockIsAnyCaseOfTrueAndAFalseOneIsNone() throws LDAPException {
        ActualEntry entry = added("lock.case", Map.of("userPassword", List.of("mine")));
        String dn = entry.dn().toString();
        try (LDAPConnection admin = server.admin()) {
            admin.modify(dn, new Modification(ModificationType.REPLACE, "nsAccountLock", "false"));
            assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isEmpty();
            turn(entry, LOCK);
            assertThat(server.binds(dn, "mine")).isFalse();
            admin.modify(dn, new Modification(ModificationType.REPLACE, "nsAccountLock", "TRUE"));
            assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isPresent();
            assertThat(turn(entry, LOCK).converged()).isTrue();
            turn(entry, UNLOCK);
            assertThat(server.binds(dn, "mine")).isTrue();
        }
    }

    @Test
    void writesByAciAreDeniedOneByOne() {
        assertThat(DirectoryContract.failed(directory.apply(DirectoryContract.add("denied.one", Map.of())))
                        .kind())
                .isEqualTo(Kind.DENIED);
    }

    @Test
    void readsMoreThanTheServersOwnLimit() throws Exception {
        try (LDAPConnection admin = server.admin()) {
            for (int i = 0; i < 2100; i++) {
                admin.add("dn: cn=many%d,%s".formatted(i, GROUPS), "objectClass: groupOfNames", "cn: many" + i);
            }
        }
        List<ActualEntry> read = new ArrayList<>();
        directory.read(
                new SearchBase(
                        DirectoryContract.dn(GROUPS),
                        DirectoryContract.filter("(objectClass=groupOfNames)"),
                        java.util.Set.of("member")),
                read::add);
        assertThat(read).hasSizeGreaterThanOrEqualTo(2100);
    }

    @Test
    void groupsFollowARenameAndTellTheirMembers() throws Exception {
        ActualEntry ann = added("refint.ann", Map.of());
        ActualEntry boss = added("refint.boss", Map.of());
        String group = "cn=refint," + GROUPS;
        try (LDAPConnection admin = server.admin()) {
            admin.add("dn: " + group, "objectClass: groupOfNames", "cn: refint", "member: " + ann.dn());
            admin.modify(
                    boss.dn().toString(),
                    new Modification(ModificationType.ADD, "manager", ann.dn().toString()));
            DirectoryContract.applied(directory.apply(DirectoryContract.rename(ann, "refint.lee", Optional.empty())));
            String renamed = DirectoryContract.named("refint.lee").toString();
            assertThat(admin.getEntry(group).hasAttributeValue("member", renamed))
                    .isTrue();
            assertThat(admin.getEntry(boss.dn().toString()).hasAttributeValue("manager", renamed))
                    .isTrue();
            assertThat(admin.getEntry(renamed).hasAttributeValue("memberOf", group))
                    .isTrue();
            admin.delete(renamed);
            assertThat(admin.getEntry(group).hasAttribute("member")).isFalse();
        }
    }

    @Test
    void whoMayNotReadTheConfigurationSeesThePlugInOnEntries() throws Exception {
        String member = added("probe.member", Map.of()).dn().toString();
        try (LDAPConnection admin = server.admin();
                Directory later = as(LdapServer.SERVICE, LdapServer.SERVICE_PASSWORD, "auto")) {
            admin.add("dn: cn=probe," + GROUPS, "objectClass: groupOfNames", "cn: probe", "member: " + member);
            assertThat(later.capabilities().details()).containsEntry("memberOf", "yes: on entries");
        }
    }

    @Test
    void lettersOutsideAsciiThatTheServerRefusesAreAFaultOfTheData() throws LDAPException {
        try (LDAPConnection admin = server.admin()) {
            admin.modify(SEVEN_BIT, new Modification(ModificationType.REPLACE, "nsslapd-pluginEnabled", "on"));
            ChangeResult.Failed refused =
                    DirectoryContract.failed(directory.apply(DirectoryContract.add("åsa", Map.of())));
            assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
            assertThat(refused.detail()).contains("7-bit");
        } finally {
            try (LDAPConnection admin = server.admin()) {
                admin.modify(SEVEN_BIT, new Modification(ModificationType.REPLACE, "nsslapd-pluginEnabled", "off"));
            }
        }
    }

    @Test
    void comesBackAfterAKillWithWhatItHad() {
        try (Server389ds killed = Server389ds.start();
                Directory over = new LdapDirectory(new DirectorySettings(
                        List.of(URI.create(killed.url())),
                        "389ds",
                        LdapServer.SERVICE,
                        LdapServer.SERVICE_PASSWORD,
                        Optional.empty(),
                        false,
                        4,
                        Duration.ofSeconds(5)))) {
            IntStream.range(0, 20)
                    .forEach(i -> DirectoryContract.applied(over.apply(DirectoryContract.add("kept" + i, Map.of()))));
            killed.kill9();
            assertThat(DirectoryContract.failed(over.apply(DirectoryContract.add("away", Map.of())))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);
            killed.launch();
            assertThat(over.up()).isTrue();
            assertThat(over.entry(DirectoryContract.named("kept0"), READ)).isPresent();
            ValueChange title = new ValueChange("title", List.of(), List.of("new"), ValueChange.Kind.PENDING);
            ActualEntry entry =
                    over.entry(DirectoryContract.named("kept0"), READ).orElseThrow();
            DirectoryContract.applied(over.apply(DirectoryContract.modify(entry, title)));
        }
    }
}

package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.testing.SambaServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The port over a real Samba AD, as a service account of few rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SambaDirectoryTest implements DirectoryContract {
    private static final Words WORDS = new Words("OU=people," + SambaServer.BASE, "cn", "user", "otherMailbox");
    private SambaServer samba;
    private Directory directory;

    @BeforeAll
    void start() {
        samba = SambaServer.start();
        directory = at(SambaServer.SERVICE_PASSWORD, false, samba.ldapsUrl());
    }

    @AfterAll
    void stop() {
        if (samba != null) {
            directory.close();
            samba.close();
        }
    }

    private Directory at(String password, boolean startTls, String url) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create(url)),
                "auto",
                SambaServer.SERVICE,
                password,
                Optional.of(samba.authority()),
                startTls,
                4,
                Duration.ofSeconds(5)));
    }

    @Override
    public Words words() {
        return WORDS;
    }

    /** In a DN the server takes an equals sign only escaped (RFC 4514 section 2.4 does not ask for it). */
    @Override
    public List<String> specialNames() {
        return List.of("a,b", "#hash", " lead", "trail ", "q\"uote", "back\\slash", "a+bc<d>e;f", "*()", "Åsa Ü");
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Directory intruder() {
        return at("wrong", false, samba.ldapsUrl());
    }

    @Override
    public LDAPConnection other() {
        return samba.admin();
    }

    private Directory throughStartTls() {
        return at(SambaServer.SERVICE_PASSWORD, true, samba.url());
    }

    private static final ValueChange LOCK =
            new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
    private static final ValueChange UNLOCK =
            new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);

    private ActualEntry made(String name, Optional<Password> password) {
        Change.AddEntry add = WORDS.add(name, Map.of());
        DirectoryContract.applied(password.isPresent() ? directory.create(add, password.get()) : directory.apply(add));
        return entry(add.dn());
    }

    private int control(ActualEntry entry) throws LDAPException {
        try (LDAPConnection admin = samba.admin()) {
            return admin.getEntry(entry.dn().toString()).getAttributeValueAsInteger("userAccountControl");
        }
    }

    @Test
    void anAccountIsCreatedWithItsPasswordAndOpen() throws LDAPException {
        ActualEntry entry = made("with.password", Optional.of(Password.of("Zu-lang-1?")));
        assertThat(control(entry)).isEqualTo(512);
        assertThat(samba.binds(entry.dn().toString(), "Zu-lang-1?")).isTrue();
        DirectoryContract.applied(directory.password(entry.anchor(), entry.dn(), Password.of("An-other-2!ü")));
        assertThat(samba.binds(entry.dn().toString(), "An-other-2!ü")).isTrue();
        assertThat(control(made("with.random", Optional.of(Password.random())))).isEqualTo(512);
    }

    @Test
    void aRefusedPasswordLeavesTheAccountLockedAndIsTold() throws LDAPException {
        Change.AddEntry add = WORDS.add("weak", Map.of());
        ChangeResult.Applied made = DirectoryContract.applied(directory.create(add, Password.of("abc")));
        ChangeResult.Shortfall missing = made.shortfall().orElseThrow();
        assertThat(missing.locked()).isTrue();
        assertThat(missing.detail()).contains("password").doesNotContain("abc");
        ActualEntry entry = entry(add.dn());
        assertThat(made.anchor()).contains(entry.anchor());
        assertThat(control(entry)).isEqualTo(514);
        assertThat(DirectoryContract.failed(directory.password(entry.anchor(), entry.dn(), Password.of("abc")))
                        .kind())
                .isEqualTo(DirectoryFailure.Kind.REJECTED);
        DirectoryContract.applied(directory.password(entry.anchor(), entry.dn(), Password.of("Zu-lang-1?")));
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, UNLOCK)));
        assertThat(samba.binds(entry.dn().toString(), "Zu-lang-1?")).isTrue();
    }

    @Test
    void aPasswordIsNeverWrittenToAnEntryThatTookTheNameOfAnother() throws LDAPException {
        ActualEntry entry = made("followed", Optional.empty());
        try (LDAPConnection admin = samba.admin()) {
            admin.delete(entry.dn().toString());
        }
        made("followed", Optional.empty());
        assertThat(DirectoryContract.failed(directory.password(entry.anchor(), entry.dn(), Password.of("Zu-lang-1?")))
                        .kind())
                .isEqualTo(DirectoryFailure.Kind.CONFLICT);
        assertThat(samba.binds(entry.dn().toString(), "Zu-lang-1?")).isFalse();
    }

    @Test
    void locksByOneBitAndTouchesNoOther() throws LDAPException {
        ActualEntry entry = made("bits", Optional.of(Password.of("Zu-lang-1?")));
        String dn = entry.dn().toString();
        int neverExpires = 0x10000;
        try (LDAPConnection admin = samba.admin()) {
            admin.modify(
                    dn, new Modification(ModificationType.REPLACE, "userAccountControl", "" + (512 | neverExpires)));
        }
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, LOCK)));
        assertThat(control(entry)).isEqualTo(514 | neverExpires);
        assertThat(samba.binds(dn, "Zu-lang-1?")).isFalse();
        assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isPresent();
        assertThat(DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, LOCK)))
                        .converged())
                .isTrue();
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, UNLOCK)));
        assertThat(control(entry)).isEqualTo(512 | neverExpires);
        assertThat(samba.binds(dn, "Zu-lang-1?")).isTrue();
        Change.AddEntry add = WORDS.add("born.locked", Map.of());
        DirectoryContract.applied(directory.create(
                new Change.AddEntry(add.about(), add.dn(), add.attributes(), true), Password.of("Zu-lang-1?")));
        assertThat(control(entry(add.dn()))).isEqualTo(514);
    }

    @Test
    void anAnchorFindsItsEntryWhereverItStands() throws LDAPException {
        ActualEntry entry = made("wanderer", Optional.empty());
        DN left = DirectoryContract.dn("cn=wanderer,OU=left," + SambaServer.BASE);
        DirectoryContract.applied(directory.apply(new Change.RenameEntry(
                DirectoryContract.about("wanderer"),
                entry.anchor(),
                entry.dn(),
                left,
                Optional.empty(),
                List.of(),
                ValueChange.Kind.PENDING)));
        SearchBase everywhere = new SearchBase(
                DirectoryContract.dn(SambaServer.BASE), DirectoryContract.filter("(objectClass=*)"), READ);
        assertThat(directory.find(everywhere, List.of(directory.anchorFilter(entry.anchor()))))
                .singleElement()
                .satisfies(found -> assertThat(found.dn()).isEqualTo(left));
        try (LDAPConnection admin = samba.admin()) {
            byte[] there = admin.getEntry(left.toString(), "objectGUID").getAttributeValueBytes("objectGUID");
            assertThat(entry.anchor().value())
                    .startsWith("%02x%02x%02x%02x-".formatted(there[3], there[2], there[1], there[0]));
        }
    }

    @Test
    void aNameThatIsTakenElsewhereInTheDomainIsRejectedAndNotAConflict() {
        made("first.comer", Optional.empty());
        String taken = WORDS.attributes("first.comer").get("sAMAccountName").get(0);
        Change.AddEntry second = WORDS.add("second.comer", Map.of("sAMAccountName", List.of(taken)));
        assertThat(DirectoryContract.failed(directory.apply(second)).kind()).isEqualTo(DirectoryFailure.Kind.REJECTED);
        ValueChange rename = new ValueChange(
                "sAMAccountName",
                WORDS.attributes("third.comer").get("sAMAccountName"),
                List.of(taken),
                ValueChange.Kind.PENDING);
        ActualEntry third = made("third.comer", Optional.empty());
        assertThat(DirectoryContract.failed(directory.apply(DirectoryContract.modify(third, rename)))
                        .kind())
                .isEqualTo(DirectoryFailure.Kind.REJECTED);
    }

    @Test
    void membersThatAreThereOrGoneAlreadyCountAsConverged() {
        ActualEntry user = made("member", Optional.empty());
        DN dn = DirectoryContract.dn("cn=a group,OU=groups," + SambaServer.BASE);
        DirectoryContract.applied(directory.apply(new Change.AddEntry(
                DirectoryContract.about("a group"),
                dn,
                Map.of("objectClass", List.of("group"), "sAMAccountName", List.of("a group")),
                false)));
        ActualEntry group = directory.entry(dn, Set.of("member")).orElseThrow();
        String member = user.dn().toString();
        ValueChange in = new ValueChange("member", List.of(), List.of(member), ValueChange.Kind.PENDING);
        ValueChange out = new ValueChange("member", List.of(member), List.of(), ValueChange.Kind.PENDING);
        for (ValueChange change : List.of(in, out)) {
            Change.ModifyEntry modify = DirectoryContract.modify(group, change);
            assertThat(DirectoryContract.applied(directory.apply(modify)).converged())
                    .isFalse();
            assertThat(DirectoryContract.applied(directory.apply(modify)).converged())
                    .isTrue();
        }
    }

    @Test
    void primaryGroupsAreTold() {
        ActualEntry user = made("primary", Optional.empty());
        ActualEntry domainUsers = directory
                .entry(DirectoryContract.dn("cn=Domain Users,CN=Users," + SambaServer.BASE), Set.of("member"))
                .orElseThrow();
        assertThat(user.attribute(ActualEntry.PRIMARY_GROUP).map(Attribute::getValue))
                .isEqualTo(domainUsers.attribute(ActualEntry.GROUP_NUMBER).map(Attribute::getValue))
                .contains("513");
    }

    @Test
    void whatTheServiceAccountMayNotWriteIsDenied() {
        Change.AddEntry add = new Change.AddEntry(
                DirectoryContract.about("frozen"),
                DirectoryContract.dn("cn=frozen,OU=frozen," + SambaServer.BASE),
                WORDS.attributes("frozen"),
                false);
        assertThat(DirectoryContract.failed(directory.apply(add)).kind()).isEqualTo(DirectoryFailure.Kind.DENIED);
    }

    @Test
    void theSchemaKnowsItsAttributes() {
        Schema schema = directory.schema();
        assertThat(schema.getAttributeType("sAMAccountName")).isNotNull();
        assertThat(schema.getObjectClass("user")).isNotNull();
    }

    @Test
    void startTlsWillDoAsWell() throws LDAPException {
        try (Directory over = throughStartTls()) {
            Change.AddEntry add = WORDS.add("start.tls", Map.of());
            DirectoryContract.applied(over.create(add, Password.of("Zu-lang-1?")));
            assertThat(samba.binds(add.dn().toString(), "Zu-lang-1?")).isTrue();
        }
    }

    @Test
    void probesWhatTheServerCanDo() {
        Capabilities found = directory.capabilities();
        assertThat(found.flavour()).isEqualTo("ad");
        assertThat(found.anchorAttribute()).isEqualTo("objectGUID");
        assertThat(found.canDisable()).isTrue();
        assertThat(found.details()).containsEntry("assertion", "no").containsEntry("passwords", "yes: over TLS");
    }
}

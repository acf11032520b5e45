package io.isthmus.directory.flavour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Password;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.scim.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the flavours make of changes and entries, without a server; that servers agree is for the contract tests. */
class FlavoursTest {
    private static final String FOREVER = "000001010000Z";
    private static final DirectoryFlavour OPENLDAP = new OpenLdap();
    private static final DirectoryFlavour DS389 = new Directory389();
    private static final DirectoryFlavour MEMORY = new InMemory();
    private static final ValueChange LOCK =
            new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
    private static final ValueChange UNLOCK =
            new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);
    private static final ValueChange TITLE =
            new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING);

    private static Change.AddEntry add(boolean disabled) throws LDAPException {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put("objectClass", List.of("inetOrgPerson"));
        attributes.put("cn", List.of("Ann"));
        return new Change.AddEntry(
                new About("1", ResourceType.USER, "okta", "ann", 7, Situation.NEW, List.of(), false, ""),
                new DN("cn=Ann,dc=example"),
                attributes,
                disabled);
    }

    private static Modification delete(String name, String... values) {
        return new Modification(ModificationType.DELETE, name, values);
    }

    private static Modification added(String name, String... values) {
        return new Modification(ModificationType.ADD, name, values);
    }

    @Test
    void aNameThatSlapdCannotKeepIsToldAsTooLong() throws LDAPException {
        DN name = new DN(new com.unboundid.ldap.sdk.RDN("cn", "ü".repeat(200)), new DN("ou=groups,dc=x"));
        assertThat(OPENLDAP.misnamed(name, ResultCode.OTHER))
                .hasValueSatisfying(why -> assertThat(why)
                        .isEqualTo(
                                "its name has 403 bytes with the attribute before it, and slapd keeps names of up to about"
                                        + " 245: give it a shorter one at the identity provider, or shorten what attributes.cn is"
                                        + " mapped from"));
        assertThat(OPENLDAP.misnamed(name, ResultCode.BUSY)).isEmpty();
        DN fits = new DN(new com.unboundid.ldap.sdk.RDN("cn", "ü".repeat(100)), new DN("ou=groups,dc=x"));
        assertThat(OPENLDAP.misnamed(fits, ResultCode.OTHER)).isEmpty();
        assertThat(new Directory389().misnamed(name, ResultCode.OTHER)).isEmpty();
    }

    @Test
    void eachSaysWhatEndsSearchesEarly() {
        assertThat(OPENLDAP.raise("cn=us").orElseThrow())
                .contains("limits dn.exact=\"cn=us\" size=unlimited size.prtotal=unlimited");
        assertThat(DS389.raise("cn=us").orElseThrow())
                .contains("nsSizeLimit")
                .contains("nsLookThroughLimit")
                .contains("cn=us");
        assertThat(new ActiveDirectory().raise("cn=us").orElseThrow()).contains("MaxPageSize");
        assertThat(MEMORY.raise("cn=us")).isEmpty();
    }

    @Test
    void eachHasItsNameAndItsAnchor() {
        assertThat(OPENLDAP.name() + " " + OPENLDAP.anchorAttribute()).isEqualTo("openldap entryUUID");
        assertThat(DS389.name() + " " + DS389.anchorAttribute()).isEqualTo("389ds nsUniqueId");
        assertThat(MEMORY.name() + " " + MEMORY.anchorAttribute()).isEqualTo("in-memory entryUUID");
        assertThat(OPENLDAP.alwaysRead()).containsExactlyInAnyOrder("entryUUID", "objectClass", "pwdAccountLockedTime");
        assertThat(DS389.alwaysRead()).containsExactlyInAnyOrder("nsUniqueId", "objectClass", "nsAccountLock");
        assertThat(MEMORY.alwaysRead()).containsExactlyInAnyOrder("entryUUID", "objectClass");
    }

    @Test
    void anEntryIsFoundByItsAnchorAndWrittenByItsName() throws LDAPException {
        DN dn = new DN("cn=Ann,dc=example");
        Anchor anchor = new Anchor("a-b");
        assertThat(OPENLDAP.anchorFilter(anchor)).isEqualTo(Filter.create("(entryUUID=a-b)"));
        assertThat(OPENLDAP.target(dn, anchor)).isEqualTo(dn.toString());
        assertThat(OPENLDAP.anchor(new Entry(dn, new Attribute("entryUUID", "a-b"))))
                .contains(anchor);
        assertThat(OPENLDAP.anchor(new Entry(dn, new Attribute("entryUUID", " "))))
                .isEmpty();
        assertThat(OPENLDAP.anchor(new Entry(dn))).isEmpty();
        assertThat(OPENLDAP.unique("uid")).isFalse();
    }

    @Test
    void theAnchorOfAContentSyncControlIsThatOfTheEntry() {
        UUID uuid = UUID.fromString("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
        assertThat(OPENLDAP.anchor(uuid)).isEqualTo(new Anchor("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"));
        assertThat(DS389.anchor(uuid)).isEqualTo(new Anchor("0a1b2c3d-4e5f6071-8293a4b5-c6d7e8f9"));
    }

    @Test
    void theLockBecomesAVirtualAttribute() throws LDAPException, LDIFException {
        ActualEntry locked = OPENLDAP.normalise(new Entry(
                "dn: cn=Ann,dc=example",
                "objectClass: inetOrgPerson",
                "CN: Ann",
                "entryUUID: a-b",
                "pwdAccountLockedTime: " + FOREVER));
        assertThat(locked.anchor()).isEqualTo(new Anchor("a-b"));
        assertThat(locked.dn()).isEqualTo(new DN("cn=Ann,dc=example"));
        assertThat(locked.attributes()).containsOnlyKeys("objectclass", "cn", ActualEntry.DISABLED);
        assertThat(locked.attributes().get(ActualEntry.DISABLED).getValue()).isEqualTo("true");
    }

    @Test
    void whatIsNotLockedIsAsItWasRead() throws LDIFException {
        ActualEntry entry = OPENLDAP.normalise(new Entry("dn: cn=Ann,dc=example", "cn: Ann", "entryUUID: a-b"));
        assertThat(entry.anchor()).isEqualTo(new Anchor("a-b"));
        assertThat(entry.attributes()).containsOnlyKeys("cn");
    }

    @Test
    void aLockByFailedLoginsIsNotOurs() throws LDIFException {
        ActualEntry entry = OPENLDAP.normalise(
                new Entry("dn: cn=Ann,dc=example", "entryUUID: a-b", "pwdAccountLockedTime: 20260102030405Z"));
        assertThat(entry.attributes()).isEmpty();
    }

    @Test
    void whatIsNoDnIsRefusedByName() {
        Entry broken = new Entry("no dn", new Attribute("entryUUID", "a-b"));
        assertThatThrownBy(() -> OPENLDAP.normalise(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no dn");
    }

    @Test
    void valuesAreTakenOutAndPutInOneByOne() {
        assertThat(OPENLDAP.realise(List.of(TITLE), List.of()))
                .containsExactly(delete("title", "old"), added("title", "new"));
        assertThat(MEMORY.realise(List.of(TITLE), List.of()))
                .containsExactly(delete("title", "old"), added("title", "new"));
        assertThat(OPENLDAP.realise(
                        List.of(new ValueChange("title", List.of(), List.of("new"), ValueChange.Kind.DRIFT)),
                        List.of()))
                .containsExactly(added("title", "new"));
        assertThat(OPENLDAP.realise(
                        List.of(new ValueChange("title", List.of("old"), List.of(), ValueChange.Kind.DRIFT)),
                        List.of()))
                .containsExactly(delete("title", "old"));
    }

    @Test
    void onlyALockNeedsTheCurrentState() {
        assertThat(OPENLDAP.needsCurrent(List.of(TITLE, LOCK))).isTrue();
        assertThat(OPENLDAP.needsCurrent(List.of(TITLE))).isFalse();
        assertThat(MEMORY.needsCurrent(List.of(LOCK))).isFalse();
    }

    @Test
    void anAccountIsLockedOverWhateverElseStandsThere() {
        Attribute failedLogins = new Attribute("pwdAccountLockedTime", "20260102030405Z");
        Attribute ours = new Attribute("PWDACCOUNTLOCKEDTIME", FOREVER);
        assertThat(OPENLDAP.realise(List.of(LOCK), List.of())).containsExactly(added("pwdAccountLockedTime", FOREVER));
        assertThat(OPENLDAP.realise(List.of(LOCK), List.of(new Attribute("cn", "Ann"), failedLogins)))
                .containsExactly(
                        delete("pwdAccountLockedTime", "20260102030405Z"), added("pwdAccountLockedTime", FOREVER));
        assertThat(OPENLDAP.realise(List.of(LOCK), List.of(ours))).isEmpty();
    }

    @Test
    void onlyOurLockIsTakenAway() {
        Attribute failedLogins = new Attribute("pwdAccountLockedTime", "20260102030405Z");
        Attribute ours = new Attribute("pwdAccountLockedTime", FOREVER);
        assertThat(OPENLDAP.realise(List.of(UNLOCK), List.of(ours)))
                .containsExactly(delete("pwdAccountLockedTime", FOREVER));
        assertThat(OPENLDAP.realise(List.of(UNLOCK), List.of(failedLogins))).isEmpty();
        assertThat(OPENLDAP.realise(List.of(UNLOCK), List.of())).isEmpty();
        assertThat(DS389.realise(List.of(UNLOCK), List.of(new Attribute("nsAccountLock", "TRUE"))))
                .containsExactly(delete("nsAccountLock", "TRUE"));
    }

    @Test
    void anEntryIsCreatedLockedWhereThatIsWanted() throws LDAPException {
        assertThat(OPENLDAP.realise(add(true)))
                .containsExactly(
                        new Attribute("objectClass", "inetOrgPerson"),
                        new Attribute("cn", "Ann"),
                        new Attribute("pwdAccountLockedTime", FOREVER));
        assertThat(DS389.realise(add(false)))
                .containsExactly(new Attribute("objectClass", "inetOrgPerson"), new Attribute("cn", "Ann"));
        assertThat(OPENLDAP.opensLater(add(false))).isFalse();
        assertThat(OPENLDAP.lock()).contains(new Attribute("pwdAccountLockedTime", FOREVER));
        assertThat(DS389.lock()).contains(new Attribute("nsAccountLock", "true"));
    }

    @Test
    void theInMemoryServerCannotLock() throws LDAPException, LDIFException {
        assertThat(MEMORY.lock()).isEmpty();
        assertThat(MEMORY.realise(add(true)))
                .containsExactly(new Attribute("objectClass", "inetOrgPerson"), new Attribute("cn", "Ann"));
        assertThatThrownBy(() -> MEMORY.realise(List.of(TITLE, LOCK), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot disable");
        assertThat(MEMORY.normalise(new Entry(
                                "dn: cn=Ann,dc=example",
                                "cn: Ann",
                                "entryUUID: a-b",
                                "pwdAccountLockedTime: " + FOREVER))
                        .attributes())
                .containsOnlyKeys("cn", "pwdaccountlockedtime");
    }

    @Test
    void aPasswordIsHashedByTheServer() {
        assertThat(OPENLDAP.password(Password.of("s3cret")))
                .isEqualTo(new Modification(ModificationType.REPLACE, "userPassword", "s3cret"));
        assertThat(OPENLDAP.passwordNeedsTls()).isFalse();
    }

    @Test
    void twoAnswersAreWorthAnotherLook() {
        assertThat(OPENLDAP.maybeAsWanted(ResultCode.NO_SUCH_ATTRIBUTE, List.of()))
                .isTrue();
        assertThat(OPENLDAP.maybeAsWanted(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, List.of()))
                .isTrue();
        assertThat(OPENLDAP.maybeAsWanted(ResultCode.ENTRY_ALREADY_EXISTS, List.of()))
                .isFalse();
        assertThat(OPENLDAP.maybeAsWanted(ResultCode.SUCCESS, List.of())).isFalse();
    }
}

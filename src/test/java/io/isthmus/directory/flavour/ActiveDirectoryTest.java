package io.isthmus.directory.flavour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.Password;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.scim.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Active Directory wants said otherwise, without a server. */
class ActiveDirectoryTest {
    private static final String CONTROL = "userAccountControl";
    /** as in MS-DTYP 2.3.4: the first three groups with the lowest byte first */
    private static final byte[] GUID = HexFormat.of().parseHex("33221100554477668899aabbccddeeff");

    private static final Anchor ANCHOR = new Anchor("00112233-4455-6677-8899-aabbccddeeff");
    private static final ValueChange LOCK =
            new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
    private static final ValueChange UNLOCK =
            new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);

    private final ActiveDirectory ad = new ActiveDirectory();

    private static Change.AddEntry add(boolean disabled, String objectClass, String... control) throws LDAPException {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put("OBJECTCLASS", List.of("top", objectClass));
        if (control.length > 0) {
            attributes.put("UserAccountControl", List.of(control));
        }
        return new Change.AddEntry(
                new About("1", ResourceType.USER, "okta", "ann", 7, Situation.NEW, List.of(), false, ""),
                new DN("cn=Ann,dc=example"),
                attributes,
                disabled);
    }

    private static Entry entry(Attribute... more) {
        Entry entry = new Entry("cn=Ann,dc=example", new Attribute("objectGUID", GUID));
        for (Attribute one : more) {
            entry.addAttribute(one);
        }
        return entry;
    }

    private List<Modification> lock(ValueChange change, String... bits) {
        return ad.realise(
                List.of(change), bits.length == 0 ? List.of() : List.of(new Attribute("useraccountcontrol", bits)));
    }

    @Test
    void aGuidIsTheAnchor() throws LDAPException {
        assertThat(ad.name()).isEqualTo("ad");
        assertThat(ad.anchorAttribute()).isEqualTo("objectGUID");
        assertThat(ad.alwaysRead())
                .containsExactlyInAnyOrder("objectGUID", "objectClass", CONTROL, "primaryGroupID", "objectSid");
        assertThat(ad.anchor(entry())).contains(ANCHOR);
        assertThat(ad.anchor(new Entry("cn=Ann,dc=example"))).isEmpty();
        assertThat(ad.anchorFilter(ANCHOR).getAssertionValueBytes()).isEqualTo(GUID);
        assertThat(ad.target(new DN("cn=Ann,dc=example"), ANCHOR)).isEqualTo("<GUID=" + ANCHOR.value() + ">");
    }

    @Test
    void aGuidHasSixteenBytes() {
        assertThatThrownBy(() -> Guid.text(new byte[15])).hasMessageContaining("15");
        assertThat(Guid.bytes(Guid.text(GUID))).isEqualTo(GUID);
    }

    @Test
    void aSidEndsInTheNumberOfTheGroup() {
        byte[] sid = HexFormat.of().parseHex("010100000000000501020000");
        assertThat(Guid.lastOfSid(sid)).contains("513");
        assertThat(Guid.lastOfSid(new byte[11])).isEmpty();
        byte[] large = HexFormat.of().parseHex("0101000000000005ffffffff");
        assertThat(Guid.lastOfSid(large)).contains("4294967295");
    }

    @Test
    void theBitBecomesAVirtualAttributeAndRestlessOnesAreLeftOut() {
        ActualEntry locked = ad.normalise(entry(
                new Attribute(CONTROL, "66050"),
                new Attribute("primaryGroupID", "513"),
                new Attribute("lastLogon", "1"),
                new Attribute("cn", "Ann")));
        assertThat(locked.anchor()).isEqualTo(ANCHOR);
        assertThat(locked.attributes())
                .containsOnlyKeys(
                        "cn", "useraccountcontrol", "primarygroupid", ActualEntry.DISABLED, ActualEntry.PRIMARY_GROUP);
        assertThat(locked.attributes().get(ActualEntry.PRIMARY_GROUP).getValue())
                .isEqualTo("513");
        assertThat(ad.normalise(entry(new Attribute(CONTROL, "512"))).attributes())
                .doesNotContainKey(ActualEntry.DISABLED);
    }

    @Test
    void onlyAGroupHasAGroupNumber() {
        Attribute sid = new Attribute("objectSid", HexFormat.of().parseHex("010100000000000501020000"));
        assertThat(ad.normalise(entry(sid, new Attribute("objectClass", "group")))
                        .attributes()
                        .get(ActualEntry.GROUP_NUMBER)
                        .getValue())
                .isEqualTo("513");
        assertThat(ad.normalise(entry(sid, new Attribute("objectClass", "user")))
                        .attributes())
                .doesNotContainKey(ActualEntry.GROUP_NUMBER);
    }

    @Test
    void whatCannotBeReadIsRefusedByName() {
        assertThatThrownBy(() -> ad.normalise(new Entry("cn=Ann,dc=example"))).hasMessageContaining("objectGUID");
        assertThatThrownBy(() -> ad.normalise(entry(new Attribute(CONTROL, "many"))))
                .hasMessageContaining("no number");
        assertThatThrownBy(() -> ad.normalise(new Entry("no dn", new Attribute("objectGUID", GUID))))
                .hasMessageContaining("no dn");
    }

    @Test
    void theOneBitIsChangedAndNoOther() {
        assertThat(lock(LOCK, "66048"))
                .containsExactly(
                        new Modification(ModificationType.DELETE, CONTROL, "66048"),
                        new Modification(ModificationType.ADD, CONTROL, "66050"));
        assertThat(lock(UNLOCK, "66050"))
                .containsExactly(
                        new Modification(ModificationType.DELETE, CONTROL, "66050"),
                        new Modification(ModificationType.ADD, CONTROL, "66048"));
        assertThat(lock(LOCK, "514")).isEmpty();
        assertThat(lock(UNLOCK, "512")).isEmpty();
        assertThat(lock(LOCK)).containsExactly(new Modification(ModificationType.ADD, CONTROL, "514"));
        assertThat(ad.needsCurrent(List.of(LOCK))).isTrue();
    }

    @Test
    void otherValuesAreWrittenAsElsewhere() {
        ValueChange title = new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING);
        assertThat(ad.realise(List.of(title), List.of()))
                .containsExactly(
                        new Modification(ModificationType.DELETE, "title", "old"),
                        new Modification(ModificationType.ADD, "title", "new"));
        assertThat(ad.needsCurrent(List.of(title))).isFalse();
    }

    @Test
    void anAccountIsCreatedLockedAndOpenedLater() throws LDAPException {
        assertThat(ad.realise(add(false, "user")))
                .containsExactly(new Attribute("OBJECTCLASS", "top", "user"), new Attribute(CONTROL, "514"));
        assertThat(ad.realise(add(false, "inetOrgPerson", "66048")))
                .containsExactly(new Attribute("OBJECTCLASS", "top", "inetOrgPerson"), new Attribute(CONTROL, "66050"));
        assertThat(ad.opensLater(add(false, "user"))).isTrue();
        assertThat(ad.opensLater(add(true, "user"))).isFalse();
    }

    @Test
    void aGroupIsNoAccount() throws LDAPException {
        assertThat(ad.realise(add(false, "group"))).containsExactly(new Attribute("OBJECTCLASS", "top", "group"));
        assertThat(ad.opensLater(add(false, "group"))).isFalse();
        Change.AddEntry group = add(false, "group");
        Map<String, List<String>> described = new LinkedHashMap<>(group.attributes());
        described.put("description", List.of("user"));
        assertThat(ad.opensLater(new Change.AddEntry(group.about(), group.dn(), described, false)))
                .isFalse();
    }

    @Test
    void aPasswordIsQuotedAndGoesOverTlsOnly() {
        Modification written = ad.password(Password.of("s3cret"));
        assertThat(written.getModificationType()).isEqualTo(ModificationType.REPLACE);
        assertThat(written.getAttributeName()).isEqualTo("unicodePwd");
        assertThat(written.getValueByteArrays()[0]).isEqualTo("\"s3cret\"".getBytes(StandardCharsets.UTF_16LE));
        assertThat(ad.passwordNeedsTls()).isTrue();
    }

    @Test
    void someNamesAreUniqueInTheForest() {
        assertThat(ad.unique("samaccountname")).isTrue();
        assertThat(ad.unique("userPrincipalName")).isTrue();
        assertThat(ad.unique("mail")).isFalse();
    }

    @Test
    void ofMembersItSaysOtherwiseThatAValueIsThere() {
        List<ValueChange> members =
                List.of(new ValueChange("member", List.of(), List.of("cn=Ann"), ValueChange.Kind.PENDING));
        assertThat(ad.maybeAsWanted(ResultCode.ENTRY_ALREADY_EXISTS, members)).isTrue();
        assertThat(ad.maybeAsWanted(ResultCode.UNWILLING_TO_PERFORM, members)).isTrue();
        assertThat(ad.maybeAsWanted(ResultCode.BUSY, members)).isFalse();
        assertThat(ad.maybeAsWanted(ResultCode.ENTRY_ALREADY_EXISTS, List.of(LOCK)))
                .isFalse();
        assertThat(ad.maybeAsWanted(ResultCode.NO_SUCH_ATTRIBUTE, List.of(LOCK)))
                .isTrue();
    }
}

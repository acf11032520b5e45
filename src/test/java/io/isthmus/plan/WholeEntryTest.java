package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WholeEntryTest {
    private static final Attribute UID = new Attribute("uid", "dan");

    @Test
    void keepsEverythingButSecretsWhichItNames() {
        WholeEntry whole = whole(
                UID,
                new Attribute("roomNumber", "42"),
                new Attribute("jpegPhoto", new byte[] {0, 1, 2}),
                new Attribute("userPassword", "secret"),
                new Attribute("modifyTimestamp", "20260101000000Z"));
        assertThat(whole.values()).isEqualTo(Map.of("uid", List.of("dan"), "roomNumber", List.of("42")));
        assertThat(whole.binary()).isEqualTo(Map.of("jpegPhoto", List.of("AAEC")));
        assertThat(whole.lost()).containsExactly("userPassword");
        assertThat(whole.toString()).doesNotContain("secret");
    }

    @Test
    void namesWhatIsOtherMoreOrLess() {
        WholeEntry before = whole(UID, new Attribute("title", "a", "b"), new Attribute("roomNumber", "42"));
        assertThat(before.differences(whole(UID, new Attribute("TITLE", "b", "a"), new Attribute("roomNumber", "42"))))
                .isEmpty();
        assertThat(before.differences(whole(UID, new Attribute("title", "a"), new Attribute("description", "x"))))
                .containsExactly("description", "roomNumber", "title");
    }

    @Test
    void aSecretThatWasChangedShowsByTheTimeOfTheChange() {
        WholeEntry before = whole(UID, new Attribute("userPassword", "a"), new Attribute("modifyTimestamp", "1"));
        assertThat(before.differences(
                        whole(UID, new Attribute("userPassword", "b"), new Attribute("modifyTimestamp", "2"))))
                .containsExactly("userPassword");
        assertThat(before.differences(whole(UID, new Attribute("modifyTimestamp", "2"))))
                .containsExactly("userPassword");
    }

    @Test
    void whatGroupsWriteOnTheirMembersIsNoDifference() {
        WholeEntry before = whole(UID, new Attribute("memberOf", "cn=a"), new Attribute("modifyTimestamp", "1"));
        assertThat(before.differences(whole(UID, new Attribute("modifyTimestamp", "2"))))
                .isEmpty();
        assertThat(before.differences(whole(UID, new Attribute("title", "x"), new Attribute("modifyTimestamp", "2"))))
                .containsExactly("title");
        assertThat(before.differences(
                        whole(UID, new Attribute("memberOf", "cn=a"), new Attribute("modifyTimestamp", "2"))))
                .containsExactly("something that cannot be read");
    }

    @Test
    void whoNamesAnEntryIsNoDifferenceOfItButAChangedSecretStillIs() {
        WholeEntry before = whole(UID, new Attribute("directReports", "cn=a"), new Attribute("uSNChanged", "1"));
        assertThat(before.differences(
                        whole(UID, new Attribute("managedObjects", "cn=b"), new Attribute("uSNChanged", "1"))))
                .isEmpty();
        assertThat(before.differences(whole(UID, new Attribute("uSNChanged", "2"))))
                .containsExactly("something that cannot be read");
    }

    @Test
    void namesEntriesOfItsOwnAccordOnly() throws Exception {
        WholeEntry whole = whole(
                UID,
                new Attribute("member", "cn=a,dc=x", "CN=B,dc=x"),
                new Attribute("manager", "cn=c"),
                new Attribute("memberOf", "cn=d"),
                new Attribute("directReports", "cn=e"),
                new Attribute("title", "a=b=c,", "x", "=y"));
        assertThat(whole.references())
                .containsExactlyInAnyOrder(new DN("cn=a,dc=x"), new DN("cn=b,dc=x"), new DN("cn=c"));
    }

    private static WholeEntry whole(Attribute... attributes) {
        Map<String, Attribute> all = new HashMap<>();
        for (Attribute attribute : attributes) {
            all.put(attribute.getName().toLowerCase(Locale.ROOT), attribute);
        }
        return WholeEntry.of(new ActualEntry(new Anchor("a"), DN.NULL_DN, all));
    }
}

package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesiredEntryTest {
    private static final String ANN = "{'userName':'ann','displayName':'Ann Lee'}";
    private static final String NAMED_BY_CN = "attributes: { cn: displayName, UID: userName }";

    private final DN elsewhere = Mappings.dn("cn=Ann Smith,ou=left,dc=example,dc=com");

    @Test
    void groupsThatListNamesCallAUserByItsUidWhateverNamesTheEntry() {
        MappingSet byCn = Mappings.valid(Mappings.users("rdn: cn", NAMED_BY_CN));
        assertThat(Mappings.wanted(byCn, Mappings.user(ANN)).uid()).isEqualTo("ann");
        MappingSet withoutUid =
                Mappings.valid(Mappings.users("rdn: cn", "attributes: { sn: userName, cn: displayName }"));
        assertThat(Mappings.wanted(withoutUid, Mappings.user(ANN)).uid()).isEqualTo("Ann Lee");
    }

    @Test
    void whatWaitsIsAddedToWhatWaitsAlready() {
        DesiredEntry once = deleted().waiting(Map.of(), List.of("manager=a"));
        DesiredEntry twice = once.waiting(Map.of(), List.of("manager=b"));
        assertThat(twice.pending()).containsExactly("manager=a", "manager=b");
        assertThat(twice.attributes()).isEmpty();
        assertThat(twice.dn()).isEqualTo(deleted().dn());
    }

    @Test
    void theNameOfADeletedUsersEntryIsLeftAsItIs() {
        DesiredEntry kept = deleted().keepingName(elsewhere);
        assertThat(kept.dn()).isEqualTo(Mappings.dn("cn=Ann Smith," + Mappings.PEOPLE));
        assertThat(kept.attributes()).containsOnlyKeys("UID");
        assertThat(kept.standing()).isEqualTo(DesiredEntry.Standing.DELETED);
    }

    @Test
    void aDeletedUsersEntryOfTheRightNameGoesWhereItBelongs() {
        DesiredEntry desired = deleted();
        assertThat(desired.keepingName(Mappings.dn("CN=ann lee,ou=left,dc=example,dc=com")))
                .isEqualTo(desired);
    }

    @Test
    void whoeverIsThereIsRenamed() {
        DesiredEntry desired = Mappings.wanted(mapping(), Mappings.user(ANN));
        assertThat(desired.keepingName(elsewhere)).isEqualTo(desired);
    }

    @Test
    void anEntryIsAResourcesOwnOnlyByTheStampWithItsId() {
        DesiredEntry desired = Mappings.wanted(mapping(), Mappings.user(ANN));
        assertThat(desired.stamp()).contains("id-1");
        assertThat(desired.isStampedOn(Mappings.entry("cn=x", Map.of("employeeNumber", "id-1"))))
                .isTrue();
        assertThat(desired.isStampedOn(Mappings.entry("cn=x", Map.of("employeeNumber", "id-2"))))
                .isFalse();
        assertThat(desired.isStampedOn(Mappings.entry("cn=x", Map.of("cn", "id-1"))))
                .isFalse();
        DesiredEntry unstamped = Mappings.wanted(Mappings.valid(Mappings.users()), Mappings.user(ANN));
        assertThat(unstamped.isStampedOn(Mappings.entry("cn=x", Map.of("employeeNumber", "id-1"))))
                .isFalse();
    }

    private static DesiredEntry deleted() {
        return Mappings.wanted(mapping(), Mappings.resource(ResourceType.USER, Optional.of(Mappings.T0), ANN));
    }

    private static MappingSet mapping() {
        return Mappings.valid(Mappings.users("rdn: cn", NAMED_BY_CN, "stamp-attribute: employeeNumber"));
    }
}

package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flows on a Samba Active Directory domain controller. */
class SambaFlowsIT extends Flows {
    @Override
    Site open() {
        return new SambaSite();
    }

    @Test
    void whosePrimaryGroupItIsBelongsToItAlready() throws Exception {
        String primary = okta.user("primary", "");
        String other = okta.user("not.primary", "");
        String group = okta.group("Primary Team", List.of(primary));
        settled();
        site.admin()
                .modify(
                        site.user("primary"),
                        new Modification(
                                ModificationType.REPLACE, "primaryGroupID", number(site.group("Primary Team"))));
        // the server takes it out of the group's members then
        assertThat(members("Primary Team")).isEmpty();
        JsonNode plan = run("plan");
        assertThat(changes(plan))
                .extracting(change -> change.at("/resource/id").asText())
                .doesNotContain(group);
        okta.expect(200, "PUT", "/Groups/" + group, Provider.groupBody("Primary Team", List.of(primary, other)));
        settled();
        assertThat(members("Primary Team")).isEqualTo(dns("not.primary"));
        assertThat(newestChange(group).path("outcome").asText()).isEqualTo("applied");
        assertThat(okta.membersOf(group)).containsExactlyInAnyOrder(primary, other);
        assertIdle();
    }

    /** The last number of its SID (MS-DTYP 2.4.2). */
    private String number(String group) throws LDAPException {
        byte[] sid = site.admin().getEntry(group, "objectSid").getAttributeValueBytes("objectSid");
        return Integer.toString(
                ByteBuffer.wrap(sid).order(ByteOrder.LITTLE_ENDIAN).getInt(sid.length - 4));
    }
}

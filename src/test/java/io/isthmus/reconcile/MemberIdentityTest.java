package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberLimits;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The anchor, never the name, is what makes an entry the member's. */
class MemberIdentityTest {
    /** As memberUid is, which the schema of this server does not have. */
    private static final String BY_NAME = MembershipsTest.MAPPING
            .replace("objectClass=groupOfNames", "objectClass=organizationalRole")
            .replace("[groupOfNames]", "[organizationalRole]")
            .replace(
                    "{ attribute: member, as: dn, placeholder: \"cn=nobody,dc=example,dc=com\" }",
                    "{ attribute: description, as: uid }");

    private Office office;

    private void open(String mapping) throws Exception {
        office = new Office(
                mapping,
                Office.limits(MemberLimits.NONE),
                new ReconcileSettings(
                        true, false, false, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4));
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static String dn(String user) {
        return "uid=" + user + "," + Office.BASE;
    }

    private List<String> members(String group) throws LDAPException {
        return office.values("cn=" + group + "," + Office.GROUPS, "member").stream()
                .filter(member -> !member.startsWith("cn=nobody"))
                .toList();
    }

    @Test
    void whoHasTheNameOfAMembersFormerEntryIsNoMember() throws Exception {
        open(MembershipsTest.MAPPING);
        String ann = office.create("ann");
        String ben = office.create("ben");
        office.engine.soon();
        office.ldap.delete(dn("ann"));
        office.ldap.add("dn: " + dn("ann"), "objectClass: inetOrgPerson", "uid: ann", "cn: Stranger", "sn: Stranger");
        office.createGroup("team", ann, ben);
        office.engine.soon();
        office.sync();
        office.engine.soon();
        assertThat(members("team")).containsExactly(dn("ben"));
        assertThat(office.changes()).anyMatch(change -> change.equals("modify team failed"));
    }

    @Test
    void aMemberWhoseEntryIsGoneIsNotNamed() throws Exception {
        open(MembershipsTest.MAPPING);
        String ann = office.create("ann");
        String ben = office.create("ben");
        office.engine.soon();
        office.ldap.delete(dn("ann"));
        office.createGroup("team", ann, ben);
        office.engine.soon();
        assertThat(members("team")).containsExactly(dn("ben"));
    }

    @Test
    void aMemberThatSomebodyRenamedIsNamedAsItIs() throws Exception {
        open(MembershipsTest.MAPPING);
        String wanda = office.create("wanda");
        office.engine.soon();
        office.ldap.modifyDN(dn("wanda"), "uid=wandah", true, null);
        String team = office.createGroup("team", wanda);
        office.engine.soon();
        assertThat(members("team")).containsExactly(dn("wandah"));
        List<Change> sent = sent();
        office.sync();
        office.members(team, new MemberDelta.Add(Office.of(office.create("ben"))));
        office.engine.soon();
        office.engine.soon();
        assertThat(members("team")).containsExactly(dn("ben"), dn("wandah"));
        office.sync();
        assertThat(sent.stream().filter(Change.ModifyMembers.class::isInstance)).hasSize(1);
    }

    @Test
    void aGroupThatSomebodyRenamedGetsItsMembersAllTheSame() throws Exception {
        open(MembershipsTest.MAPPING);
        String ann = office.create("ann");
        String team = office.createGroup("handy", ann);
        office.engine.soon();
        office.ldap.modifyDN("cn=handy," + Office.GROUPS, "cn=byhand", true, null);
        office.members(team, new MemberDelta.Add(Office.of(office.create("ben"))));
        office.engine.soon();
        office.engine.soon();
        assertThat(members("byhand")).containsExactly(dn("ann"), dn("ben"));
    }

    @Test
    void aNameThatAnotherHasComesIntoNoGroup() throws Exception {
        open(BY_NAME);
        office.ldap.add("dn: " + dn("tk"), "objectClass: inetOrgPerson", "uid: tk", "cn: Tk", "sn: Tk");
        String ps = office.create("ps");
        office.createGroup("team", ps);
        office.engine.soon();
        ObjectNode renamed = Office.user("ps").put("userName", "tk");
        office.replace(ps, renamed);
        office.engine.soon();
        office.sync();
        office.sync();
        assertThat(office.values("cn=team," + Office.GROUPS, "description")).containsExactly("ps");
    }

    @Test
    void whoseRenameIsRefusedStaysInItsGroupsAsItIs() throws Exception {
        for (String mapping : List.of(BY_NAME, MembershipsTest.MAPPING)) {
            open(mapping);
            String ps = office.create("ps");
            office.createGroup("team", ps);
            office.engine.soon();
            List<Change> sent = sent();
            office.refuses = change -> {
                sent.add(change);
                return change instanceof Change.RenameEntry ? Optional.of(Kind.REJECTED) : Optional.empty();
            };
            office.replace(ps, Office.user("ps").put("userName", "tk"));
            office.engine.soon();
            office.sync();
            office.sync();
            assertThat(sent.stream().filter(Change.ModifyMembers.class::isInstance))
                    .isEmpty();
            boolean byName = mapping.equals(BY_NAME);
            assertThat(byName ? office.values("cn=team," + Office.GROUPS, "description") : members("team"))
                    .containsExactly(byName ? "ps" : dn("ps"));
            if (byName) {
                office.close();
            }
        }
    }

    private List<Change> sent() {
        List<Change> sent = new ArrayList<>();
        office.refuses = change -> {
            sent.add(change);
            return Optional.empty();
        };
        return sent;
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.report.Explanation.State;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.JdbcMemberships;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is named by a userName stays who it is while nobody else has that name. */
class FormerNamesTest extends Explained {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String BEA = "uid=bea@acme.test," + Office.BASE;
    private static final String RENAMED = "uid=bea.b@acme.test," + Office.BASE;

    private final String bea = office.create("bea@acme.test");
    private final String ann = office.create("ann");
    private final String team = office.createGroup("team", "bea@acme.test");

    FormerNamesTest() throws Exception {
        office.replace(ann, managed("bea@acme.test"));
        office.sync();
        assertThat(manager()).contains(BEA);
        assertThat(members()).contains(BEA);
    }

    @Test
    void aRenameTakesNobodyOutOfAnything() throws Exception {
        rename("bea.b@acme.test");
        office.engine.soon();
        office.engine.soon();
        assertThat(manager()).contains(RENAMED);
        assertThat(members()).contains(RENAMED).doesNotContain(BEA);
        assertThat(value(explain(ann), "manager").state()).isEqualTo(State.APPLIED);
        assertThat(value(explain(bea), "memberOf").state()).isEqualTo(State.APPLIED);
        rename("bea@acme.test");
        rename("Bea.B@acme.test");
        office.engine.soon();
        office.sync();
        int written = office.changes().size();
        office.sync();
        assertThat(office.changes()).as(office.changes().toString()).hasSize(written);
        assertThat(members()).hasSize(2);
        List<String> shown = new ArrayList<>();
        new JdbcMemberships(office.database)
                .of(
                        office.resources.byIds(List.of(team)).get(0),
                        member -> shown.add(member.known().orElseThrow().id()));
        assertThat(shown).containsExactly(bea);
        assertThat(new JdbcMemberships(office.database)
                        .groupsOf(office.resources.byIds(List.of(bea)))
                        .get(bea))
                .extracting(io.isthmus.scim.GroupRef::id)
                .containsExactly(team);
    }

    @Test
    void afterARenameItIsTakenOutByTheNameThatPutItIn() throws Exception {
        rename("bea.b@acme.test");
        office.engine.soon();
        office.members(team, new MemberDelta.Remove(List.of("bea@acme.test")));
        office.replace(ann, Office.user("ann"));
        office.engine.soon();
        assertThat(members()).hasSize(1);
        assertThat(manager()).isEmpty();
    }

    @Test
    void aNameThatSomebodyElseTakesMeansThatOne() throws Exception {
        rename("bea.b@acme.test");
        office.engine.soon();
        ObjectNode other = Office.user("bea@acme.test").put("externalId", "E-other");
        office.push(new io.isthmus.journal.Operation.Create(
                java.util.UUID.randomUUID().toString(), other));
        office.engine.soon();
        office.sync();
        assertThat(manager()).contains(BEA);
        assertThat(members()).contains(BEA).doesNotContain(RENAMED);
    }

    @Test
    void whoIsDeletedIsNotMeantByAnyName() throws Exception {
        rename("bea.b@acme.test");
        office.engine.soon();
        office.delete(bea);
        office.engine.soon();
        office.sync();
        assertThat(manager()).isEmpty();
        assertThat(members()).hasSize(1);
    }

    private void rename(String to) {
        office.replace(bea, Office.user(to).put("externalId", "E-bea"));
    }

    private static ObjectNode managed(String by) {
        ObjectNode body = Office.user("ann");
        body.putObject(ENTERPRISE).putObject("manager").put("value", by);
        return body;
    }

    private Optional<String> manager() throws LDAPException {
        return Optional.ofNullable(office.entry("uid=ann").orElseThrow().getAttributeValue("manager"));
    }

    private List<String> members() throws LDAPException {
        return office.values("cn=team," + Office.GROUPS, "member");
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.report.Explanation.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Other letters and blanks are written although a matching rule takes them for equal: once, and only where we wrote before. */
class SpellingWrittenTest extends Explained {
    SpellingWrittenTest() throws Exception {}

    @Test
    void soonAndFullRunsBothWriteTheNewSpelling() throws Exception {
        String ann = office.create("ann");
        title(ann, "head  of sales");
        office.engine.soon();
        title(ann, "head of sales");
        office.engine.soon();
        assertThat(raw("uid=ann", "title")).isEqualTo("head of sales");
        title(ann, "Head of Sales");
        assertThat(value(explain(ann), "title").state()).isEqualTo(State.PENDING);
        office.sync();
        assertThat(raw("uid=ann", "title")).isEqualTo("Head of Sales");
        assertThat(value(explain(ann), "title").state()).isEqualTo(State.APPLIED);
        assertThat(value(explain(ann), "title").written().orElseThrow().operation())
                .isEqualTo("modify");
        int written = office.changes().size();
        office.sync();
        office.sync();
        assertThat(office.changes()).hasSize(written);
    }

    @Test
    void howOthersSpellItIsNoDrift() throws Exception {
        String ann = office.create("ann");
        title(ann, "Buyer");
        office.sync();
        int written = office.changes().size();
        office.ldap.modify("uid=ann," + Office.BASE, new Modification(ModificationType.REPLACE, "title", "BUYER"));
        office.sync();
        office.sync();
        assertThat(office.changes()).hasSize(written);
        assertThat(raw("uid=ann", "title")).isEqualTo("BUYER");
        assertThat(value(explain(ann), "title").state()).isEqualTo(State.APPLIED);
        title(ann, "buyer");
        office.engine.soon();
        assertThat(raw("uid=ann", "title")).isEqualTo("buyer");
    }

    @Test
    void whatWasHeldBackIsWrittenLater() throws Exception {
        String ann = office.create("ann");
        String team = office.createGroup("teams", ann);
        title(ann, "buyer");
        office.sync();
        office.refuses = change -> Optional.of(Kind.DENIED);
        title(ann, "Buyer");
        office.renameGroup(team, "Teams");
        office.plan();
        office.sync();
        assertThat(raw("uid=ann", "title")).isEqualTo("buyer");
        office.refuses = change -> Optional.empty();
        office.sync();
        assertThat(raw("uid=ann", "title")).isEqualTo("Buyer");
    }

    @Test
    void aNameInOtherLettersIsARenameAndAskedForOnce() throws Exception {
        String ann = office.create("ann");
        String team = office.createGroup("casegroup", ann);
        office.sync();
        office.renameGroup(team, "CaseGroup");
        office.plan();
        office.engine.soon();
        // this server keeps how it spells a name, and is not asked again
        assertThat(office.changes().get(office.changes().size() - 1)).isEqualTo("rename CaseGroup converged");
        ObjectNode named = Office.user("Ann");
        office.replace(ann, named);
        office.sync();
        assertThat(raw("uid=ann", "cn")).isEqualTo("Ann");
        int written = office.changes().size();
        office.engine.soon();
        office.sync();
        office.sync();
        assertThat(office.changes()).as(office.changes().toString()).hasSize(written);
        assertThat(office.values("cn=casegroup," + Office.GROUPS, "member")).hasSize(2);
        office.members(team, new io.isthmus.scim.MemberDelta.Remove(List.of(ann)));
        office.engine.soon();
        assertThat(office.values("cn=casegroup," + Office.GROUPS, "member")).hasSize(1);
    }

    @Test
    void aNameThatTheServerDoesNotSpellAnewIsKept() throws Exception {
        String ann = office.create("ann");
        office.sync();
        office.refuses = change -> change instanceof Change.RenameEntry ? Optional.of(Kind.REJECTED) : Optional.empty();
        office.replace(ann, Office.user("Ann"));
        office.engine.soon();
        assertThat(office.entry("uid=ann").orElseThrow().getDN()).startsWith("uid=ann,");
        assertThat(raw("uid=ann", "cn")).isEqualTo("Ann");
        office.sync();
        int written = office.changes().size();
        office.sync();
        office.sync();
        assertThat(office.changes()).as(office.changes().toString()).hasSize(written);
    }

    @Test
    void anEntryThatIsAdoptedKeepsItsSpelling() throws Exception {
        office.ldap.add(
                "dn: uid=ANN," + Office.BASE,
                "objectClass: inetOrgPerson",
                "uid: ANN",
                "cn: ANN",
                "sn: x",
                "employeeNumber: E-ann");
        office.create("ann");
        office.sync();
        office.sync();
        assertThat(raw("uid=ann", "cn")).isEqualTo("ANN");
        assertThat(office.entry("uid=ann").orElseThrow().getDN()).startsWith("uid=ANN,");
    }

    private void title(String id, String title) {
        ObjectNode body = Office.user("ann");
        body.put("title", title);
        office.replace(id, body);
    }

    private String raw(String rdn, String attribute) throws LDAPException {
        return office.entry(rdn).orElseThrow().getAttributeValue(attribute);
    }
}

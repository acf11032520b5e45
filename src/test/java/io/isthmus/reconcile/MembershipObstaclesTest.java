package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.journal.Operation;
import io.isthmus.plan.Change;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.Blocked;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.MemberDelta;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What keeps memberships from being written, told of the group and of the member. */
class MembershipObstaclesTest extends Explained {
    MembershipObstaclesTest() throws Exception {}

    @Test
    void aRingSaysWhatToTakeBack() {
        String one = office.createGroup("one");
        String two = office.createGroup("two", one);
        office.sync();
        office.members(one, new MemberDelta.Add(Office.of(two)));
        office.sync();
        for (String side : List.of(one, two)) {
            Blocked ring = only(explain(side), "invalid");
            assertThat(ring.why()).contains("would be a member of itself");
            assertThat(ring.waitsFor()).isEqualTo("one of these memberships being taken back at the identity provider");
        }
        assertThat(explain(one).pending()).allMatch(pending -> pending.why().contains("would be a member of itself"));
    }

    @Test
    void aGroupThatRolesGrantAndThatIsNotThereIsNamed() throws Exception {
        office.ldap.delete("cn=admins,ou=roles,dc=example,dc=com");
        ObjectNode body = Office.user("ann");
        body.putArray("roles").addObject().put("value", "admin");
        String ann = office.push(new Operation.Create(UUID.randomUUID().toString(), body));
        office.sync();
        Blocked missing = only(explain(ann), "blocked");
        assertThat(missing.why()).contains("cn=admins,ou=roles,dc=example,dc=com", "does not exist");
        assertThat(missing.waitsFor()).contains("that group", "the mapping's roles");
        assertThat(only(explanations().ofDn(dn("cn=admins,ou=roles,dc=example,dc=com")), "blocked"))
                .isEqualTo(missing);
    }

    @Test
    void aMemberThatNobodyKnowsIsNamed() {
        String team = office.createGroup("team", "ghost@example.com");
        office.sync();
        Explanation explanation = explain(team);
        Blocked ghost = only(explanation, "unresolved_reference");
        assertThat(ghost.why())
                .isEqualTo("member: nobody of okta has the id, externalId or userName ghost@example.com");
        assertThat(ghost.waitsFor()).isEqualTo("user ghost@example.com of okta");
        assertThat(explanation.pending())
                .anySatisfy(pending -> assertThat(pending.value()).isEqualTo("ghost@example.com"));
    }

    @Test
    void whatTheDirectoryDoesNotPermitComesWithItsWords() {
        String ann = office.create("ann");
        String team = office.createGroup("team");
        office.sync();
        office.refuses = change -> change instanceof Change.ModifyMembers ? Optional.of(Kind.DENIED) : Optional.empty();
        office.members(team, new MemberDelta.Add(Office.of(ann)));
        office.engine.soon();
        for (String side : List.of(ann, team)) {
            Blocked denied = only(explain(side), "denied");
            assertThat(denied.why()).contains("refused by the test");
            assertThat(denied.waitsFor()).isEqualTo("rights of the service account");
        }
    }

    @Test
    void aMemberWhoseEntryIsGoneIsNamed() throws Exception {
        String ann = office.create("ann");
        String team = office.createGroup("team");
        office.sync();
        office.ldap.delete("uid=ann,ou=people,dc=example,dc=com");
        office.members(team, new MemberDelta.Add(Office.of(ann)));
        Blocked missing = only(explain(team), "missing");
        assertThat(missing.why()).isEqualTo("the entry of ann, uid=ann,ou=people,dc=example,dc=com, is gone");
        assertThat(missing.waitsFor()).contains("reconcile.self-heal");
    }

    /** It waited for a mapping rule that has it. */
    @Test
    void anImportedMemberWaitsForItsSource() {
        String ann = office.push(new Operation.Import(
                UUID.randomUUID().toString(), ImportMark.on(Office.user("ann")), List.of(), Optional.empty()));
        String team = office.createGroup("team", ann);
        office.sync();
        Blocked waits = only(explain(team), "unresolved_reference");
        assertThat(waits.why())
                .isEqualTo("member: ann (" + ann
                        + ") has no entry: it was imported from the directory, and its source has not pushed it");
        assertThat(waits.waitsFor()).isEqualTo("a push of ann by okta");
        assertThat(only(explain(ann), "out_of_scope").waitsFor()).isEqualTo("a push of ann by okta");
    }

    @Test
    void aMemberThatWasDeletedIsAwaitedByNobody() {
        String ann = office.create("ann");
        office.delete(ann);
        String team = office.createGroup("team", ann);
        office.sync();
        assertThat(explain(team).pending()).isEmpty();
        assertThat(explain(team).blocked()).isEmpty();
    }

    @Test
    void whereNothingStandsInTheWayNothingIsSaidToDoSo() {
        String ann = office.create("ann");
        String team = office.createGroup("team", ann);
        assertThat(explain(team).blocked()).noneMatch(one -> !one.kind().equals("first_contact"));
        office.sync();
        assertThat(explain(team).blocked()).isEmpty();
        assertThat(explain(team).pending()).isEmpty();
        assertThat(explain(ann).pending()).isEmpty();
    }

    private static Blocked only(Explanation explanation, String kind) {
        List<Blocked> of = explanation.blocked().stream()
                .filter(one -> one.kind().equals(kind))
                .toList();
        assertThat(of).as(explanation.toString()).hasSize(1);
        return of.get(0);
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.journal.Operation;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.State;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is pending or blocked, and why. */
class ObstaclesTest extends Explained {
    ObstaclesTest() throws Exception {}

    @Test
    void anUnresolvedReferenceSaysForWhomItWaits() {
        ObjectNode body = Office.user("ann");
        body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", "E-bea");
        String ann = office.push(new Operation.Create(UUID.randomUUID().toString(), body));
        office.sync();
        Explanation unknown = explain(ann);
        assertThat(unknown.blocked()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo("unresolved_reference");
            assertThat(one.why()).contains("no user of okta has the id, externalId or userName E-bea");
            assertThat(one.waitsFor()).isEqualTo("user E-bea of okta");
        });
        office.create("bea");
        office.sync();
        Explanation resolved = explain(ann);
        assertThat(resolved.blocked()).isEmpty();
        assertThat(value(resolved, "manager").value()).isEqualTo("uid=bea,ou=people,dc=example,dc=com");
    }

    @Test
    void whatTheDirectoryRefusedComesWithItsWords() {
        office.refuses = change -> Optional.of(Kind.REJECTED);
        String ann = office.create("ann");
        office.sync();
        assertThat(explain(ann).blocked()).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("invalid");
            assertThat(one.why()).contains("refused by the test");
        });
    }

    @Test
    void aTakenNameNamesWhoHasIt() {
        String ann = office.create("ann");
        office.sync();
        office.delete(ann);
        String other = office.create("ann");
        Explanation explanation = explain(other);
        assertThat(explanation.blocked()).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("name_taken");
            assertThat(one.why()).contains(ann);
        });
    }

    /** Nothing is written where all that the heir wants is there: the old refusal stayed the last word. */
    @Test
    void aNameThatWasTakenIsNotOnceTheEntryWasHandedOver() {
        String before = office.create("ann");
        office.sync();
        office.delete(before);
        String again = office.create("ann");
        office.sync();
        assertThat(blocked(explain(again))).contains("name_taken");
        var link = office.links.ofResources(List.of(before)).get(0);
        var adopt =
                new io.isthmus.plan.Ruling(io.isthmus.plan.Ruling.Action.ADOPT, link.anchor(), office.clock.instant());
        office.parts().rulings().decide(again, adopt, "test");
        Inheritance.of(office.parts(), before, java.util.Set.of(before, again));
        office.sync();
        assertThat(explain(again).blocked()).isEmpty();
        assertThat(explain(again).pending()).isEmpty();
    }

    /** It said that approving a plan adopts what the mapping never adopts. */
    @Test
    void whatTheMappingNeverAdoptsWaitsForADecisionAndForNoPlan() throws Exception {
        String never = MAPPING.replace("- name: people", "- name: people\n    adopt: never");
        office.ldap.add(
                "dn: uid=ann,ou=people,dc=example,dc=com", "objectClass: inetOrgPerson", "uid: ann", "cn: a", "sn: a");
        String ann = office.create("ann");
        office.sync(never);
        Explanation explanation = explanations(office.partsUnder(never)).ofResource(ann);
        assertThat(explanation.blocked())
                .filteredOn(one -> one.kind().equals("adoptable"))
                .singleElement()
                .satisfies(one -> assertThat(one.waitsFor())
                        .isEqualTo(
                                "the decision adopt (POST decisions), or a mapping whose rule people says adopt: ask;"
                                        + " approving a plan does not adopt it"));
        assertThat(office.deviations.page(io.isthmus.plan.Deviation.Listing.DISPUTED, Optional.empty(), 10))
                .singleElement()
                .satisfies(row -> assertThat(row.deviation().detail())
                        .isEqualTo("the entry uid=ann,ou=people,dc=example,dc=com has the same uid; rule people says"
                                + " adopt: never, so no plan adopts it, but the decision adopt does"));
        var adopt = new io.isthmus.plan.Ruling(
                io.isthmus.plan.Ruling.Action.ADOPT,
                office.parts()
                        .directory()
                        .entry(dn("uid=ann,ou=people,dc=example,dc=com"), java.util.Set.of("objectClass"))
                        .map(io.isthmus.ldap.ActualEntry::anchor),
                office.clock.instant());
        office.parts().rulings().decide(ann, adopt, "test");
        office.sync(never);
        assertThat(office.links.ofResources(List.of(ann))).hasSize(1);
    }

    /** What stays did not leave for as long as its rule was withdrawn. */
    @Test
    void whatAWithdrawnRuleLeavesIsNotPending() throws Exception {
        String ann = office.create("ann");
        office.sync();
        String out = MAPPING.replace("- name: people", "- name: people\n    withdraw: true");
        office.sync(out);
        Explanation explanation = explanations(office.partsUnder(out)).ofResource(ann);
        assertThat(explanation.pending()).isEmpty();
        assertThat(value(explanation, "cn").state()).isEqualTo(State.APPLIED);
    }

    @Test
    void askedAdoptionsWaitForAPlan() throws Exception {
        office.ldap.add(
                "dn: uid=ann,ou=people,dc=example,dc=com", "objectClass: inetOrgPerson", "uid: ann", "cn: a", "sn: a");
        String ann = office.create("ann");
        office.sync();
        assertThat(explain(ann).blocked())
                .filteredOn(one -> one.kind().equals("adoptable"))
                .singleElement()
                .satisfies(one -> assertThat(one.waitsFor()).isEqualTo("approval of a plan that lists it"));
    }

    @Test
    void itAnswersWhileTheDirectoryIsDownAndSaysSo() {
        String ann = office.create("ann");
        office.sync();
        up = false;
        office.ldap.shutDown(true);
        Explanation explanation = explain(ann);
        assertThat(value(explanation, "uid").state()).isEqualTo(State.APPLIED);
        assertThat(explanation.notes()).anyMatch(note -> note.contains("the directory is down"));
        assertThat(blocked(explanation)).containsExactly("directory_down");
        up = true;
        // it went down a moment ago and the service has not seen it yet
        assertThat(explain(ann).notes()).anyMatch(note -> note.contains("the directory is down"));
    }

    @Test
    void nothingWasAcceptedYetAndTheSourceIsPaused() {
        paused = true;
        String ann = office.create("ann");
        assertThat(blocked(explain(ann))).contains("paused", "first_contact");
    }

    @Test
    void aDeactivatedUserLeavesWhatItHad() {
        String ann = office.create("ann");
        office.createGroup("team", ann);
        office.sync();
        office.replace(ann, Office.user("ann").put("active", false));
        Explanation leaving = explain(ann);
        assertThat(value(leaving, "employeeType").state()).isEqualTo(State.PENDING);
        office.sync();
        Explanation gone = explain(ann);
        assertThat(gone.values()).noneMatch(value -> value.attribute().equals("memberOf"));
        assertThat(value(gone, "employeeType").state()).isEqualTo(State.APPLIED);
    }

    /** It said of each value that it is desired and not written yet. */
    @Test
    void ofWhoIsDeletedAndHasNoEntryNothingIsDesired() {
        String ann = office.create("ann");
        office.sync();
        office.links.remove(java.util.List.of(ann));
        office.delete(ann);
        Explanation gone = explain(ann);
        assertThat(gone.values()).isEmpty();
        assertThat(gone.pending()).noneMatch(pending -> !pending.attribute().isEmpty());
        assertThat(gone.notes()).anyMatch(note -> note.contains("no entry of it is left, and none is made"));
    }

    /** Everything was looked at, nothing else stands in the way, and something is held. */
    @Test
    void whatWaitsBehindAHeldRunNamesIt() {
        String ann = office.create("ann");
        office.sync();
        office.replace(ann, titled("ann", "clerk"));
        office.states.reconciled(2);
        RunProgress held = office.engine.begin(RunRow.Kind.FULL, "test");
        held.approvable("sha256:0", office.clock.instant().plusSeconds(60));
        held.save(RunRow.Status.HELD);
        assertThat(explain(ann).blocked())
                .filteredOn(blocked -> blocked.kind().equals("held"))
                .singleElement()
                .satisfies(blocked ->
                        assertThat(blocked.why()).isEqualTo("it waits behind run " + held.id() + ", which is held"));
    }

    /** It said that nothing is pending: members that are to go are shown as leaving. */
    @Test
    void membersThatLeaveBehindAHeldRunNameIt() {
        String ann = office.create("ann");
        String bea = office.create("bea");
        String team = office.createGroup("team", ann);
        office.sync();
        assertThat(blocked(explain(team))).isEmpty();
        office.pushGroup(new Operation.Patch(
                team,
                com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode(),
                List.of(new io.isthmus.scim.MemberDelta.ReplaceAll(List.of())),
                Optional.empty()));
        office.states.reconciled(office.resources.position());
        RunProgress held = office.engine.begin(RunRow.Kind.FULL, "test");
        held.approvable("sha256:0", office.clock.instant().plusSeconds(60));
        held.save(RunRow.Status.HELD);
        for (String id : List.of(team, ann)) {
            assertThat(explain(id).blocked())
                    .filteredOn(blocked -> blocked.kind().equals("held"))
                    .singleElement()
                    .satisfies(blocked -> {
                        assertThat(blocked.why()).isEqualTo("it waits behind run " + held.id() + ", which is held");
                        assertThat(blocked.waitsFor()).isEqualTo("approval or rejection of run " + held.id());
                    });
        }
        assertThat(blocked(explain(bea))).isEmpty();
    }

    @Test
    void whatIsSuppressedSaysByWhatAndHowItEnds() {
        String ann = office.create("ann");
        office.sync();
        office.parts()
                .rulings()
                .suppress(
                        List.of(new io.isthmus.plan.Suppression(0, ann, "title", "", List.of("clerk"), "clerk")),
                        new Rulings.Occasion(
                                "carol",
                                Optional.empty(),
                                office.parts().mapping().hash(),
                                office.clock.instant()));
        office.replace(ann, titled("ann", "clerk"));
        assertThat(explain(ann).blocked())
                .filteredOn(blocked -> blocked.kind().equals("suppressed"))
                .singleElement()
                .satisfies(blocked -> {
                    assertThat(blocked.why()).isEqualTo("title is left as it is: clerk was not to come");
                    assertThat(blocked.waitsFor())
                            .startsWith("suppression 1 being lifted (DELETE /api/v1/suppressions/1)");
                });
    }
}

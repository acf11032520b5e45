package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.Deviation;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An explanation names what stands in the way, and not what happens to be held meanwhile. */
class ExplainedFaultsTest extends Explained {
    private static final String FAILING =
            MAPPING.replace("title: title", "title: { from: title, cel: \"value.split('-')[1]\" }");

    ExplainedFaultsTest() throws Exception {}

    private void hold() {
        RunProgress held = office.engine.begin(RunRow.Kind.FULL, "test");
        held.approvable("sha256:0", office.clock.instant().plusSeconds(60));
        held.save(RunRow.Status.HELD);
    }

    /** A plan for just this one lists the change again. */
    @Test
    void whatTheServerRefusedIsNotBehindARunThatIsHeld() {
        office.create("bea");
        office.sync();
        office.refuses = change -> Optional.of(Kind.REJECTED);
        String ann = office.create("ann");
        office.sync();
        hold();
        assertThat(blocked(explain(ann))).containsExactly("invalid");
        office.engine.some(office.engine.begin(RunRow.Kind.PLAN, "test"), Set.of(ann));
        assertThat(blocked(explain(ann))).containsExactly("invalid");
    }

    @Test
    void aNameThatTheServerRefusedIsNamedAlthoughTheRestWasWritten() {
        String ann = office.create("ann");
        office.sync();
        office.refuses = change -> change instanceof Change.RenameEntry ? Optional.of(Kind.REJECTED) : Optional.empty();
        office.replace(ann, titled("anna", "clerk"));
        office.engine.soon();
        hold();
        assertThat(office.deviations.page(Deviation.Listing.INVALID, Optional.empty(), 10))
                .hasSize(1);
        assertThat(explain(ann).blocked()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo("invalid");
            assertThat(one.why()).contains("refused by the test");
        });
        office.refuses = change -> Optional.empty();
        office.engine.some(office.engine.begin(RunRow.Kind.SYNC, "test"), Set.of(ann));
        assertThat(explain(ann).blocked()).isEmpty();
    }

    /** Who was deleted gives up no name. */
    @Test
    void whoIsMadeAgainWaitsForADecisionAsTheListSays() {
        String before = office.create("ann");
        office.sync();
        office.delete(before);
        String again = office.create("ann");
        office.sync();
        String told = ", which was deleted at the identity provider; decide adopt if this is the same one";
        assertThat(office.deviations.page(Deviation.Listing.DISPUTED, Optional.empty(), 10))
                .singleElement()
                .satisfies(row -> assertThat(row.deviation().detail()).endsWith(told));
        assertThat(explain(again).blocked()).singleElement().satisfies(one -> {
            assertThat(one.why()).endsWith(told);
            assertThat(one.waitsFor()).isEqualTo("the decision adopt (POST decisions), or that entry being deleted");
        });
        office.replace(again, Office.user("anna").put("externalId", "E-ann"));
        office.sync();
        assertThat(explain(again).blocked()).singleElement().satisfies(one -> {
            assertThat(one.why()).endsWith(told);
            assertThat(one.waitsFor()).startsWith("the decision adopt");
        });
    }

    @Test
    void aLockIsAValueLikeAnyOtherAlsoWhereTheMappingFails() throws Exception {
        String ann = office.create("ann");
        office.replace(ann, titled("ann", "x-old"));
        office.sync(FAILING);
        office.replace(ann, titled("ann", "nodash").put("active", false));
        Explanation before = explanations(office.partsUnder(FAILING)).ofResource(ann);
        assertThat(value(before, "employeeType").state()).isEqualTo(State.PENDING);
        RunRow run = office.sync(FAILING);
        Explanation explanation = explanations(office.partsUnder(FAILING)).ofResource(ann);
        assertThat(blocked(explanation)).containsExactly("invalid");
        assertThat(value(explanation, "employeeType")).satisfies(lock -> {
            assertThat(lock.value()).isEqualTo("disabled");
            assertThat(lock.state()).isEqualTo(State.APPLIED);
            assertThat(lock.claims()).singleElement().satisfies(claim -> {
                assertThat(claim.name()).isEqualTo("people");
                assertThat(claim.journal()).isEqualTo(3);
            });
            assertThat(lock.written().orElseThrow().run()).isEqualTo(run.id());
        });
        assertThat(value(explanation, "title")).satisfies(title -> {
            assertThat(title.value()).isEqualTo("old");
            assertThat(title.state()).isEqualTo(State.APPLIED);
        });
    }

    @Test
    void whatIsHeldWhileTheMappingFailsIsNotReleased() {
        String ann = office.create("ann");
        office.replace(ann, titled("ann", "clerk"));
        office.sync();
        office.replace(ann, Office.user("ann"));
        String when = MAPPING.replace("- name: people", "- name: people\n    when: resource.title != 'robot'");
        office.sync(when);
        Explanation explanation = explanations(office.partsUnder(when)).ofResource(ann);
        assertThat(explanation.blocked())
                .singleElement()
                .satisfies(one -> assertThat(one.why())
                        .startsWith("rule people, when: \"resource.title != 'robot'\" (office:4) cannot be evaluated"));
        assertThat(explanation.pending()).isEmpty();
        assertThat(explanation.values()).isNotEmpty();
        assertThat(List.of("title", "cn", "uid"))
                .allSatisfy(name -> assertThat(value(explanation, name).state()).isEqualTo(State.APPLIED));
    }
}

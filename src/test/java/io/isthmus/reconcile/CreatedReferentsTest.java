package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan that creates entries has the references to them in it, and they are written after what they name (rule 17). */
class CreatedReferentsTest extends Staffing {
    private final List<Change> sent = Collections.synchronizedList(new ArrayList<>());
    private String boss;

    @BeforeEach
    void listen() {
        refuse(change -> false);
    }

    private void refuse(Predicate<Change> what) {
        office.refuses = change -> {
            sent.add(change);
            return what.test(change) ? Optional.of(Kind.REJECTED) : Optional.empty();
        };
    }

    /** Anna sorts before her manager, and so does the manager before theirs. */
    private void hire() {
        boss = office.create("zboss");
        String middle = office.create("middle");
        office.replace(middle, reports("middle", boss));
        String anna = office.create("anna");
        office.replace(anna, reports("anna", middle));
    }

    @Test
    void standInThePlanAndNothingIsLeftToDoAfterIt() throws Exception {
        hire();
        RunRow plan = office.plan();
        assertThat(plan.changes()).containsEntry("planned", 3L);
        assertThat(changes(plan))
                .extracting(Change::dn)
                .extracting(Object::toString)
                .startsWith(dn("zboss"), dn("middle"));
        approve(plan);
        assertThat(manager("anna")).containsExactly(dn("middle"));
        assertThat(manager("middle")).containsExactly(dn("zboss"));
        assertThat(sent).hasSize(3);
        assertThat(office.plan().changes()).doesNotContainKey("planned");
    }

    @Test
    void areWrittenWithTheEntryAlsoSoon() throws Exception {
        hire();
        office.engine.soon();
        assertThat(manager("anna")).containsExactly(dn("middle"));
        assertThat(sent).hasSize(3);
        String old = office.create("old");
        office.engine.soon();
        String fresh = office.create("fresh");
        office.replace(old, reports("old", fresh));
        sent.clear();
        office.engine.soon();
        assertThat(manager("old")).containsExactly(dn("fresh"));
        assertThat(sent).hasSize(2);
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void areLeftOutWhereWhatTheyNameIsRefusedAndFollowWhenItStands() throws Exception {
        hire();
        refuse(change -> change.dn().toString().equals(dn("zboss")));
        RunRow run = office.sync();
        assertThat(manager("middle")).isEmpty();
        assertThat(manager("anna")).containsExactly(dn("middle"));
        assertThat(told(run, "middle"))
                .contains("applied: manager=" + dn("zboss")
                        + " was left out, since no entry of ours is there; it follows when one is");
        refuse(change -> false);
        office.replace(boss, Office.user("zboss").put("title", "again"));
        office.sync();
        office.sync();
        assertThat(manager("middle")).containsExactly(dn("zboss"));
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void areLeftOutWhereWhatTheyNameIsLeftOutOfTheApproval() throws Exception {
        hire();
        RunRow plan = office.plan();
        approve(plan, ids(plan, "zboss"));
        assertThat(office.entry("uid=zboss")).isEmpty();
        assertThat(manager("middle")).isEmpty();
        assertThat(manager("anna")).containsExactly(dn("middle"));
    }

    /** A chief who is their own manager does not keep everybody else's manager out of the plan. */
    @Test
    void toOneInACircleStandInThePlan() throws Exception {
        String chief = office.create("chief");
        office.replace(chief, reports("chief", chief));
        String middle = office.create("middle");
        office.replace(middle, reports("middle", chief));
        office.replace(office.create("anna"), reports("anna", middle));
        approve(office.plan());
        assertThat(manager("anna")).containsExactly(dn("middle"));
        assertThat(manager("middle")).containsExactly(dn("chief"));
        assertThat(manager("chief")).isEmpty();
        assertThat(office.sync().changes()).containsEntry("applied", 1L);
        assertThat(manager("chief")).containsExactly(dn("chief"));
    }

    @Test
    void inACircleFollowInTheSameRun() throws Exception {
        String one = office.create("one");
        String two = office.create("two");
        String own = office.create("own");
        office.replace(one, reports("one", two));
        office.replace(two, reports("two", one));
        office.replace(own, reports("own", own));
        String report = office.create("report");
        office.replace(report, reports("report", one));
        office.sync();
        assertThat(manager("one")).containsExactly(dn("two"));
        assertThat(manager("two")).containsExactly(dn("one"));
        assertThat(manager("own")).containsExactly(dn("own"));
        assertThat(manager("report")).containsExactly(dn("one"));
        office.sync();
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void inACircleThatWasApprovedFollowInTheNextRun() throws Exception {
        String one = office.create("one");
        String two = office.create("two");
        office.replace(one, reports("one", two));
        office.replace(two, reports("two", one));
        approve(office.plan());
        assertThat(manager("one")).isEmpty();
        assertThat(office.links.ofResources(List.of(one, two)))
                .noneMatch(link -> link.claims().applied().containsKey("manager"));
        office.sync();
        assertThat(manager("one")).containsExactly(dn("two"));
        assertThat(manager("two")).containsExactly(dn("one"));
    }
}

package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Limited;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.MemberDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was turned down is not written by approving a plan that was made before (rule 27). */
class TurnedDownTest {
    private final List<String> ids = new ArrayList<>();
    private AutoCloseable opened = () -> {};

    @AfterEach
    void close() throws Exception {
        opened.close();
    }

    private Bureau bureau() throws Exception {
        Bureau bureau = new Bureau(Bureau.settings(false, true, false), 2);
        opened = bureau;
        for (int i = 0; i < 5; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.run(RunRow.Kind.SYNC);
        ids.subList(0, 4).forEach(id -> bureau.active(id, false));
        return bureau;
    }

    @Test
    void anOlderPlanOfTheSameWritesNothingOfItAndSaysWhy() throws Exception {
        Bureau bureau = bureau();
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        RunRow set = bureau.run(RunRow.Kind.SYNC);
        assertThat(set.status()).isEqualTo(RunRow.Status.HELD);
        bureau.service().reject(set.id(), "anna");
        RunRow approved = bureau.approve(plan);
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.rulings.list(bureau.mapping(), 0, 10)).hasSize(4);
        long suppression =
                bureau.rulings.list(bureau.mapping(), 0, 1).get(0).suppression().id();
        assertThat(bureau.changes(approved))
                .hasSize(4)
                .allSatisfy(change -> assertThat(change.outcome()).isEqualTo("suppressed"))
                .anySatisfy(change -> assertThat(change.detail())
                        .isEqualTo(
                                "turned down by an administrator since the plan was made: employeeType is left as it is"
                                        + " by suppression " + suppression + " (DELETE /api/v1/suppressions/"
                                        + suppression
                                        + " lifts it)"));
        assertThat(approved.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(approved.changes()).containsEntry("refused", 4L).doesNotContainKey("applied");
    }

    @Test
    void theRestOfThatPlanIsWritten() throws Exception {
        Bureau bureau = bureau();
        bureau.patch(ids.get(4), "title", "Chief");
        bureau.patch(ids.get(0), "title", "Gone");
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        // as a set that another limit held would be turned down, so that the title is still to be written
        RunRow other = bureau.run(RunRow.Kind.PLAN);
        bureau.service().reject(other.id(), "anna");
        bureau.approve(plan);
        assertThat(bureau.entry("lim4").getAttributeValue("title")).isEqualTo("Chief");
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.locked("lim3")).isFalse();
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("lim0").getAttributeValue("title")).isEqualTo("Gone");
        assertThat(bureau.locked("lim0")).isFalse();
    }

    /** The title was approved as well, and waited for whoever asks for the next run. */
    @Test
    void whatElseAChangeOfItWasToDoIsWrittenByTheApproval() throws Exception {
        Bureau bureau = bureau();
        bureau.patch(ids.get(0), "title", "Gone");
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        bureau.service().reject(bureau.run(RunRow.Kind.PLAN).id(), "anna");
        RunRow approved = bureau.approve(plan);
        assertThat(bureau.entry("lim0").getAttributeValue("title")).isEqualTo("Gone");
        assertThat(bureau.locked("lim0")).isFalse();
        List<ChangeRow> changes = bureau.changes(approved);
        ChangeRow rest = changes.get(changes.size() - 1);
        assertThat(rest.outcome()).isEqualTo("applied");
        assertThat(rest.change().modifications())
                .singleElement()
                .satisfies(part -> assertThat(part.attribute()).isEqualTo("title"));
        assertThat(changes)
                .filteredOn(change -> change.outcome().equals("suppressed"))
                .hasSize(4)
                .anySatisfy(change -> assertThat(change.detail())
                        .contains("employeeType is left as it is")
                        .endsWith("; what else it was to do is change " + rest.id()));
        assertThat(approved.changes())
                .containsEntry("planned", 5L)
                .containsEntry("applied", 1L)
                .containsEntry("refused", 4L);
        assertThat(approved.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.run(RunRow.Kind.SYNC).changes()).doesNotContainKey("applied");
    }

    @Test
    void otherMembersOfTheSameChangeAreWritten() throws Exception {
        Office office = new Office(MembershipsTest.MAPPING);
        opened = office;
        for (int i = 0; i < 4; i++) {
            ids.add(office.create("u" + i));
        }
        String group = office.createGroup("Sales", ids.get(0), ids.get(1));
        office.engine.soon();
        office.members(
                group,
                new MemberDelta.Remove(ids.subList(0, 1)),
                new MemberDelta.Add(Office.of(ids.get(2), ids.get(3))));
        RunRow plan = office.plan();
        RunRow other = office.plan();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        // of a plan the removal is what is turned down
        approvals.reject(other.id(), "anna");
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "bert"), Set.of(), "bert");
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member"))
                .contains("uid=u0," + Office.BASE, "uid=u2," + Office.BASE, "uid=u3," + Office.BASE);
        assertThat(office.changes()).contains("modify Sales suppressed", "modify Sales applied");
    }

    /** Only the lock keeps somebody in its groups. */
    @Test
    void whoseTitleWasTurnedDownLeavesItsGroupsAllTheSame() throws Exception {
        Office office = new Office(Explained.MAPPING);
        opened = office;
        String ann = office.create("ann");
        office.createGroup("team", ann);
        office.sync();
        office.replace(ann, Office.user("ann").put("active", false).put("title", "Gone"));
        RunRow plan = office.plan();
        office.parts()
                .rulings()
                .suppress(
                        List.of(new io.isthmus.plan.Suppression(0, ann, "title", "", List.of("Gone"), "Gone")),
                        new Rulings.Occasion(
                                "anna",
                                java.util.Optional.of(plan.id()),
                                office.parts().mapping().hash(),
                                office.clock.instant()));
        Approvals approvals = new Approvals(office.parts(), office.execution);
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "bert"), Set.of(), "bert");
        assertThat(office.values("uid=ann," + Office.BASE, "title")).isEmpty();
        assertThat(office.values("uid=ann," + Office.BASE, "employeeType")).containsExactly("disabled");
        assertThat(office.values("cn=team," + Office.GROUPS, "member")).doesNotContain("uid=ann," + Office.BASE);
    }

    /** With the lock its consequences are turned down. */
    @Test
    void whoStaysUnlockedStaysInItsGroups() throws Exception {
        Office office = new Office(
                Explained.MAPPING,
                new SafetyLimits(0, new SafetyLimits.Limit(1, 0), new SafetyLimits.Limit(1, 0), MemberLimits.NONE),
                Office.SETTINGS);
        opened = office;
        for (int i = 0; i < 3; i++) {
            ids.add(office.create("u" + i));
        }
        office.createGroup("team", ids.toArray(new String[0]));
        office.sync();
        ids.forEach(id -> office.replace(id, Office.user("u" + ids.indexOf(id)).put("active", false)));
        RunRow plan = office.plan();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        office.sync();
        approvals.reject(office.runs.held().orElseThrow().id(), "anna");
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "bert"), Set.of(), "bert");
        assertThat(office.values("uid=u0," + Office.BASE, "employeeType")).isEmpty();
        assertThat(office.values("cn=team," + Office.GROUPS, "member")).hasSize(4);
    }

    @Test
    void whatWasLiftedMeanwhileIsWritten() throws Exception {
        Bureau bureau = bureau();
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        bureau.service().reject(bureau.run(RunRow.Kind.SYNC).id(), "anna");
        bureau.rulings
                .list(bureau.mapping(), 0, 10)
                .forEach(one -> bureau.rulings.lift(one.suppression().id()));
        bureau.approve(plan);
        assertThat(bureau.locked("lim0")).isTrue();
        assertThat(bureau.locked("lim3")).isTrue();
    }

    @Test
    void membersThatWereNotToGoStay() throws Exception {
        Office office = new Office(
                MembershipsTest.MAPPING,
                SafetyLimits.of(
                        0,
                        Map.<Limited, SafetyLimits.Limit>of(),
                        new MemberLimits(20, 20, new SafetyLimits.Limit(100, 5), 1000, 3),
                        io.isthmus.plan.PrivilegedGroups.NONE,
                        1,
                        java.time.Duration.ofHours(24)),
                Office.SETTINGS);
        opened = office;
        for (int i = 0; i < 30; i++) {
            ids.add(office.create("u" + i));
        }
        String group = office.createGroup("Sales", ids.toArray(new String[0]));
        String other = office.createGroup("Other", ids.get(0), ids.get(1));
        office.engine.soon();
        office.members(group, new MemberDelta.Remove(ids.subList(0, 10)));
        office.members(other, new MemberDelta.Remove(ids.subList(0, 1)));
        RunRow plan = office.plan();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        office.sync();
        approvals.reject(office.runs.held().orElseThrow().id(), "anna");
        Set<String> again = approvals.apply(
                approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "bert"), Set.of(), "bert");
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).hasSize(31);
        assertThat(office.values("cn=Other," + Office.GROUPS, "member")).hasSize(2);
        assertThat(again).contains(group);
        assertThat(office.changes()).filteredOn(line -> line.contains("Sales")).contains("modify Sales suppressed");
    }
}

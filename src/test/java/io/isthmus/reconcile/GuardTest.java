package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.plan.Limited;
import io.isthmus.plan.SafetyLimits.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The guard in runs, on changes of entries: which plans wait, what adds up, and what an approval makes of it. */
class GuardTest extends Guarding {
    /** Of the fifteen that the plan touches all would be locked: a percentage of those would hold them. */
    @Test
    void percentIsOfAllThatIsManagedAndNotOfWhatThePlanTouches() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(0, 5)), 200);
        List<String> ids = hire(300);
        active(ids, 0, 15, false);
        assertThat(office.runs.held()).isEmpty();
        assertThat(locked()).isEqualTo(15);
        assertThat(lastLine())
                .isEqualTo("15 of 300 accounts would be disabled below " + Office.BASE
                        + ": at most 15 go without approval, so they pass");
    }

    @Test
    void newEntriesWaitWhereTheirNumberIsLimited() throws Exception {
        open(Map.of(Limited.CREATES, new Limit(5, 0)), 0);
        hire(6);
        assertThat(office.entry("uid=u0")).isEmpty();
        assertThat(heldLine()).startsWith("6 entries would be created beside 0 below " + Office.BASE);
        // pushed again: it waits behind what waits
        active(List.of(office.create("v0")), 0, 0, true);
        assertThat(office.entry("uid=v0")).isPresent();
        approve();
        assertThat(office.entry("uid=u5")).isPresent();
    }

    @Test
    void changesOfAttributesWaitWhereTheyConcernMostEntries() throws Exception {
        open(Map.of(Limited.ATTRIBUTE_CHANGES, new Limit(0, 50)), 10);
        List<String> ids = hire(10);
        for (int i = 0; i < 6; i++) {
            office.replace(ids.get(i), Office.user("u" + i).put("title", "chief"));
        }
        office.engine.soon();
        assertThat(office.entry("uid=u0").orElseThrow().hasAttribute("title")).isFalse();
        assertThat(heldLine()).startsWith("6 of 10 entries would be changed");
        // one of them alone is few, but waits; locking it goes on, its title waits with it
        office.replace(ids.get(0), Office.user("u0").put("title", "clerk"));
        office.replace(ids.get(9), Office.user("u9").put("title", "clerk"));
        office.engine.soon();
        assertThat(office.entry("uid=u0").orElseThrow().hasAttribute("title")).isFalse();
        assertThat(office.entry("uid=u9").orElseThrow().getAttributeValue("title"))
                .isEqualTo("clerk");
        assertThat(office.execution.heldSet.behind()).containsExactly(ids.get(0));
    }

    /** Also of a small directory, in which ten may be made again without asking. */
    @Test
    void aDirectoryThatIsReplacedByAnEmptyOneGetsNothingWithoutApproval() throws Exception {
        open(Map.of(Limited.RECREATES, new Limit(10, 1)), 200);
        List<String> ids = hire(5);
        office.createGroup("Sales", ids.toArray(new String[0]));
        office.engine.soon();
        empty();
        RunRow run = office.sync();
        assertThat(run.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(run.verdict().orElseThrow().limit()).isEqualTo("recreates");
        assertThat(run.verdict().orElseThrow().line())
                .isEqualTo("5 of 5 entries are missing below " + Office.BASE
                        + ", so that the directory looks empty: at most 0 go without approval,"
                        + " so these wait for approval");
        assertThat(office.entry("uid=u0")).isEmpty();
        // nor by what is pushed meanwhile, but for who is new
        office.replace(ids.get(0), Office.user("u0").put("title", "chief"));
        office.create("new");
        office.engine.soon();
        assertThat(office.entry("uid=u0")).isEmpty();
        assertThat(office.entry("uid=new")).isPresent();
        approve();
        assertThat(office.entry("uid=u4")).isPresent();
        office.sync();
        assertThat(office.entry("uid=u0").orElseThrow().getAttributeValue("title"))
                .isEqualTo("chief");
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).hasSize(6);
        assertThat(office.sync().changes()).isEmpty();
    }

    /** Counted as it was read, and of the links where an entry is nowhere. */
    @Test
    void aRunOverEverythingKnowsHowManyEntriesAreManaged() throws Exception {
        open(Map.of(Limited.ATTRIBUTE_CHANGES, new Limit(0, 50)), 10);
        hire(10);
        office.ldap.add("dn: uid=theirs," + Office.BASE, "objectClass: inetOrgPerson", "cn: t", "sn: t");
        retitle(4);
        office.sync();
        assertThat(lastLine()).startsWith("4 of 10 entries would be changed below " + Office.BASE);
        retitle(4);
        office.ldap.delete("uid=u9," + Office.BASE);
        office.sync();
        assertThat(lastLine()).startsWith("4 of 10 entries would be changed below " + Office.BASE);
    }

    private void retitle(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            office.ldap.modify(
                    "uid=u" + i + "," + Office.BASE, new Modification(ModificationType.REPLACE, "sn", "Else"));
        }
    }

    @Test
    void oneEntryThatSomebodyDeletedIsMadeAgain() throws Exception {
        open(Map.of(Limited.RECREATES, new Limit(10, 1)), 200);
        hire(5);
        office.ldap.delete("uid=u0," + Office.BASE);
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        assertThat(office.entry("uid=u0")).isPresent();
    }

    @Test
    void ofAUserThatWasDeletedOneSightingOfAMissingEntryForgetsNothing() throws Exception {
        open(Map.of(), 0, settings(WhileHeld.ADDITIONS, Duration.ofMinutes(5)));
        List<String> ids = hire(2);
        office.delete(ids.get(0));
        office.engine.soon();
        var gone = office.entry("uid=u0").orElseThrow();
        office.ldap.delete(gone.getDN());
        office.sync();
        office.sync();
        assertThat(office.links.ofResources(List.of(ids.get(0)))).hasSize(1);
        // it is back, so the next sighting is the first again
        sql("update absence set since = since - interval '6 minutes'");
        office.replace(ids.get(1), Office.user("u1").put("title", "x"));
        assertThat(sightings()).isEqualTo(1);
        office.sync();
        assertThat(office.links.ofResources(List.of(ids.get(0)))).isEmpty();
    }

    @Test
    void nothingAtAllGoesOnWhileSomethingIsHeldIfSoConfigured() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0, settings(WhileHeld.NOTHING, Duration.ZERO));
        List<String> ids = hire(10);
        office.create("with");
        active(ids, 0, 4, false);
        assertThat(office.runs.held()).isPresent();
        assertThat(office.entry("uid=with")).isEmpty();
        String later = office.create("later");
        office.engine.soon();
        assertThat(office.entry("uid=later")).isEmpty();
        assertThat(office.execution.heldSet.behind()).contains(later).hasSize(2);
        RunRow sync = office.sync();
        assertThat(sync.verdict().orElseThrow().held()).isTrue();
        assertThat(sync.verdict().orElseThrow().line())
                .endsWith("; 6 changes wait for the decision about run "
                        + office.runs.held().orElseThrow().id());
        approve();
        office.engine.planAgain(office.execution.heldSet.behind());
        office.engine.soon();
        assertThat(office.entry("uid=with")).isPresent();
        assertThat(office.entry("uid=later")).isPresent();
    }

    private static ReconcileSettings settings(WhileHeld whileHeld, Duration sightingsApart) {
        return new ReconcileSettings(
                true,
                true,
                true,
                true,
                Duration.ZERO,
                Duration.ofHours(72),
                Duration.ofSeconds(5),
                4,
                whileHeld,
                sightingsApart);
    }

    /** Approved once, written once: whoever applies it a second time finds nothing open. */
    @Test
    void aHeldSetIsWrittenOnce() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(5);
        active(ids, 0, 4, false);
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow held = office.runs.held().orElseThrow();
        RunRow approved = approvals.approve(held.id(), held.hash().orElseThrow(), Set.of(), "anna");
        approvals.apply(approved, Set.of(), "anna");
        // somebody opens one by hand; what was approved was approved for once
        office.ldap.modify("uid=u0," + Office.BASE, new Modification(ModificationType.DELETE, "employeeType"));
        approvals.apply(approved, Set.of(), "anna");
        assertThat(locked()).isEqualTo(3);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> approvals.approve(held.id(), held.hash().orElseThrow(), Set.of(), "ben"))
                .isInstanceOf(ReconcileProblem.class);
        assertThat(office.changes())
                .filteredOn(change -> change.startsWith("modify"))
                .hasSize(4)
                .allMatch(change -> change.endsWith("applied"));
    }

    /** While a run over everything that has held something still writes, soon work passes between its slices. */
    @Test
    void thereIsOneHeldSetAlsoWhileTheRunThatFormsItIsUnderWay() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(20);
        List<Set<RunRow>> held = new ArrayList<>();
        Engine[] engines = new Engine[1];
        engines[0] = office.slow(() -> {
            if (held.isEmpty()) {
                held.add(new HashSet<>());
                for (int i = 10; i < 14; i++) {
                    office.replace(ids.get(i), Office.user("u" + i).put("active", false));
                }
                engines[0].soon();
            }
        });
        for (int i = 0; i < 4; i++) {
            office.replace(ids.get(i), Office.user("u" + i).put("active", false));
        }
        for (int i = 0; i < 9; i++) {
            office.create("n" + i);
        }
        engines[0].full(engines[0].begin(RunRow.Kind.SYNC, "test"));
        assertThat(held).isNotEmpty();
        assertThat(office.runs.list(
                        java.util.Optional.empty(),
                        java.util.Optional.of(RunRow.Status.HELD),
                        java.util.Optional.empty(),
                        10))
                .hasSize(1);
        assertThat(office.runs.guard().held().keySet()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 4));
    }

    /** A second set of the same changes would wait for somebody when the first is long written, and others behind it. */
    @Test
    void whatIsApprovedAndNotWrittenYetIsHeldByNoOtherRun() throws Exception {
        open(Map.of(Limited.DISABLES, new Limit(3, 0)), 0);
        List<String> ids = hire(20);
        active(ids, 0, 4, false);
        RunRow held = office.runs.held().orElseThrow();
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow approved = approvals.approve(held.id(), held.hash().orElseThrow(), Set.of(), "anna");
        // the run of the schedule, which was ordered before
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        active(ids, 4, 5, false);
        assertThat(office.runs.held()).isEmpty();
        assertThat(locked()).isEqualTo(1);
        approvals.apply(approved, Set.of(), "anna");
        assertThat(locked()).isEqualTo(5);
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void aSourceThatHasLostMostOfItsUsersTakesNothingAwayUntilThatIsAgreed() throws Exception {
        open(Map.of(), 10);
        List<String> ids = hire(20);
        // an administrator has let the source lose many, by other means or before there was a limit
        sql("insert into source_population select 'okta', 'USER', current_date - d, 40 from generate_series(1, 3) d");
        active(ids, 0, 1, false);
        assertThat(locked()).isZero();
        assertThat(heldLine())
                .isEqualTo("21 of usually 40 active users of okta are gone: at most 8 go without approval,"
                        + " so these wait for approval");
        approve();
        assertThat(locked()).isEqualTo(1);
        active(ids, 1, 2, false);
        assertThat(locked()).isEqualTo(2);
    }

    @Test
    void whatSourcesHaveIsNotedByRunsOverEverything() throws Exception {
        open(Map.of(), 10);
        hire(3);
        office.sync();
        assertThat(number("select sum(live)::int from source_population where day = current_date and type = 'USER'"))
                .isEqualTo(3);
        assertThat(office.runs.guard().sources()).isEmpty();
    }

    @Test
    void guardAndDiffHaveTimersOfTheirOwn() throws Exception {
        open(Map.of(), 0);
        hire(3);
        office.sync();
        for (String phase : List.of("read", "plan", "diff", "guard", "apply")) {
            assertThat(office.metrics.timer("isthmus_run", "phase", phase).count())
                    .as(phase)
                    .isPositive();
        }
    }

    private int sightings() throws Exception {
        return number("select count(*)::int from absence");
    }
}

package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.SafetyLimits.Limit;
import io.isthmus.plan.SafetyLimits.Standing;
import io.isthmus.scim.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where limits begin, what they are counted of, and over what. */
class SafetyLimitsEdgesTest {
    private static final Finding.Source OKTA = new Finding.Source("okta", ResourceType.USER);
    private static final SafetyLimits LIMITS = limits(0);

    @Test
    void onePlaceIsCheckedOnceAndSeveralTogetherAsWell() {
        assertThat(judge(some(Limited.DELETES, 2, "a"), RecentLosses.NONE).checks())
                .extracting(Check::place)
                .containsExactly("a");
        List<Finding> two = both(some(Limited.DELETES, 2, "a"), some(Limited.DELETES, 3, "b"));
        assertThat(judge(two, RecentLosses.NONE).checks())
                .extracting(Check::place)
                .containsExactly("a", "b", "");
    }

    @Test
    void whatAllPlacesLostLatelyCountsOverAll() {
        RecentLosses lately = new RecentLosses(
                Map.of(new RecentLosses.Of(Limited.DELETES, "a"), 4L, new RecentLosses.Of(Limited.DELETES, "b"), 3L));
        List<Finding> two = both(some(Limited.DELETES, 2, "a"), some(Limited.DELETES, 2, "b"));
        Check all = judge(two, lately).checks().get(2);
        assertThat(all.now()).isEqualTo(4);
        assertThat(all.before()).isEqualTo(7);
        assertThat(all.of()).isEqualTo(2000);
        assertThat(all.over()).isTrue();
    }

    @Test
    void membersThatWereRemovedLatelyAreToldAmongThoseThatThereWere() {
        RecentLosses lately = new RecentLosses(Map.of(new RecentLosses.Of(Limited.MEMBERS_REMOVED, ""), 30L));
        Check check =
                judge(some(Limited.MEMBERS_REMOVED, 5, ""), lately).checks().get(0);
        assertThat(check.of()).isEqualTo(1030);
        assertThat(check.max()).as("of what there is").isEqualTo(50);
    }

    @Test
    void ofNobodyThereIsNoShare() {
        assertThat(LIMITS.nothing(0).max()).isEqualTo(25);
        assertThat(LIMITS.nothing(100).max()).isEqualTo(5);
    }

    @Test
    void onlyWhatWouldBeMadeAgainMakesADirectoryLookEmptyAndOnlyBelowItsBase() {
        List<Finding> findings = new ArrayList<>(some(Limited.RECREATES, 2, "a"));
        findings.addAll(some(Limited.RECREATES, 2, "b"));
        findings.addAll(some(Limited.CREATES, 98, "b"));
        SafetyLimits.Population linked = (what, where) -> where.equals("a") ? 2 : 100;
        Judgement judged = LIMITS.emptied(findings, linked, linked, 0);
        assertThat(judged.checks()).extracting(Check::place).containsExactly("a");
        assertThat(judged.held()).containsOnlyKeys("a/RECREATES0", "a/RECREATES1");
    }

    @Test
    void whatAFallenSourceTakesAwayIsHeldClassByClass() {
        List<Finding> findings = new ArrayList<>(some(Limited.DISABLES, 1, "a"));
        findings.add(new Finding("a/DISABLES0", Counted.of(Limited.MEMBERS_REMOVED, "", 1, 0), "", OKTA));
        assertThat(LIMITS.fallen(findings, Map.of(OKTA, new Standing(100, 10))).held())
                .isEqualTo(Map.of("a/DISABLES0", Set.of(Limited.DISABLES, Limited.MEMBERS_REMOVED)));
    }

    @Test
    void aSourceThatIsAsUsualOrTooSmallToTellIsNotSpokenOf() {
        List<Finding> findings = some(Limited.DISABLES, 1, "a");
        assertThat(LIMITS.fallen(findings, Map.of(OKTA, new Standing(100, 100))).checks())
                .isEmpty();
        assertThat(limits(200)
                        .fallen(findings, Map.of(OKTA, new Standing(199, 1)))
                        .checks())
                .isEmpty();
    }

    @Test
    void aGroupThatIsDeletedWithoutMembersIsNotEmptied() {
        List<Change.ModifyMembers> nobody = List.of(NetChangesTest.members());
        assertThat(MemberCounts.of(nobody, 0, true, PrivilegedGroups.NONE)).containsExactly(List.of());
    }

    private static SafetyLimits limits(long minPopulation) {
        return SafetyLimits.of(
                minPopulation,
                Map.of(
                        Limited.DISABLES, new Limit(25, 5),
                        Limited.DELETES, new Limit(10, 1),
                        Limited.RECREATES, new Limit(10, 1)),
                new MemberLimits(20, 20, new Limit(100, 5), 1000, 3),
                PrivilegedGroups.NONE,
                1,
                Duration.ofHours(24));
    }

    private static Judgement judge(List<Finding> findings, RecentLosses lately) {
        return LIMITS.judge(findings, (what, where) -> 1000, lately);
    }

    private static List<Finding> both(List<Finding> some, List<Finding> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<Finding> some(Limited what, int number, String where) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Finding(where + "/" + what + i, Counted.of(what, where, 1, 0), where, OKTA))
                .toList();
    }
}

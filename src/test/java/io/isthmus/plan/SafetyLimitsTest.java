package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.SafetyLimits.Limit;
import io.isthmus.scim.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of limits, row by row. */
class SafetyLimitsTest {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final Finding.Source OKTA = new Finding.Source("okta", ResourceType.USER);
    private static final SafetyLimits LIMITS = limits(0, 1);

    /** As they are where nothing is set. */
    private static SafetyLimits limits(long creates, long privileged) {
        return SafetyLimits.of(
                200,
                Map.of(
                        Limited.CREATES, new Limit(creates, 0),
                        Limited.DISABLES, new Limit(25, 5),
                        Limited.DELETES, new Limit(10, 1),
                        Limited.RECREATES, new Limit(10, 1),
                        Limited.ATTRIBUTE_CHANGES, new Limit(0, 50)),
                new MemberLimits(20, 20, new Limit(100, 5), 1000, 3),
                new PrivilegedGroups(List.of()),
                privileged,
                Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource({
        // class, population, most that goes
        "DISABLES, 10, 25",
        "DISABLES, 199, 25",
        "DISABLES, 200, 10",
        "DISABLES, 240, 12",
        "DISABLES, 100000, 25",
        "DELETES, 199, 10",
        "DELETES, 200, 2",
        "DELETES, 250, 2",
        "DELETES, 100000, 10",
        "RECREATES, 199, 10",
        "RECREATES, 300, 3",
        "ATTRIBUTE_CHANGES, 200, 100",
        "ATTRIBUTE_CHANGES, 401, 200",
        "MEMBERS_REMOVED, 999, 100",
        "MEMBERS_REMOVED, 1000, 50",
        "MEMBERS_REMOVED, 100000, 100",
        "MEMBERS_OF_GROUP, 20, 4",
        "MEMBERS_OF_GROUP, 34, 6",
        "GROUPS_EMPTIED, 1000, 3",
        "PRIVILEGED, 1000, 1"
    })
    void soManyGoAndOneMoreIsHeld(Limited what, long population, int most) {
        Verdict passes = verdict(judge(some(what, most, PEOPLE), population, 0));
        assertThat(passes.held()).isFalse();
        assertThat(passes.max()).isEqualTo(most);
        Judgement over = judge(some(what, most + 1, PEOPLE), population, 0);
        assertThat(verdict(over).held()).isTrue();
        assertThat(over.held()).hasSize(most + 1);
        assertThat(over.held().values())
                .allSatisfy(classes -> assertThat(classes).containsExactly(what));
    }

    @ParameterizedTest
    @CsvSource({"ATTRIBUTE_CHANGES, 199", "MEMBERS_OF_GROUP, 19", "CREATES, 100000"})
    void whatHasNoLimitIsNeverHeld(Limited what, long population) {
        assertThat(judge(some(what, 5000, PEOPLE), population, 0).checks()).isEmpty();
    }

    @Test
    void creationsHaveALimitIfOneIsSet() {
        Judgement judged =
                limits(100, 1).judge(some(Limited.CREATES, 101, PEOPLE), (what, where) -> 7, RecentLosses.NONE);
        assertThat(verdict(judged).line())
                .isEqualTo("101 entries would be created beside 7 below " + PEOPLE
                        + ": at most 100 go without approval, so these wait for approval");
    }

    /** A limit taken of what the plan touches would hold every plan: 15 of 15. */
    @Test
    void percentIsOfTheWholePopulationAndNotOfWhatIsTouched() {
        assertThat(verdict(judge(some(Limited.DISABLES, 15, PEOPLE), 300, 0)).held())
                .isFalse();
        assertThat(verdict(judge(some(Limited.DISABLES, 16, PEOPLE), 300, 0)).of())
                .isEqualTo(300);
    }

    @Test
    void oneOrdinaryDeletionPassesHoweverSmallTheShare() {
        SafetyLimits strict =
                new SafetyLimits(1, new Limit(0, 1), new Limit(0, 1), new MemberLimits(1, 1, new Limit(0, 1), 1, 0));
        for (Limited what : List.of(Limited.DELETES, Limited.DISABLES, Limited.MEMBERS_OF_GROUP)) {
            assertThat(verdict(strict.judge(some(what, 1, PEOPLE), (w, p) -> 5, RecentLosses.NONE))
                            .held())
                    .isFalse();
            assertThat(verdict(strict.judge(some(what, 2, PEOPLE), (w, p) -> 5, RecentLosses.NONE))
                            .held())
                    .isTrue();
        }
    }

    @Test
    void whatWasLostLatelyCountsOnTopAndIsTold() {
        Judgement judged = judge(some(Limited.DISABLES, 6, PEOPLE), 1000, 20);
        assertThat(verdict(judged))
                .isEqualTo(new Verdict(
                        true,
                        "disables",
                        26,
                        1000,
                        25,
                        "26 of 1000 accounts would be disabled below " + PEOPLE
                                + ", 20 of them in the last 24h: at most 25 go without approval,"
                                + " so these wait for approval"));
    }

    @Test
    void whatWasLostLatelyHoldsNothingByItself() {
        assertThat(judge(List.of(), 1000, 500).held()).isEmpty();
    }

    /** 25 of 30 are left, and five more are to go: ten of the thirty that there were. */
    @Test
    void aGroupIsMeasuredByTheMembersThatItHadBeforeTheBurst() {
        Judgement judged = judge(some(Limited.MEMBERS_OF_GROUP, 5, "g"), 25, 5);
        assertThat(verdict(judged).seen()).isEqualTo(10);
        assertThat(verdict(judged).of()).isEqualTo(30);
        assertThat(verdict(judged).held()).isTrue();
        assertThat(verdict(judge(some(Limited.MEMBERS_OF_GROUP, 3, "g"), 27, 3)).held())
                .isFalse();
    }

    @Test
    void eachBaseHasItsOwnPercentageAndTheCountIsOfAll() {
        List<Finding> findings = new ArrayList<>(some(Limited.DISABLES, 13, "a"));
        findings.addAll(some(Limited.DISABLES, 13, "b"));
        Judgement all = LIMITS.judge(findings, (what, where) -> 100_000, RecentLosses.NONE);
        assertThat(all.held()).hasSize(26);
        assertThat(verdict(all).line())
                .startsWith("26 of 200000 accounts would be disabled: at most 25 go without approval");
        List<Finding> fewer = new ArrayList<>(some(Limited.DISABLES, 13, "a"));
        fewer.addAll(some(Limited.DISABLES, 5, "b"));
        Judgement one = LIMITS.judge(fewer, (what, where) -> where.equals("a") ? 240 : 100_000, RecentLosses.NONE);
        assertThat(one.held().keySet()).hasSize(13).allMatch(resource -> resource.startsWith("a"));
    }

    @Test
    void aClassOverItsLimitHoldsThatClassAndNoOther() {
        List<Finding> findings = new ArrayList<>(some(Limited.DISABLES, 26, PEOPLE));
        findings.addAll(some(Limited.DELETES, 2, PEOPLE));
        Judgement judged = judge(findings, 1000, 0);
        assertThat(judged.held()).hasSize(26);
        assertThat(verdict(judged).limit()).isEqualTo("disables");
    }

    @Test
    void theLineNamesTheLimitThatCameNearest() {
        List<Finding> findings = new ArrayList<>(some(Limited.DISABLES, 20, PEOPLE));
        findings.addAll(some(Limited.DELETES, 9, PEOPLE));
        assertThat(verdict(judge(findings, 1000, 0)).line())
                .isEqualTo("9 of 1000 entries would be deleted below " + PEOPLE
                        + ": at most 10 go without approval, so they pass");
        findings.addAll(some(Limited.MEMBERS_OF_GROUP, 7, "Sales"));
        assertThat(verdict(LIMITS.judge(
                                findings, (what, where) -> where.equals("Sales") ? 30 : 1000, RecentLosses.NONE))
                        .line())
                .isEqualTo(
                        "7 of 30 members of Sales would be removed: at most 6 go without approval, so these wait for approval");
    }

    @Test
    void thereIsAlwaysALine() {
        assertThat(verdict(judge(List.of(), 240, 0)).line())
                .isEqualTo("0 of 240 accounts would be disabled: at most 12 go without approval, so they pass");
        SafetyLimits none = new SafetyLimits(0, new Limit(0, 0), new Limit(0, 0));
        Verdict verdict = none.judge(List.of(), (what, where) -> 5, RecentLosses.NONE)
                .verdict(Duration.ofHours(24), none.nothing(5));
        assertThat(verdict.line()).isEqualTo("0 of 5 accounts would be disabled: there is no limit, so they pass");
        assertThat(verdict.max()).isEqualTo(-1);
    }

    @Test
    void nobodyComesToOrLeavesPrivilegedGroupsWhereNoneMay() {
        Judgement judged = limits(0, 0).judge(some(Limited.PRIVILEGED, 1, ""), (what, where) -> 5, RecentLosses.NONE);
        assertThat(verdict(judged).held()).isTrue();
        assertThat(verdict(judged).limit()).isEqualTo("privileged");
    }

    @ParameterizedTest
    @CsvSource({
        // missing, of them unwanted, linked, of these since those stood, held
        "5, 0, 5, 5, true",
        "4, 1, 5, 5, true",
        "4, 0, 5, 5, false",
        "1, 0, 1, 1, false",
        "2, 0, 2, 2, true",
        "5, 0, 100, 100, false",
        "5, 0, 6, 5, true",
        "5, 0, 7, 6, false",
        "4, 1, 100, 5, true",
        "1, 0, 6, 1, false"
    })
    void whereAllIsMissingTheDirectoryLooksEmpty(int missing, long unwanted, long linked, long dating, boolean held) {
        Judgement judged = LIMITS.emptied(
                some(Limited.RECREATES, missing, PEOPLE), (what, where) -> linked, (what, where) -> dating, unwanted);
        assertThat(judged.held().size()).isEqualTo(held ? missing : 0);
        if (held) {
            assertThat(verdict(judged).limit()).isEqualTo("recreates");
            assertThat(verdict(judged).line()).contains("so that the directory looks empty");
            assertThat(judged.held().values()).allMatch(Set.of(Limited.RECREATES)::equals);
        }
    }

    @Test
    void withoutALimitOnThemAllMayBeMadeAgain() {
        SafetyLimits none = new SafetyLimits(0, new Limit(0, 0), new Limit(0, 0));
        assertThat(none.emptied(some(Limited.RECREATES, 5, PEOPLE), (what, where) -> 5, (what, where) -> 5, 0)
                        .held())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // usual, now, held
        "1000, 800, false",
        "1000, 799, true",
        "1000, 1200, false",
        "200, 100, true",
        "199, 10, false",
        "0, 0, false"
    })
    void aSourceThatHasFarFewerThanUsualTakesNothingAway(long usual, long now, boolean held) {
        List<Finding> findings = new ArrayList<>(some(Limited.DISABLES, 2, PEOPLE));
        findings.addAll(some(Limited.CREATES, 1, PEOPLE + "new"));
        Judgement judged = LIMITS.fallen(findings, Map.of(OKTA, new SafetyLimits.Standing(usual, now)));
        assertThat(judged.held().size()).isEqualTo(held ? 2 : 0);
        if (held) {
            assertThat(verdict(judged).line())
                    .isEqualTo((usual - now) + " of usually " + usual + " active users of okta are gone: at most "
                            + usual / 5 + " go without approval, so these wait for approval");
        }
    }

    @Test
    void privilegedGroupsAreNamedByDnOrByHowTheirDnBegins() throws Exception {
        PrivilegedGroups groups =
                new PrivilegedGroups(List.of(new DN("cn=admins,ou=groups,dc=example,dc=com"), new DN("cn=root-*")));
        assertThat(groups.contain(new DN("CN=Admins, ou=groups,dc=example,dc=com")))
                .isTrue();
        assertThat(groups.contain(new DN("cn=root-eu,ou=x,dc=example,dc=com"))).isTrue();
        assertThat(groups.contain(new DN("cn=admins,ou=other,dc=example,dc=com")))
                .isFalse();
        assertThat(PrivilegedGroups.NONE.contain(new DN("cn=admins"))).isFalse();
    }

    private static List<Finding> some(Limited what, int number, String where) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            findings.add(new Finding(where + what + i, Counted.of(what, where, 1, 0), where, OKTA));
        }
        return findings;
    }

    private static Judgement judge(List<Finding> findings, long population, long lately) {
        Map<RecentLosses.Of, Long> lost = new java.util.HashMap<>();
        findings.forEach(finding -> lost.put(
                new RecentLosses.Of(finding.counted().what(), finding.counted().where()), lately));
        return LIMITS.judge(findings, (what, where) -> population, new RecentLosses(lost));
    }

    private static Verdict verdict(Judgement judgement) {
        return judgement.verdict(Duration.ofHours(24), LIMITS.nothing(240));
    }
}

package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Classes of changes, the limits on them, and which of these came nearest. */
class LimitedTest {
    private static final Duration DAY = Duration.ofHours(24);

    @ParameterizedTest
    @EnumSource(Limited.class)
    void eachIsFoundAgainUnderTheNameThatItIsStoredBy(Limited what) {
        assertThat(Limited.of(what.name())).isEqualTo(what);
    }

    @Test
    void aNameOfAnotherVersionIsTakenForTheStrictest() {
        assertThat(Limited.of("EXPLODES")).isEqualTo(Limited.DELETES);
    }

    @Test
    void someConcernMembershipsAndTheOthersEntries() {
        assertThat(Limited.values())
                .filteredOn(Limited::ofMembers)
                .containsExactly(
                        Limited.MEMBERS_REMOVED, Limited.MEMBERS_OF_GROUP, Limited.GROUPS_EMPTIED, Limited.PRIVILEGED);
    }

    @Test
    void aPlanThatHasNothingOfAClassIsNotOverItsLimit() {
        assertThat(check(Limited.DELETES, 0, 500, 10).over()).isFalse();
        assertThat(check(Limited.DELETES, 1, 9, 10).over()).isFalse();
        assertThat(check(Limited.DELETES, 1, 10, 10).over()).isTrue();
        assertThat(check(Limited.DELETES, 1, 0, 0).over()).isTrue();
    }

    @Test
    void whatWasLostLatelyCountsForWhatIsNearest() {
        Judgement judged = new Judgement(List.of(check(Limited.DISABLES, 5, 0, 10), check(Limited.DELETES, 1, 8, 10)));
        assertThat(nearest(judged)).isEqualTo("deletes");
    }

    @Test
    void whatIsOverBySoManyTimesIsNearerThanWhatIsOverByMore() {
        Judgement judged =
                new Judgement(List.of(check(Limited.DISABLES, 110, 0, 100), check(Limited.DELETES, 20, 0, 10)));
        assertThat(nearest(judged)).isEqualTo("deletes");
    }

    @Test
    void judgementsTogetherHoldWhatEitherHolds() {
        Judgement one = new Judgement(List.of(check(Limited.DISABLES, 3, 0, 10)));
        Judgement other = new Judgement(List.of(check(Limited.DELETES, 11, 0, 10)));
        assertThat(one.and(other).checks())
                .containsExactly(one.checks().get(0), other.checks().get(0));
        assertThat(one.and(other).held()).isEqualTo(Map.of("1", Set.of(Limited.DELETES)));
    }

    private static String nearest(Judgement judged) {
        return judged.verdict(DAY, check(Limited.CREATES, 0, 0, 0)).limit();
    }

    private static Check check(Limited what, long now, long before, long max) {
        return new Check(what, "", now, before, 1000, max, Map.of("1", Set.of(what)));
    }
}

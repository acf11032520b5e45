package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Verdict of(boolean held, long seen, long max) {
        return new Verdict(held, "disables", seen, 240, max, seen + " of 240 accounts would be disabled");
    }

    /** What is planned again in the same run is little, and passes; it is not what the run is held for. */
    @Test
    void oneThatHoldsIsNearerThanOneThatDoesNot() {
        assertThat(of(true, 7, 12).nearer(of(false, 12, 12))).isTrue();
        assertThat(of(false, 12, 12).nearer(of(true, 7, 12))).isFalse();
    }

    @Test
    void ofTwoTheOneWithTheLargerShareOfItsLimitIsNearer() {
        assertThat(of(false, 7, 12).nearer(of(false, 8, 25))).isTrue();
        assertThat(of(false, 8, 25).nearer(of(false, 7, 12))).isFalse();
        assertThat(of(false, 1, 0).nearer(of(false, 0, 1))).isTrue();
        assertThat(of(false, 5, -1).nearer(of(false, 1, 10))).isFalse();
        assertThat(of(false, 0, 10).nearer(of(false, 0, 10))).isFalse();
    }

    @Test
    void aFirstPlanSaysWhichLimitItWouldBreak() {
        assertThat(Verdict.firstPlan(36, of(true, 30, 12)).line())
                .isEqualTo("the first plan of this mapping waits for an administrator: 36 changes;"
                        + " 30 of 240 accounts would be disabled");
        Verdict small = Verdict.firstPlan(1, of(false, 1, 12));
        assertThat(small.line()).isEqualTo("the first plan of this mapping waits for an administrator: 1 change");
        assertThat(small.held()).isTrue();
        assertThat(small.limit()).isEqualTo("first-plan");
        assertThat(small.seen()).isEqualTo(1);
        assertThat(small.of()).isEqualTo(240);
        assertThat(small.max()).isZero();
    }

    @Test
    void whatElseThereIsToSayIsSaidOnce() {
        Verdict verdict = of(false, 1, 12);
        assertThat(verdict.and("")).isSameAs(verdict);
        Verdict more = verdict.and("more");
        assertThat(more.line()).isEqualTo(verdict.line() + "; more");
        assertThat(more.and("more")).isSameAs(more);
    }

    @Test
    void whoIsEnabledAgainCountsAllTheSame() {
        Verdict verdict = of(false, 1, 12);
        assertThat(verdict.enabledAgain(0)).isSameAs(verdict);
        assertThat(verdict.enabledAgain(1).line())
                .endsWith("; 1 that was disabled in that time is enabled again since and counts all the same");
        assertThat(verdict.enabledAgain(2).line())
                .endsWith("; 2 that were disabled in that time are enabled again since and count all the same");
    }

    @Test
    void whatWaitsForAnotherRunSaysForWhich() {
        Verdict verdict = of(false, 0, 12).behind(1, "r1");
        assertThat(verdict.held()).isTrue();
        assertThat(verdict.line())
                .isEqualTo("0 of 240 accounts would be disabled; 1 change waits for the decision about run r1");
        assertThat(of(true, 13, 12).behind(2, "r1").line()).endsWith("; 2 changes wait for the decision about run r1");
        assertThat(of(true, 13, 12).leftOut(2, "r1").line())
                .isEqualTo("2 changes left out of the approval of run r1 wait for approval");
        assertThat(of(true, 13, 12).leftOut(1, "r1"))
                .isEqualTo(new Verdict(
                        true,
                        "disables",
                        1,
                        240,
                        12,
                        "1 change left out of the approval of run r1 waits for approval"));
    }
}

package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.intended;
import static io.isthmus.plan.People.pending;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a comparison confirms as ours, and whose lock an account has (rule 12). */
class ClaimsAndLocksTest {
    private static final String LOCK = ActualEntry.DISABLED;
    private static final List<String> UID = List.of("ann");

    @Test
    void whatIsFoundAsDesiredBecomesOurs() {
        assertThat(confirmed(wish("ann").has("title", "a").on(entry("ann", "title", "a"))))
                .isEqualTo(new Claims(
                        Map.of("uid", UID, "title", List.of("a")),
                        Map.of(),
                        Map.of("uid", UID, "title", List.of("a"))));
    }

    @Test
    void whatIsRecordedAlreadyNeedsNoConfirmation() {
        assertThat(EntryPlanner.plan(wish("ann").on(entry("ann"), applied("uid", "ann")))
                        .confirmed())
                .isEmpty();
    }

    @Test
    void claimsEndWithTheAttributeInTheRule() {
        Claims old =
                new Claims(Map.of("uid", UID, "title", List.of("a")), Map.of("uid", UID, "description", List.of("b")));
        assertThat(confirmed(wish("ann").on(entry("ann", "title", "a", "description", "b"), old)))
                .isEqualTo(applied("uid", "ann"));
    }

    @Test
    void anIntendedNameIsForgottenOnceTheEntryHasTheDesiredOne() {
        Claims crashed = new Claims(
                Map.of("uid", UID), Map.of(Claims.DN, List.of(People.dn("ann").toNormalizedString())));
        assertThat(confirmed(wish("ann").on(entry("ann"), crashed))).isEqualTo(applied("uid", "ann"));
    }

    @Test
    void anIntendedNameIsKeptWhileTheEntryIsToBeRenamed() {
        Claims crashed = new Claims(
                Map.of("title", List.of("a")),
                Map.of(Claims.DN, List.of(People.dn("ann").toNormalizedString())));
        // confirmed since the title is not in the rule any more
        assertThat(confirmed(wish("bea").on(entry("ann"), crashed)).intended()).containsKey(Claims.DN);
    }

    @Test
    void aLockThatOnlyOthersWroteIsNotClaimed() {
        assertThat(confirmed(wish("ann").locked().on(entry("ann", LOCK, "true")))
                        .applied())
                .containsOnlyKeys("uid");
    }

    @Test
    void aLockThatWeMeantToWriteIsOurs() {
        assertThat(confirmed(wish("ann").locked().on(entry("ann", LOCK, "true"), intended(LOCK, "true"))))
                .isEqualTo(new Claims(Map.of("uid", UID, LOCK, List.of("true")), Map.of(), Map.of("uid", UID)));
    }

    @Test
    void whoIsUnlockedIsGivenBackWhatWeLockedBy() {
        assertThat(changes(wish("ann").on(entry("ann", LOCK, "true"), applied(LOCK, "true"))))
                .containsExactly(pending(LOCK, "-true"));
        assertThat(changes(wish("ann").on(entry("ann", LOCK, "true"), intended(LOCK, "true"))))
                .containsExactly(pending(LOCK, "-true"));
        assertThat(changes(wish("ann")
                        .on(entry("ann", "loginShell", "/sbin/nologin"), applied("loginshell", "/sbin/nologin"))))
                .containsExactly(pending("loginShell", "-/sbin/nologin"));
    }

    @Test
    void aLockOfOthersIsNotTakenAway() {
        assertThat(changes(wish("ann").on(entry("ann", LOCK, "true")))).isEmpty();
    }

    @Test
    void whatAnAttributeIsToBeAfterTheLockIsSaidByTheRule() {
        assertThat(changes(wish("ann")
                        .has("LOGINSHELL", "/bin/bash")
                        .on(entry("ann", "loginShell", "/sbin/nologin"), applied("loginshell", "/sbin/nologin"))))
                .containsExactly(pending("LOGINSHELL", "-/sbin/nologin", "+/bin/bash"));
    }

    @Test
    void whatIsSetOnlyOnceIsNeitherChangedNorTakenAway() {
        Pair pair = wish("ann")
                .owned(Ownership.INITIAL, "title", "a")
                .on(entry("ann", "title", "theirs"), applied("title", "a"));
        assertThat(changes(pair)).isEmpty();
        assertThat(confirmed(pair).applied()).doesNotContainKey("title");
    }

    @Test
    void foreignValuesBesideWhatWeWithdrawDoNotMakeItAConflict() {
        ActualEntry both = EntryPlannerTest.actual("ann", "title", "ours", "theirs");
        assertThat(changes(wish("ann").has("title").on(both, applied("title", "ours"))))
                .containsExactly(pending("title", "-ours"));
    }

    @Test
    void aForeignValueBesideWhatHasToBeExactlyOursIsDrift() {
        ActualEntry both = EntryPlannerTest.actual("ann", "title", "ours", "theirs");
        assertThat(changes(wish("ann").has("title", "ours").on(both, applied("title", "ours"))))
                .containsExactly(new ValueChange("title", List.of("theirs"), List.of(), Kind.DRIFT));
    }

    private static List<ValueChange> changes(Pair pair) {
        return EntryPlanner.plan(pair).change().map(Change::modifications).orElse(List.of());
    }

    private static Claims confirmed(Pair pair) {
        return EntryPlanner.plan(pair).confirmed().orElseThrow();
    }
}

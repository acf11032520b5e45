package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.MemberRule.As;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.MemberState.Names;
import io.isthmus.plan.MemberState.Outlook;
import io.isthmus.plan.ValueChange.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one member's state makes of a group, value by value. */
class MemberEditsTest {
    @Test
    void withoutReadingTheGroupWhoIsNewComesOnce() {
        assertThat(unread(As.DN, state("a", "uid=a"), state("b", "uid=b", "uid=b"))
                        .edits())
                .containsExactly(comes("a", "uid=a"));
        assertThat(unread(As.UID, state("a", "x"), state("b", "x")).edits())
                .as("two that go by one uid")
                .containsExactly(comes("a", "x"));
    }

    @Test
    void withoutReadingTheGroupARenamedOneComesUnderTheNewNameAndTheOldOneGoes() {
        assertThat(unread(As.DN, state("a", "uid=new", "uid=old")).edits())
                .containsExactly(comes("a", "uid=new"), goes("a", "uid=old", false));
    }

    @Test
    void anotherSpellingOfTheNameIsTheSameName() {
        assertThat(unread(As.DN, state("a", "UID=a, ou=x", "uid=a,ou=x")).edits())
                .isEmpty();
    }

    @Test
    void whoLeavesGoesOnceHoweverOftenItIsRecorded() {
        MemberState twice = new MemberState(
                        "g", "a", true, outlook("uid=a"), Optional.of("uid=a"), List.of("UID=a", "uid=b"))
                .unnamed();
        assertThat(unread(As.DN, twice).edits()).containsExactly(goes("a", "uid=a", false), goes("a", "uid=b", false));
    }

    @Test
    void whoLeavesForTheSakeOfTheAccountIsToldApart() {
        MemberState disabled = new MemberState(
                "g", "a", true, new Outlook(false, outlook("uid=a").names()), Optional.of("uid=a"), List.of());
        assertThat(unread(As.DN, disabled).edits()).containsExactly(goes("a", "uid=a", true));
        assertThat(unread(As.DN, state("a", "uid=a", "uid=a").unnamed()).edits())
                .containsExactly(goes("a", "uid=a", false));
    }

    @Test
    void whoHasNoEntryYetIsWaitedForAndKeepsWhatIsThere() {
        MemberState waits =
                new MemberState("g", "a", true, new Outlook(true, Optional.empty()), Optional.of("uid=a"), List.of());
        MemberPlan plan = unread(As.DN, waits, state("b", "uid=b", "uid=b"));
        assertThat(plan.pending()).isEqualTo(1);
        assertThat(plan.edits()).isEmpty();
        assertThat(plan.inSync()).isFalse();
        assertThat(unread(As.DN, state("b", "uid=b", "uid=b")).pending()).isZero();
    }

    @Test
    void aRenamedOneThatTheGroupDoesNotHoldIsOursToPutThere() {
        assertThat(read(List.of("uid=old"), state("a", "uid=new", "uid=old")).edits())
                .containsExactly(goes("a", "uid=old", false), comes("a", "uid=new"));
    }

    @Test
    void whatIsHeldAndNotRecordedAsItIsIsConfirmed() {
        assertThat(read(List.of("uid=a"), state("a", "uid=a")).confirmed()).isEqualTo(Map.of("a", "uid=a"));
        MemberState crashed = new MemberState("g", "a", true, outlook("uid=a"), Optional.of("uid=a"), List.of("uid=a"));
        assertThat(read(List.of("uid=a"), crashed).confirmed()).isEqualTo(Map.of("a", "uid=a"));
    }

    @Test
    void whatIsRecordedAsItIsOrStillHasAnOldValueIsNotConfirmed() {
        assertThat(read(List.of("uid=a"), state("a", "uid=a", "uid=a")).confirmed())
                .isEmpty();
        MemberPlan both = read(List.of("uid=new", "uid=old"), state("a", "uid=new", "uid=old"));
        assertThat(both.confirmed()).as("the old value is still ours").isEmpty();
        assertThat(both.edits()).containsExactly(goes("a", "uid=old", false));
    }

    private static MemberPlan unread(As as, MemberState... states) {
        return MemberPlanner.unread(as, List.of(states));
    }

    private static MemberPlan read(Collection<String> holds, MemberState... states) {
        return MemberPlanner.read(As.DN, List.of(states), holds, Ownership.MERGE, Optional.empty());
    }

    private static MemberEdit comes(String member, String value) {
        return new MemberEdit(member, value, true, Kind.PENDING, false);
    }

    private static MemberEdit goes(String member, String value, boolean leaves) {
        return new MemberEdit(member, value, false, Kind.PENDING, leaves);
    }

    /** @param applied what is recorded, if anything */
    private static MemberState state(String member, String value, String... applied) {
        return new MemberState(
                "g", member, true, outlook(value), List.of(applied).stream().findFirst(), List.of());
    }

    private static Outlook outlook(String value) {
        return new Outlook(true, Optional.of(new Names(value, value)));
    }
}

package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.MemberRule.As;
import io.isthmus.plan.MemberState.Names;
import io.isthmus.plan.MemberState.Outlook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberStateTest {
    private static final Names ANN = new Names("uid=ann,dc=x", "ann");
    private static final Outlook STANDS = new Outlook(true, Optional.of(ANN));
    private static final Outlook NOWHERE = new Outlook(true, Optional.empty());
    private static final Outlook LEAVES = new Outlook(false, Optional.of(ANN));

    @Test
    void aGroupGoesByTheDnOrByTheUid() {
        MemberState state = named(STANDS, Optional.empty());
        assertThat(state.desired(As.DN)).contains("uid=ann,dc=x");
        assertThat(state.desired(As.UID)).contains("ann");
    }

    @Test
    void whoHasNoUidWaitsWhereMembersAreNamedByIt() {
        MemberState state = named(new Outlook(true, Optional.of(new Names("uid=ann,dc=x", ""))), Optional.empty());
        assertThat(state.desired(As.UID)).isEmpty();
        assertThat(state.pending(As.UID)).isTrue();
        assertThat(state.pending(As.DN)).isFalse();
    }

    @Test
    void whoIsNotWantedWaitsForNothing() {
        assertThat(named(LEAVES, Optional.empty()).pending(As.DN)).isFalse();
        assertThat(named(LEAVES, Optional.empty()).desired(As.DN)).isEmpty();
    }

    @Test
    void whatIsRecordedIsComparedWithEitherName() {
        assertThat(named(STANDS, Optional.of("uid=ann,dc=x")).differs()).isFalse();
        assertThat(named(STANDS, Optional.of("ann")).differs()).isFalse();
        assertThat(named(STANDS, Optional.of("uid=old,dc=x")).differs()).isTrue();
        assertThat(named(STANDS, Optional.empty()).differs()).isTrue();
    }

    @Test
    void whoIsWantedAndHasNoEntryIsNotToBeLookedAtAndWhoLeavesIsWhileItIsThere() {
        assertThat(named(NOWHERE, Optional.of("uid=ann,dc=x")).differs()).isFalse();
        assertThat(named(LEAVES, Optional.of("uid=ann,dc=x")).differs()).isTrue();
        assertThat(named(LEAVES, Optional.empty()).differs()).isFalse();
    }

    @Test
    void aWriteWhoseResultIsNotKnownIsADifference() {
        MemberState unsure =
                new MemberState("g", "1", true, STANDS, Optional.of("uid=ann,dc=x"), List.of("uid=ann,dc=x"));
        assertThat(unsure.differs()).isTrue();
    }

    @Test
    void whoLeavesMayStandThereUnderANameThatTheServerGaveIt() {
        assertThat(named(LEAVES, Optional.of("uid=old,dc=x")).elsewhere(As.DN)).contains("uid=ann,dc=x");
        assertThat(named(LEAVES, Optional.of("UID=Ann, dc=x")).elsewhere(As.DN)).isEmpty();
    }

    @Test
    void thatIsOnlySoOfWhomWePutThereAndDoNotWantAndWhereNamesAreDns() {
        assertThat(named(LEAVES, Optional.empty()).elsewhere(As.DN)).isEmpty();
        assertThat(named(STANDS, Optional.of("uid=old,dc=x")).elsewhere(As.DN)).isEmpty();
        assertThat(named(LEAVES, Optional.of("old")).elsewhere(As.UID)).isEmpty();
    }

    @Test
    void inAGroupThatIsMadeAnewNothingIsOurs() {
        MemberState state = new MemberState("g", "1", true, STANDS, Optional.of("a"), List.of("b"));
        assertThat(state.afresh()).isEqualTo(named(STANDS, Optional.empty()));
    }

    @Test
    void anotherOutlookChangesNothingElse() {
        MemberState state = new MemberState("g", "1", true, STANDS, Optional.of("a"), List.of("b"));
        assertThat(state.with(LEAVES))
                .isEqualTo(new MemberState("g", "1", true, LEAVES, Optional.of("a"), List.of("b")));
    }

    @Test
    void aGroupIsInSyncWhenNobodyComesOrGoesOrIsAwaited() {
        MemberEdit edit = NetChangesTest.edit("a", true);
        assertThat(new MemberPlan(List.of(), Map.of("a", "uid=a"), Set.of("b"), 0).inSync())
                .isTrue();
        assertThat(new MemberPlan(List.of(edit), Map.of(), Set.of(), 0).inSync())
                .isFalse();
        assertThat(new MemberPlan(List.of(), Map.of(), Set.of(), 1).inSync()).isFalse();
    }

    @Test
    void aMemberIsTheSameHoweverItsDnIsSpelt() {
        assertThat(MemberKey.of(As.DN, "UID=Ann, DC=x")).isEqualTo(MemberKey.of(As.DN, "uid=ann,dc=x"));
        assertThat(MemberKey.of(As.UID, "Ann")).isEqualTo("Ann");
        assertThat(MemberKey.of(As.DN, "No DN")).isEqualTo("no dn");
    }

    private static MemberState named(Outlook outlook, Optional<String> applied) {
        return new MemberState("g", "1", true, outlook, applied, List.of());
    }

    @Test
    void inAGroupThatIsAdoptedWhoStaysIsLookedForAndWhoDoesNotGoesWithIt() {
        MemberState stays = new MemberState("g", "1", true, STANDS, Optional.of("UID=Ann, dc=x"), List.of("b"));
        assertThat(stays.adopted(As.DN)).isEqualTo(named(STANDS, Optional.empty()));
        MemberState moved = new MemberState("g", "1", true, STANDS, Optional.of("uid=old,dc=x"), List.of("b"));
        assertThat(moved.adopted(As.DN)).isEqualTo(named(STANDS, Optional.of("uid=old,dc=x")));
        MemberState leaves = named(LEAVES, Optional.of("uid=ann,dc=x"));
        assertThat(leaves.adopted(As.DN)).isEqualTo(leaves);
    }
}

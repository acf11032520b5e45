package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.edit;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.MemberState.Outlook;
import io.isthmus.plan.SuppressedMembers.Filtered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuppressedMembersTest {
    private static final MemberEdit COMES = edit("a", true);
    private static final MemberEdit GOES = edit("b", false);
    private static final MemberEdit STRANGER = new MemberEdit("", "UID=s, dc=x", false, ValueChange.Kind.DRIFT);
    private static final MemberPlan PLAN =
            new MemberPlan(List.of(COMES, GOES, STRANGER), Map.of("c", "uid=c"), Set.of("d"), 2);

    @Test
    void withoutSuppressionsThePlanStays() {
        assertThat(SuppressedMembers.filter(PLAN, "member", List.of())).isEqualTo(new Filtered(PLAN, List.of()));
    }

    @Test
    void whoWasNotToComeDoesNotAndNothingElseChanges() {
        assertThat(filter(suppression(1, "member", "a", true)))
                .isEqualTo(new Filtered(with(GOES, STRANGER), List.of(COMES)));
    }

    @Test
    void whoWasNotToGoStays() {
        assertThat(filter(suppression(1, "MEMBER", "b", false)))
                .isEqualTo(new Filtered(with(COMES, STRANGER), List.of(GOES)));
    }

    @Test
    void theOtherDirectionIsNotSuppressed() {
        assertThat(filter(suppression(1, "member", "a", false), suppression(2, "member", "b", true)))
                .isEqualTo(new Filtered(PLAN, List.of()));
    }

    @Test
    void whatIsSuppressedOfOtherAttributesOrOfTheGroupItselfIsNothingToItsMembers() {
        assertThat(filter(suppression(1, "owner", "a", true), suppression(2, "member", "", true)))
                .isEqualTo(new Filtered(PLAN, List.of()));
    }

    @Test
    void aMemberThatNoResourceStandsForIsKnownByItsDnHoweverItIsSpelt() {
        List<Suppression> of = SuppressedMembers.of(NetChangesTest.members(STRANGER));
        assertThat(of).extracting(Suppression::member).containsExactly("uid=s,dc=x");
        assertThat(filter(of.toArray(Suppression[]::new)))
                .isEqualTo(new Filtered(with(COMES, GOES), List.of(STRANGER)));
    }

    @Test
    void whatWasTurnedDownIsKeptInTheWordsOfSuppressions() {
        assertThat(SuppressedMembers.of(NetChangesTest.members(COMES, GOES)))
                .containsExactly(
                        new Suppression(0, "g", "member", "a", List.of("uid=a"), "uid=a"),
                        new Suppression(0, "g", "member", "b", List.of(), "uid=b"));
    }

    /** Of a change that was saved before: what has been turned down since is left out, and only that. */
    @Test
    void whatWasTurnedDownSinceIsLeftOutOfASavedChange() {
        Change.ModifyMembers saved = NetChangesTest.members(COMES, GOES, STRANGER);
        Suppression comes = suppression(1, "member", "a", true);
        Suppression goes = suppression(2, "MEMBER", "b", false);
        List<Suppression> all = List.of(
                comes,
                goes,
                suppression(3, "member", "a", false),
                suppression(4, "member", "b", true),
                suppression(5, "owner", "a", true),
                suppression(6, "member", "", true),
                suppression(7, "member", "nobody", true));
        assertThat(SuppressedMembers.keeping(saved, all)).containsExactly(comes, goes);
        assertThat(SuppressedMembers.without(saved, List.of(comes, goes))).containsExactly(STRANGER);
        assertThat(SuppressedMembers.without(saved, List.of(suppression(3, "member", "a", false))))
                .containsExactly(COMES, GOES, STRANGER);
    }

    @Test
    void itEndsOnceTheOppositeIsWanted() {
        List<MemberState> states = List.of(state("a", true), state("b", false), state("c", true), state("d", false));
        assertThat(SuppressedMembers.ended(
                        states,
                        List.of(
                                suppression(1, "member", "a", true),
                                suppression(2, "member", "b", true),
                                suppression(3, "member", "c", false),
                                suppression(4, "member", "d", false),
                                suppression(5, "member", "gone", true),
                                suppression(6, "title", "", true))))
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void whatIsOfTheGroupItselfDoesNotEndByItsMembers() {
        assertThat(SuppressedMembers.ended(List.of(state("", false)), List.of(suppression(1, "title", "", true))))
                .isEmpty();
    }

    private static Filtered filter(Suppression... live) {
        return SuppressedMembers.filter(PLAN, "member", List.of(live));
    }

    private static MemberPlan with(MemberEdit... edits) {
        return new MemberPlan(List.of(edits), PLAN.confirmed(), PLAN.released(), PLAN.pending());
    }

    private static Suppression suppression(long id, String attribute, String member, boolean comes) {
        return new Suppression(id, "g", attribute, member, comes ? List.of("any") : List.of(), "");
    }

    private static MemberState state(String member, boolean wanted) {
        return new MemberState("g", member, wanted, new Outlook(true, Optional.empty()), Optional.empty(), List.of());
    }
}

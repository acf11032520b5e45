package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrimaryMembersTest {
    private static final String ANN = "CN=ann,DC=test";
    private static final String BOB = "CN=bob,DC=test";
    private static final Set<String> HELD = Set.of(MemberKey.of(io.isthmus.mapping.MemberRule.As.DN, "cn=ANN,dc=test"));

    private static MemberState state(String member, String dn, boolean named) {
        return new MemberState(
                "group",
                member,
                named,
                new MemberState.Outlook(true, Optional.of(new MemberState.Names(dn, member))),
                Optional.of(dn),
                List.of());
    }

    private static MemberEdit edit(String member, String value, boolean add) {
        return new MemberEdit(member, value, add, ValueChange.Kind.DRIFT);
    }

    private static MemberPlan plan(List<MemberEdit> edits, String... released) {
        return new MemberPlan(edits, Map.of(), Set.of(released), 0);
    }

    @Test
    void whoIsInItByTheirAccountNeedsNotBePutThere() {
        PrimaryMembers.Sifted sifted = PrimaryMembers.sift(
                plan(List.of(edit("ann", ANN, true), edit("bob", BOB, true))),
                List.of(state("ann", ANN, true), state("bob", BOB, true)),
                HELD);
        assertThat(sifted.plan().edits()).containsExactly(edit("bob", BOB, true));
        assertThat(sifted.stuck()).isEmpty();
    }

    @Test
    void whoShouldLeaveAndCannotStaysOurs() {
        PrimaryMembers.Sifted unread = PrimaryMembers.sift(
                plan(List.of(edit("ann", ANN, false), edit("bob", BOB, false))),
                List.of(state("ann", ANN, false), state("bob", BOB, false)),
                HELD);
        assertThat(unread.plan().edits()).containsExactly(edit("bob", BOB, false));
        assertThat(unread.stuck()).containsExactly(edit("ann", ANN, false));
        PrimaryMembers.Sifted read = PrimaryMembers.sift(
                plan(List.of(), "ann", "bob"), List.of(state("ann", ANN, false), state("bob", BOB, false)), HELD);
        assertThat(read.plan().released()).containsExactly("bob");
        assertThat(read.stuck())
                .singleElement()
                .satisfies(edit -> assertThat(edit.value()).isEqualTo(ANN));
    }

    @Test
    void aGroupThatIsNobodysIsLeftAsItWasPlanned() {
        MemberPlan plan = plan(List.of(edit("ann", ANN, true)), "bob");
        assertThat(PrimaryMembers.sift(plan, List.of(), Set.of())).isEqualTo(PrimaryMembers.none(plan));
    }
}

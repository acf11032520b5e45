package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.ValueChange.Kind;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of members only what differs is listed, what others moved apart from what we did. */
class MemberDeviationsTest {
    private static final About GROUP =
            new About("g", ResourceType.GROUP, "okta", "team", 1, Situation.DRIFTED, List.of(), false);

    @Test
    void fourWaysToDiffer() {
        List<Deviation> deviations = of(List.of(
                new MemberEdit("a", "taken away", true, Kind.DRIFT),
                new MemberEdit("", "put there", false, Kind.DRIFT),
                new MemberEdit("b", "to come", true, Kind.PENDING),
                new MemberEdit("c", "to go", false, Kind.PENDING)));
        assertThat(deviations)
                .extracting(deviation -> deviation.difference().orElseThrow())
                .containsExactly(
                        new Difference("member", Kind.PENDING, List.of("to go"), List.of("to come"), List.of("to go")),
                        new Difference(
                                "member",
                                Kind.DRIFT,
                                List.of("taken away"),
                                List.of("taken away"),
                                List.of("put there")));
        assertThat(deviations).extracting(Deviation::item).containsExactly("member/pending", "member");
        assertThat(deviations).allMatch(Deviation::members);
    }

    @Test
    void ofVeryManyOnlySome() {
        List<MemberEdit> edits = IntStream.range(0, 5000)
                .mapToObj(i -> new MemberEdit("m" + i, "uid=" + i, true, Kind.DRIFT))
                .toList();
        Deviation deviation = of(edits).get(0);
        assertThat(deviation.difference().orElseThrow().desired()).hasSize(100);
        assertThat(deviation.detail())
                .isEqualTo("only members that differ are listed; only 100 of 5000 values are listed");
    }

    @Test
    void nothingWhereNothingDiffers() {
        assertThat(of(List.of())).isEmpty();
    }

    @Test
    void aGroupThatDoesNotExistIsBlocked() {
        Deviation deviation = MemberDeviations.blocked("dn:cn=admins", "cn=admins", 1);
        assertThat(deviation.listing()).isEqualTo(Deviation.Listing.INVALID);
        assertThat(deviation.detail()).contains("roles put 1 member into this group, which does not exist");
    }

    private static List<Deviation> of(List<MemberEdit> edits) {
        return MemberDeviations.of(GROUP, Optional.of("anchor"), "cn=team", "member", edits);
    }
}
